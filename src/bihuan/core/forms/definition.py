"""What was designed: forms, sections and fields. Immutable; every change is a new version (FRM-6)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any

from bihuan.core import rules
from bihuan.core.forms.spec import FieldKindSpec, Texts
from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, thaw_json


def bilingual(text: Texts) -> dict[str, str]:
    """A text in both languages; Chinese stands in where English was not written."""
    return {"zh": text["zh"], "en": text.get("en", text["zh"])}


@dataclass(frozen=True, slots=True)
class When:
    """A condition of the form, compiled. `reads` are the dotted paths it looks at."""

    tree: Json
    holds: Callable[[Mapping[str, Any], rules.Env], bool]
    reads: frozenset[str] = frozenset()
    histories: tuple[rules.History, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from when nobody types it: a literal or a formula, compiled."""

    tree: Json
    value: Callable[[Mapping[str, Any], rules.Env], Any]
    reads: frozenset[str] = frozenset()
    histories: tuple[rules.History, ...] = ()


# For formulas that are known to ask for neither the time nor the zone.
NO_ENV = rules.Env(0)
ALWAYS = When(True, lambda _record, _env: True)
NEVER = When(False, lambda _record, _env: False)


@dataclass(frozen=True, slots=True)
class OptionDefinition:
    """One option. `show` filters it by condition; a retired one stays readable but cannot be chosen anew.

    The items of a checklist are such options, too; an `optional` one may stay unanswered.
    """

    value: str
    label: Texts
    show: When = ALWAYS
    retired: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Linkage:
    """How one field depends on the others (FRM-2)."""

    show: When = ALWAYS
    require: When = NEVER
    readonly: When = NEVER
    default: Source | None = None
    compute: Source | None = None
    fill: Source | None = None

    @property
    def prefilled(self) -> bool:
        """Whether the field gets a value by itself when nobody answered it."""
        return self.default is not None or self.fill is not None

    def value_reads(self) -> frozenset[str]:
        """Dotted paths on which the field's own value depends: visibility, computing and filling, not `require`."""
        found = self.show.reads
        for source in self.sources():
            found |= source.reads
        return found

    def sources(self) -> tuple[Source, ...]:
        """What can give the field a value without a person."""
        return tuple(source for source in (self.default, self.compute, self.fill) if source is not None)


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field. `core` tells that it stands in the shared core record. Kind settings: `setting("max_length")`."""

    key: str
    kind: FieldKindSpec
    label: Texts
    section: str
    core: bool = False
    help: Texts | None = None
    settings: Mapping[str, Json] = field(default_factory=dict)
    options: tuple[OptionDefinition, ...] = ()
    linkage: Linkage = Linkage()
    personal: bool = False
    filterable: bool = False
    unique: bool = False
    columns: tuple["FieldDefinition", ...] = ()

    def setting(self, name: str) -> Json:
        """One of the kind's own settings, or its default."""
        return self.settings[name]

    def with_label(self, data: Mapping[str, Json]) -> dict[str, Json]:
        """The data of a fault of this field, with the label that its text names: that of a part, where it has one."""
        return {"label": bilingual(self.label), **data}

    def option(self, value: str) -> OptionDefinition | None:
        """The option with this value, retired ones included."""
        return next((option for option in self.options if option.value == value), None)

    @property
    def always_required(self) -> bool:
        """Whether the field must be filled in whatever the others say."""
        return self.linkage.require.tree is True and self.linkage.show.tree is True

    @property
    def preset(self) -> Json:
        """The literal default; None where there is none."""
        default = self.linkage.default
        return None if default is None or isinstance(default.tree, Mapping) else default.value({}, NO_ENV)

    @property
    def formula(self) -> Callable[[Mapping[str, Any]], Any] | None:
        """The formula of a column, which knows nothing but its row."""
        compute = self.linkage.compute
        return None if compute is None else lambda row: compute.value(row, NO_ENV)


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    """A part of the form under one heading; hidden sections hide their fields.

    `fields` hold values; `laid` is all that stands in the section, in order, elements without a value included.
    """

    key: str
    label: Texts | None
    fields: tuple[str, ...]
    show: When = ALWAYS
    laid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElementDefinition:
    """Something that is shown and holds no value: `kind` is one of `elements.ELEMENTS`."""

    key: str
    kind: str
    label: Texts
    section: str
    settings: Mapping[str, Json]
    show: When


@dataclass(frozen=True, slots=True)
class FormRule:
    """A rule across fields: the record is refused while `refuse_when` holds."""

    key: str
    refuse_when: When
    message: Texts
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """What rules may read beyond the form: `beside` it (contract, customer, submitter) and, by kind name, `behind`
    a reference field's value (device → model, serial, …)."""

    beside: tuple[rules.Field, ...] = ()
    behind: Mapping[str, tuple[rules.Field, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A form. `source` is its complete JSON (the core record merged in); two forms are equal when it is.

    `order` lists the field keys so that each value stands behind everything it depends on.
    """

    source: JsonObject
    key: str = field(compare=False)
    label: Texts = field(compare=False)
    extends: str | None = field(compare=False)
    sections: tuple[SectionDefinition, ...] = field(compare=False)
    fields: Mapping[str, FieldDefinition] = field(compare=False)
    cross_rules: tuple[FormRule, ...] = field(compare=False)
    schema: rules.Schema = field(compare=False)
    order: tuple[str, ...] = field(compare=False)
    elements: Mapping[str, ElementDefinition] = field(default_factory=dict, compare=False)
    tabs: bool = field(default=False, compare=False)
    """Whether the sections are shown one at a time, each behind its tab."""

    def __hash__(self) -> int:
        return hash(self.key)

    def kind_of(self, key: str) -> str | None:
        """The name of the kind of what stands under a key, be it a field or an element."""
        if key in self.fields:
            return self.fields[key].kind.name
        return self.elements[key].kind if key in self.elements else None

    def parts(self) -> Iterator[When | Source]:
        """Every condition and formula of the form."""
        for item in self.fields.values():
            linkage = item.linkage
            yield from (linkage.show, linkage.require, linkage.readonly)
            yield from linkage.sources()
            yield from (option.show for option in item.options)
        yield from (element.show for element in self.elements.values())
        yield from (rule.refuse_when for rule in self.cross_rules)


def form_to_json(form: FormDefinition) -> JsonObject:
    """The complete definition as plain JSON, the core record merged in: what a version stores (FRM-6).

    `parse_form` reads it back without the core definition, so that a later core changes no earlier version.
    """
    thawed: JsonObject = thaw_json(form.source)
    return thawed


def rules_schema(form: FormDefinition, beside: tuple[rules.Field, ...] = ()) -> rules.Schema:
    """What conditions and formulas may say about records of this form, relations included.

    `beside` adds fields that the form was not parsed with, such as those of the ticket itself.
    """
    known = form.schema.fields
    return rules.Schema((*known.values(), *(extra for extra in beside if extra.key not in known)))
