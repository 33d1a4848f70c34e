"""The checked expression tree. Parsing made every node well typed, so nothing behind it checks types again."""

from typing import Any, Literal

from bihuan.core.late import dataclass
from bihuan.core.rules.schema import Field, FieldKind
from bihuan.core.values import Json

Quantifier = Literal["any_row", "every_row", "no_row"]
AggregateKind = Literal["sum", "count", "min", "max", "avg"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule, already brought to its comparable form (number: Decimal, date: ISO text)."""

    value: Any
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class ConstantList:
    """A list written in the rule; `kind` is the kind of its items."""

    values: tuple[Any, ...]
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field by dotted path. `outer`: read from the whole record although the rule stands inside a sub-table row."""

    path: tuple[str, ...]
    field: Field
    trail: tuple[Field, ...]
    outer: bool = False

    @property
    def kind(self) -> FieldKind:
        return self.field.type


@dataclass(frozen=True, slots=True)
class Relative:
    """An instant (`now`) or a day (`today`, `start_of_week`, …) counted from the moment of asking."""

    base: str
    add: int
    unit: str
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Call:
    """A function of expressions."""

    fn: str
    args: tuple["Expression", ...]
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number (or the least or greatest value) over the rows of a sub-table, or the count of a list."""

    what: AggregateKind
    over: FieldRef
    of: "Expression | None"
    where: "Node | None"
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class History:
    """How many earlier records had the same value in field `same` during the last `days` days; counted by the shell.

    `key` is where the shell puts the count into the record; it is the canonical JSON of the leaf.
    """

    key: str
    same: FieldRef
    days: int
    where: "Condition | None"
    kind: FieldKind = "number"


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition used as a value."""

    node: "Node"
    kind: FieldKind = "boolean"


Expression = Constant | FieldRef | Relative | Call | Aggregate | History | Truth


@dataclass(frozen=True, slots=True)
class Pair:
    """The two ends of `between`, both included."""

    low: Expression
    high: Expression


Operand = Expression | ConstantList | Pair | None


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison: the leaf that is true or false, never missing."""

    op: str
    left: Expression
    right: Operand


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class NotOf:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Quantified:
    """A condition on the rows of a sub-table. Over no rows: any_row is false, every_row and no_row are true."""

    quantifier: Quantifier
    over: FieldRef
    where: "Node"


Node = Compare | AllOf | AnyOf | NotOf | Quantified


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition. `tree` is the JSON it was read from."""

    root: Node
    tree: Json


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula; `type` is the kind of its result."""

    root: Expression
    type: FieldKind
    tree: Json
