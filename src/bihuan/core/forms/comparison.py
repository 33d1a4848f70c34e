"""What changed between two versions of a form, and what that means for records made with the older one (FRM-6).

- cosmetic: only what people read or where it stands.
- compatible: every record and every submission that was good before is good now.
- breaking: a value loses its place or meaning, or a submission that was good before may be refused. Linkage counts
  as breaking unless the change is known to only loosen, for nobody can prove two conditions alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from bihuan.core.forms.definition import ElementDefinition, FieldDefinition, FormDefinition, FormRule, OptionDefinition
from bihuan.core.late import dataclass
from bihuan.core.values import Json

Weight = Literal["cosmetic", "compatible", "breaking"]
WEIGHTS: tuple[Weight, ...] = ("cosmetic", "compatible", "breaking")


@dataclass(frozen=True, slots=True)
class FormChange:
    """One change: where (a dotted path), what (a code), how heavy, and the two states where they are short."""

    path: str
    code: str
    weight: Weight
    old: Json = None
    new: Json = None


def compare_forms(old: FormDefinition, new: FormDefinition) -> tuple[FormChange, ...]:
    """All changes, fields first, in the order of the old form and then of the new one."""
    return (*_field_changes(old, new), *_rule_changes(old, new), *_frame_changes(old, new))


def weight_of(changes: Iterable[FormChange]) -> Weight:
    """The heaviest of the changes; cosmetic when there is none."""
    return max((change.weight for change in changes), key=WEIGHTS.index, default="cosmetic")


def _field_changes(old: FormDefinition, new: FormDefinition) -> Iterator[FormChange]:
    return _changes_among("fields", old.fields, new.fields)


def _changes_among(
    base: str, old: Mapping[str, FieldDefinition], new: Mapping[str, FieldDefinition]
) -> Iterator[FormChange]:
    for key, before in old.items():
        after = new.get(key)
        if after is None:
            yield FormChange(f"{base}.{key}", "field_removed", "breaking", old=dict(before.label))
        elif after.kind.name != before.kind.name:
            yield FormChange(f"{base}.{key}.kind", "kind_changed", "breaking", before.kind.name, after.kind.name)
        else:
            yield from _inside(f"{base}.{key}", before, after)
    for key, after in new.items():
        if key not in old:
            demanded = after.linkage.require.tree is not False
            weight: Weight = "breaking" if demanded else "compatible"
            yield FormChange(f"{base}.{key}", "field_added", weight, new=dict(after.label))


def _columns(field: FieldDefinition) -> dict[str, FieldDefinition]:
    return {column.key: column for column in field.columns}


def _inside(path: str, old: FieldDefinition, new: FieldDefinition) -> Iterator[FormChange]:
    """The changes of one field, or of one column, that kept its kind."""
    for name in ("label", "help", "section"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield FormChange(f"{path}.{name}", f"{name}_changed", "cosmetic", before, after)
    for name in ("personal", "filterable", "unique"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            heavy = name == "unique" and after
            yield FormChange(f"{path}.{name}", f"{name}_changed", "breaking" if heavy else "compatible", before, after)
    for attribute in old.kind.attributes:
        before, after = old.setting(attribute.name), new.setting(attribute.name)
        if before != after:
            weight: Weight = "compatible" if attribute.harmless(before, after) else "breaking"
            yield FormChange(f"{path}.{attribute.name}", "setting_changed", weight, before, after)
    total, totals = old.settings.get("total"), new.settings.get("total")
    if total != totals:
        yield FormChange(f"{path}.total", "setting_changed", "cosmetic", total, totals)
    yield from _option_changes(f"{path}.{old.kind.options_under}", old, new)
    yield from _changes_among(f"{path}.columns", _columns(old), _columns(new))
    yield from _linkage_changes(path, old, new)


def _option_changes(path: str, old: FieldDefinition, new: FieldDefinition) -> Iterator[FormChange]:
    for option in old.options:
        after = new.option(option.value)
        if after is None:
            yield FormChange(f"{path}.{option.value}", "option_removed", "breaking", old=dict(option.label))
        elif after != option:
            yield _option_change(f"{path}.{option.value}", option, after)
    for option in new.options:
        if old.option(option.value) is None:
            asked: Weight = "breaking" if new.kind.options_under == "items" and not option.optional else "compatible"
            yield FormChange(f"{path}.{option.value}", "option_added", asked, new=dict(option.label))
    shared = [option.value for option in new.options if old.option(option.value) is not None]
    if shared != [option.value for option in old.options if new.option(option.value) is not None]:
        yield FormChange(path, "options_reordered", "cosmetic")


def _option_change(path: str, old: OptionDefinition, new: OptionDefinition) -> FormChange:
    if old.show.tree != new.show.tree:
        return FormChange(path, "option_filter_changed", _loosened(new.show.tree, True), old.show.tree, new.show.tree)
    if old.retired != new.retired:
        code = "option_retired" if new.retired else "option_restored"
        return FormChange(path, code, "breaking" if new.retired else "compatible")
    if old.optional != new.optional:
        weight: Weight = "compatible" if new.optional else "breaking"
        return FormChange(path, "requirement_changed", weight, not old.optional, not new.optional)
    return FormChange(path, "option_label_changed", "cosmetic", dict(old.label), dict(new.label))


def _linkage_changes(path: str, old: FieldDefinition, new: FieldDefinition) -> Iterator[FormChange]:
    before, after = old.linkage, new.linkage
    if before.show.tree != after.show.tree:
        yield FormChange(f"{path}.show", "show_changed", "breaking", before.show.tree, after.show.tree)
    if before.require.tree != after.require.tree:
        # From "always" to "sometimes" asks for less; any other new condition may ask for more.
        weight: Weight = "compatible" if before.require.tree is True or after.require.tree is False else "breaking"
        yield FormChange(f"{path}.require", "requirement_changed", weight, before.require.tree, after.require.tree)
    if before.readonly.tree != after.readonly.tree:
        weight = _loosened(after.readonly.tree, False)
        yield FormChange(f"{path}.readonly", "readonly_changed", weight, before.readonly.tree, after.readonly.tree)
    for name in ("default", "compute", "fill"):
        was, now = getattr(before, name), getattr(after, name)
        trees = (None if was is None else was.tree, None if now is None else now.tree)
        if trees[0] != trees[1]:
            yield FormChange(
                f"{path}.{name}", f"{name}_changed", "breaking" if name == "compute" else "compatible", *trees
            )


def _loosened(tree: Json, free: bool) -> Weight:
    return "compatible" if tree is free else "breaking"


def _rule_changes(old: FormDefinition, new: FormDefinition) -> Iterator[FormChange]:
    before = {rule.key: rule for rule in old.cross_rules}
    after = {rule.key: rule for rule in new.cross_rules}
    for key, rule in before.items():
        if key not in after:
            yield FormChange(f"rules.{key}", "rule_removed", "compatible", old=dict(rule.message))
        else:
            yield from _rule_change(rule, after[key])
    for key, rule in after.items():
        if key not in before:
            yield FormChange(f"rules.{key}", "rule_added", "breaking", new=dict(rule.message))


def _rule_change(old: FormRule, new: FormRule) -> Iterator[FormChange]:
    path = f"rules.{old.key}"
    if old.refuse_when.tree != new.refuse_when.tree:
        yield FormChange(path, "rule_changed", "breaking", old.refuse_when.tree, new.refuse_when.tree)
    if old.message != new.message or old.at != new.at:
        yield FormChange(path, "rule_message_changed", "cosmetic", dict(old.message), dict(new.message))


def _frame_changes(old: FormDefinition, new: FormDefinition) -> Iterator[FormChange]:
    """Changes of the form as a whole. A section's condition is compared with the fields it hides."""
    if old.label != new.label:
        yield FormChange("label", "label_changed", "cosmetic", dict(old.label), dict(new.label))
    if old.extends != new.extends:
        yield FormChange("extends", "core_changed", "compatible", old.extends, new.extends)
    labels = {section.key: section.label for section in new.sections}
    for section in old.sections:
        if section.key in labels and labels[section.key] != section.label:
            yield FormChange(
                f"sections.{section.key}.label", "label_changed", "cosmetic", section.label, labels[section.key]
            )
    yield from _element_changes(old, new)
    if old.tabs != new.tabs:
        yield FormChange("tabs", "tabs_changed", "cosmetic", old.tabs, new.tabs)
    shared = [key for key in new.fields if key in old.fields]
    if shared != [key for key in old.fields if key in new.fields]:
        yield FormChange("sections", "fields_reordered", "cosmetic")


def _element_changes(old: FormDefinition, new: FormDefinition) -> Iterator[FormChange]:
    """What holds no value changes nothing but what people see."""
    for key, before in old.elements.items():
        after = new.elements.get(key)
        if after is None:
            yield FormChange(f"elements.{key}", "element_removed", "cosmetic", old=dict(before.label))
        elif _shown(before) != _shown(after):
            yield FormChange(f"elements.{key}", "element_changed", "cosmetic", dict(before.label), dict(after.label))
    for key, after in new.elements.items():
        if key not in old.elements:
            yield FormChange(f"elements.{key}", "element_added", "cosmetic", new=dict(after.label))


def _shown(element: ElementDefinition) -> tuple[Json, ...]:
    return (element.kind, element.label, element.section, element.settings, element.show.tree)
