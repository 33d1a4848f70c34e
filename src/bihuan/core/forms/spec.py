"""A field kind: one object that knows how its values are validated, compared, described and found.

Our own kinds and those of plug-ins come in by the same door, `register_field_kind` (ADM-5).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar, Literal, NoReturn, Protocol

from bihuan.core import rules
from bihuan.core.forms.context import FieldRight, FileFacts
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject, Problem, Refusal

Texts = Mapping[str, str]


def reject(code: str, path: str = "", **data: Json) -> NoReturn:
    """Refuse one value. `path` is relative to the value (`2` for the third element of a list)."""
    raise Refusal("form.rejected", problems=(Problem(path, code, data),))


def reject_all(problems: Iterable[Problem]) -> NoReturn:
    """Refuse one value for several faults at once; paths are relative to the value."""
    raise Refusal("form.rejected", problems=problems)


def never(_old: Json, _new: Json) -> bool:
    """No change of this attribute is known to be harmless."""
    return False


@dataclass(frozen=True, slots=True)
class Attribute:
    """One setting that a kind adds to a field definition.

    `read` returns the clean setting or raises Refusal. `harmless(old, new)` tells whether every value that was
    valid before the change is valid after it; comparison of versions relies on it.
    """

    name: str
    read: Callable[[Json], Json]
    default: Json = None
    harmless: Callable[[Json, Json], bool] = never


@dataclass(frozen=True, slots=True)
class FilterRow:
    """What one value (or one element of a list) puts into `ticket_value`: exactly one of the three is set."""

    text: str | None = None
    num: str | None = None
    at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a clean value is judged against beyond its own shape. `parts`: the caller's right on each column."""

    required: bool
    before: Json
    options: frozenset[str]
    files: Mapping[str, FileFacts]
    parts: Mapping[str, FieldRight] = field(default_factory=dict)
    env: rules.Env | None = None
    """When and where it is judged; without it nothing that hangs on today is."""


class DefinedOption(Protocol):
    """What a kind needs to know of one option of a field."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> Texts: ...
    @property
    def retired(self) -> bool: ...
    @property
    def optional(self) -> bool: ...


class DefinedField(Protocol):
    """What a kind needs to know of the field it serves; `definition.FieldDefinition` is one."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> Texts: ...
    @property
    def options(self) -> Sequence[DefinedOption]: ...
    @property
    def columns(self) -> Sequence["DefinedColumn"]: ...

    def setting(self, name: str) -> Json:
        """One of the kind's own settings, or its default."""
        ...

    def option(self, value: str) -> DefinedOption | None:
        """The option with this value, retired ones included."""
        ...


class DefinedColumn(DefinedField, Protocol):
    """What a kind of several columns needs to know of one of them."""

    @property
    def kind(self) -> "FieldKindSpec": ...
    @property
    def always_required(self) -> bool: ...
    @property
    def preset(self) -> Json:
        """The value that a new row has unless another was sent; None for none."""
        ...

    @property
    def formula(self) -> Callable[[Mapping[str, Any]], Any] | None:
        """How the value is worked out from the row's other values, if nobody types it."""
        ...


