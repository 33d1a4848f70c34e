"""What a database must be able to say so that a rule can be compiled into its SQL."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bihuan.core.rules.env import Env
from bihuan.core.rules.nodes import AggregateKind, FieldRef
from bihuan.core.rules.schema import FieldKind

# A piece of SQL as the target builds it; the core only hands it on.
Sql = Any


class SqlEach(Protocol):
    """The rows of one sub-table, or the items of one list, of the record at hand; each use has its own alias."""

    @property
    def row(self) -> "SqlTarget":
        """The target for conditions on one row."""
        ...

    @property
    def item(self) -> Sql:
        """The id, for a list of ids."""
        ...

    def exists(self, where: Sql | None) -> Sql:
        """Is there one (for which `where` is true)? Never NULL."""
        ...

    def distinct(self, where: Sql | None) -> Sql:
        """How many different items there are (for which `where` is true), as an integer."""
        ...

    def aggregate(self, what: AggregateKind, of: Sql | None, where: Sql | None) -> Sql:
        """A number, day or instant over the rows; NULL where it is missing."""
        ...


class SqlTarget(Protocol):
    """One record in SQL. A value is NULL exactly where it is missing, else in its comparable form.

    Text is folded (NFKC), a day is ISO text, an instant an integer of ms; a number is whatever the database compares
    exactly. "Never NULL" is the target's promise: a negation is only right over what is true or false.
    """

    def always(self, holds: bool) -> Sql: ...

    def all_of(self, parts: Sequence[Sql]) -> Sql: ...

    def any_of(self, parts: Sequence[Sql]) -> Sql: ...

    def negated(self, part: Sql) -> Sql: ...

    def definite(self, condition: Sql) -> Sql:
        """The condition, false where it is NULL."""
        ...

    def test(self, field: FieldRef, predicate: Callable[[Sql], Sql], sure: bool) -> Sql:
        """Is there a value in `field`, and does the predicate hold for it? Never NULL.

        `sure`: the predicate cannot be NULL for a value that is there. Stores that keep values in rows of their own
        answer by the index on those rows.
        """
        ...

    def field(self, field: FieldRef) -> Sql:
        """The comparable value of a field of a single kind."""
        ...

    def each(self, field: FieldRef) -> SqlEach: ...

    def constant(self, value: Any, kind: FieldKind) -> Sql:
        """A bound parameter; `value` None is a typed NULL."""
        ...

    def present(self, value: Sql) -> Sql:
        """Is there a value? Never NULL."""
        ...

    def compare(self, op: str, left: Sql, right: Sql) -> Sql:
        """`eq`, `gt`, `ge`, `lt` or `le` of two values of one kind."""
        ...

    def one_of(self, value: Sql, constants: Sequence[Any], kind: FieldKind) -> Sql:
        """Is the value among these constants? The list may be long and must not become many parameters."""
        ...

    def text_test(self, op: str, text: Sql, part: Sql) -> Sql:
        """`contains`, `starts_with` or `ends_with`."""
        ...

    def text_parts(self, op: str, text: Sql, parts: Sequence[str]) -> Sql:
        """`contains_any` or `contains_all` of these folded texts."""
        ...

    def choose(self, test: Sql, then: Sql, otherwise: Sql) -> Sql: ...

    def call(self, fn: str, args: Sequence[Sql], kinds: Sequence[FieldKind], env: Env) -> Sql | None:
        """A function of `core.rules.functions` on values of these kinds; None when it has no SQL."""
        ...
