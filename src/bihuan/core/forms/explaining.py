"""A reading out of limit is explained in a field of its own, which shows and is asked for only then."""

from collections.abc import Mapping
from dataclasses import replace

from bihuan.core.forms.definition import ALWAYS, FieldDefinition
from bihuan.core.forms.kinds.readings import has_limits, out_of_limit
from bihuan.core.forms.linkage_parsing import LinkageReader, both
from bihuan.core.values import Json


def with_explanations(fields: Mapping[str, FieldDefinition], reader: LinkageReader) -> dict[str, FieldDefinition]:
    """The fields, those that explain readings shown and required while one of theirs is out of limit."""
    found = dict(fields)
    asked: dict[str, list[Json]] = {}
    for key, field in fields.items():
        name = field.settings.get("explained_by")
        if name is None:
            continue
        path = f"fields.{key}.explained_by"
        explaining = fields.get(str(name))
        if explaining is None or explaining.kind.rule_type != "text" or explaining.linkage.compute is not None:
            reader.reading.fault(path, "form.place_unknown", field=str(name))
        elif has_limits(field):
            asked.setdefault(explaining.key, []).append(out_of_limit(field))
    for key, conditions in asked.items():
        linkage = found[key].linkage
        show = both(linkage.show, reader.condition(f"fields.{key}.show", {"any": conditions}, ALWAYS))
        found[key] = replace(found[key], linkage=replace(linkage, show=show, require=ALWAYS))
    return found