class FieldKindSpec(ABC):
    """One kind of form control. Subclasses hold no state; a field's settings are in its definition."""

    name: ClassVar[str]
    label: ClassVar[Texts]
    rule_type: ClassVar[rules.FieldKind]
    attributes: ClassVar[tuple[Attribute, ...]] = ()
    has_options: ClassVar[bool] = False
    options_under: ClassVar[Literal["options", "items"]] = "options"
    """What the definition calls them; an item has a key and is answered, an option has a value and is chosen."""
    has_columns: ClassVar[bool] = False
    in_table: ClassVar[bool] = False
    """Whether it may be a column of a sub-table: its values need nothing but the column to be judged."""
    personal: ClassVar[bool] = False
    """Whether values identify a person unless the definition says otherwise; such payloads are erasable."""
    is_reference: ClassVar[bool] = False
    """Whether the value is the id of a record that the shell can look up."""
    filterable: ClassVar[bool] = True
    mask: ClassVar[str] = "generic"
    """Through which mask (`core.access`) a value is shown to those who may know only that it is there."""
    untouched: ClassVar[Json] = None
    """What a field has as long as nobody answered it and its definition says nothing else; None for nothing."""
    demanded: ClassVar[bool] = False
    """Whether a field must be answered unless its definition says when."""
    missing: ClassVar[str] = "form.required"
    """How it is said that an answer is missing."""
    found_by_value: ClassVar[bool] = False
    """Whether others ask who has this value (a record's tickets): such fields are filterable unless they say no."""

    @abstractmethod
    def clean(self, value: Json, field: DefinedField) -> Json:
        """The canonical form of an untrusted value, or None when it says "empty"; raises Refusal naming each fault.

        Cleaning a clean value returns it unchanged.
        """

    @abstractmethod
    def json_schema(self, field: DefinedField) -> JsonObject:
        """A JSON Schema that accepts every value `clean` accepts, texts left out."""

    def fit(self, result: Json, field: DefinedField) -> Json:
        """A formula's result as a value of this kind; rounds where the kind rounds. Raises Refusal like `clean`."""
        return self.clean(result, field)

    def check_definition(self, field: DefinedField) -> Iterable[Problem]:
        """Faults between the settings of one field, with paths relative to the field."""
        return ()

    def judge(self, value: Json, field: DefinedField, situation: Situation) -> Iterable[Problem]:
        """Faults of a clean value that depend on the situation; paths relative to the value."""
        return ()

    def lay_over(
        self, sent: Json, before: Json, field: DefinedField, rights: Mapping[str, FieldRight]
    ) -> tuple[Json, tuple[Problem, ...]]:
        """What was sent, completed by what stands where it says nothing, and what this caller may not write of it.

        `rights`: the caller's right on each column, under "" that on the field as a whole.
        """
        return sent, ()

    def readable(self, value: Json, field: DefinedField, rights: Mapping[str, FieldRight]) -> Json:
        """What of a clean value this caller may read."""
        return value

    def rule_field(self, field: DefinedField, behind: tuple[rules.Field, ...]) -> rules.Field:
        """The field as conditions and formulas see it; `behind` is what a reference leads to."""
        options = tuple(rules.Option(option.value, option.label) for option in field.options)
        return rules.Field(field.key, self.rule_type, field.label, options, behind)

    def files_in(self, value: Json) -> tuple[str, ...]:
        """Ids of the files a clean value names."""
        return ()

    def project(self, value: Json, field: DefinedField) -> tuple[FilterRow, ...]:
        """The rows by which a clean value is filtered and sorted."""
        return (FilterRow(text=value),)

    def tell(self, value: Json, field: DefinedField, language: str) -> str | None:
        """A stored value as people read it, where the kind alone can say it; None for the ways all kinds share. What
        does not fit the kind is None, too."""
        return None

    def search_text(self, value: Json, field: DefinedField) -> str:
        """The words by which full-text search finds a clean value."""
        return ""


class FieldKindRegistry:
    """Field kinds by name. A name is taken once."""

    def __init__(self) -> None:
        self._kinds: dict[str, FieldKindSpec] = {}

    def register(self, kind: FieldKindSpec) -> None:
        """Add a kind; a second one of the same name is a programming error (ValueError)."""
        if kind.name in self._kinds:
            raise ValueError(f"field kind {kind.name!r} is already registered")
        self._kinds[kind.name] = kind

    def get(self, name: str) -> FieldKindSpec | None:
        return self._kinds.get(name)

    def names(self) -> tuple[str, ...]:
        """Registered names in order of registration."""
        return tuple(self._kinds)


FIELD_KINDS = FieldKindRegistry()


def register_field_kind(kind: FieldKindSpec) -> None:
    """Make a kind known to every form that is parsed with the default registry."""
    FIELD_KINDS.register(kind)
