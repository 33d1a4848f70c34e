"""One field of a definition: its kind, texts, options and settings. Linkage comes later, when all fields are known."""

from collections.abc import Iterator, Mapping

from bihuan.core.forms.attributes import MAX_HELP, flag, texts
from bihuan.core.forms.definition import FieldDefinition, OptionDefinition
from bihuan.core.forms.reading import Reading, shown
from bihuan.core.forms.spec import FieldKindRegistry, FieldKindSpec, Texts, reject
from bihuan.core.late import dataclass
from bihuan.core.values import Json

MAX_OPTIONS = 500
MAX_ITEMS = 100
MAX_OPTION_VALUE = 100
COMMON = ("key", "kind", "label", "help", "personal", "filterable", "unique")
LINKED = ("show", "require", "readonly", "default", "compute", "fill")
OPTION_SETTINGS = ("value", "label", "show", "retired")
ITEM_SETTINGS = ("key", "label", "required")


@dataclass(frozen=True, slots=True)
class Draft:
    """A field whose linkage is still raw JSON."""

    field: FieldDefinition
    raw: Mapping[str, Json]
    raw_options: Mapping[str, Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where fields are read: `base` leads to them by key, `common` are the settings that every one may have."""

    base: str = "fields"
    section: str = ""
    common: tuple[str, ...] = (*COMMON, *LINKED)


def read_field(at: str, item: Json, place: Place, kinds: FieldKindRegistry, reading: Reading) -> Draft | None:
    """A draft of the field, or None when it has no usable key or kind. `at` is its place for faults of the key."""
    if not isinstance(item, Mapping):
        reading.fault(at, "form.mapping_expected")
        return None
    key = reading.key(f"{at}.key", item.get("key"))
    if key is None:
        return None
    path = f"{place.base}.{key}"
    kind = kinds.get(item["kind"]) if isinstance(item.get("kind"), str) else None
    if kind is None:
        reading.fault(f"{path}.kind", "form.kind_unknown", kind=shown(item.get("kind")), known=list(kinds.names()))
        return None
    return _draft(key, kind, place, item, reading)


def _draft(key: str, kind: FieldKindSpec, place: Place, item: Mapping[str, Json], reading: Reading) -> Draft:
    path = f"{place.base}.{key}"
    raw = reading.mapping(path, item, (*place.common, *_own_settings(kind)))
    raw_options = _listed(path, kind, raw, reading)
    field = FieldDefinition(
        key=key,
        kind=kind,
        label=read_label(path, raw, reading) or {"zh": key},
        section=place.section,
        help=reading.attempt(f"{path}.help", texts(MAX_HELP), raw["help"]) if "help" in raw else None,
        settings=_settings(path, kind, raw, reading),
        options=_options(f"{path}.{kind.options_under}", raw_options, reading),
        personal=_flag(path, "personal", raw, reading, kind.personal),
        filterable=_flag(path, "filterable", raw, reading, kind.found_by_value),
        unique=_flag(path, "unique", raw, reading, False),
    )
    _check(path, field, reading)
    return Draft(field, raw, raw_options)


def _own_settings(kind: FieldKindSpec) -> Iterator[str]:
    yield from (attribute.name for attribute in kind.attributes)
    if kind.has_options:
        yield kind.options_under
    if kind.has_columns:
        yield "columns"


def read_label(path: str, raw: Mapping[str, Json], reading: Reading) -> Texts | None:
    """The obligatory label."""
    return reading.attempt(f"{path}.label" if path else "label", texts(), raw.get("label"))


def _flag(path: str, name: str, raw: Mapping[str, Json], reading: Reading, default: bool) -> bool:
    found = reading.attempt(f"{path}.{name}", flag, raw.get(name, default))
    return default if found is None else found


def _settings(path: str, kind: FieldKindSpec, raw: Mapping[str, Json], reading: Reading) -> dict[str, Json]:
    settings = {attribute.name: attribute.default for attribute in kind.attributes}
    for attribute in kind.attributes:
        if attribute.name in raw:
            found = reading.attempt(f"{path}.{attribute.name}", attribute.read, raw[attribute.name])
            settings[attribute.name] = attribute.default if found is None else found
    return settings


def _check(path: str, field: FieldDefinition, reading: Reading) -> None:
    reading.faults(path, field.kind.check_definition(field))
    for name in ("filterable", "unique"):
        if getattr(field, name) and not field.kind.filterable:
            reading.fault(f"{path}.{name}", "form.not_filterable", kind=field.kind.name)


def _listed(path: str, kind: FieldKindSpec, raw: Mapping[str, Json], reading: Reading) -> dict[str, Mapping[str, Json]]:
    if not kind.has_options:
        return {}
    read = _raw_items if kind.options_under == "items" else _raw_options
    return read(f"{path}.{kind.options_under}", raw.get(kind.options_under), reading)


def _raw_items(path: str, value: Json, reading: Reading) -> dict[str, Mapping[str, Json]]:
    """The items of a checklist by key."""
    found: dict[str, Mapping[str, Json]] = {}
    for index, item in enumerate(reading.sequence(path, () if value is None else value, MAX_ITEMS)):
        raw = reading.mapping(f"{path}.{index}", item, ITEM_SETTINGS)
        key = reading.key(f"{path}.{index}.key", raw.get("key"), found)
        if key is not None:
            read_label(f"{path}.{key}", raw, reading)
            found[key] = raw
    if not found and not reading.problems:
        reading.fault(path, "form.items_missing")
    return found


def _raw_options(path: str, value: Json, reading: Reading) -> dict[str, Mapping[str, Json]]:
    """Options by value. A plain text is short for an option whose value and label are that text."""
    if value is None:
        reading.fault(path, "form.options_missing")
        return {}
    found: dict[str, Mapping[str, Json]] = {}
    for index, item in enumerate(reading.sequence(path, value, MAX_OPTIONS)):
        raw = {"value": item, "label": item} if isinstance(item, str) else item
        raw = reading.mapping(f"{path}.{index}", raw, OPTION_SETTINGS)
        name = reading.attempt(f"{path}.{index}.value", _option_value, raw.get("value"))
        if name in found:
            reading.fault(f"{path}.{index}.value", "form.option_repeated", value=name)
        elif name is not None:
            found[name] = raw
    if not found:
        reading.fault(path, "form.options_missing")
    return found


def _option_value(value: Json) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_OPTION_VALUE or value != value.strip():
        reject("form.bad_option", max=MAX_OPTION_VALUE)
    return value


def _options(
    path: str, raw_options: Mapping[str, Mapping[str, Json]], reading: Reading
) -> tuple[OptionDefinition, ...]:
    return tuple(
        OptionDefinition(
            value,
            read_label(f"{path}.{value}", {"label": value, **raw}, reading) or {"zh": value},
            retired=_flag(f"{path}.{value}", "retired", raw, reading, False),
            optional=not _flag(f"{path}.{value}", "required", raw, reading, True),
        )
        for value, raw in raw_options.items()
    )
