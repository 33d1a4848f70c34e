"""What differs between the databases, as one small interface."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from bihuan.core.rules import AggregateKind, Env, FieldKind
from bihuan.db.rule_sql.exact_number import ExactNumber

Column = sa.ColumnElement[Any]


class RuleDialect(Protocol):
    """One database's way to say what a rule needs."""

    def read(self, document: Column, path: tuple[str, ...], kind: FieldKind) -> Column:
        """The comparable value at a JSON path, NULL where it is missing or of the wrong shape; never an error."""
        ...

    def fold(self, text: Column) -> Column:
        """NFKC of a text column."""
        ...

    def elements(self, document: Column, path: tuple[str, ...]) -> sa.TableValuedAlias:
        """The elements of a JSON array, none where there is no array."""
        ...

    def row_document(self, elements: sa.TableValuedAlias) -> Column:
        """An element as the JSON of a row; NULL where it is no object."""
        ...

    def item(self, elements: sa.TableValuedAlias) -> Column:
        """An element as an id; NULL where it is none."""
        ...

    def listed(self, values: Sequence[Any], type_: sa.types.TypeEngine[Any]) -> sa.TableValuedAlias:
        """Constants as rows with one column `value`, bound as one parameter."""
        ...

    def text_test(self, op: str, text: Column, part: Column) -> Column: ...

    def constant(self, value: Any, kind: FieldKind) -> Column:
        """A bound parameter of a type the database cannot mistake."""
        ...

    def whole(self, integer: Column) -> Column:
        """An integer as a number of the rule language."""
        ...

    def aggregate(self, what: AggregateKind, of: Column) -> Column:
        """`sum`, `avg`, `min` or `max` over the rows selected."""
        ...

    def call(self, fn: str, args: Sequence[Column], kinds: Sequence[FieldKind], env: Env) -> Column: ...


def type_of(kind: FieldKind) -> sa.types.TypeEngine[Any]:
    """The column type a comparable value of this kind has."""
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "number": ExactNumber(),
        "instant": sa.BigInteger(),
        "boolean": sa.Boolean(),
    }
    return types.get(kind, sa.Text())


RESULT_KINDS: dict[str, FieldKind] = {"date_of": "date", "concat": "text", "text_of": "text"}


def result_type(fn: str, kinds: Sequence[FieldKind]) -> sa.types.TypeEngine[Any]:
    """The column type of a function's result."""
    if fn in {"coalesce", "least", "greatest"} or fn.startswith("add_"):
        return type_of(kinds[0])
    return type_of(RESULT_KINDS.get(fn, "number"))
