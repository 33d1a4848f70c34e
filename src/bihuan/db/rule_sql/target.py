"""One record in SQL: the part of `SqlTarget` that both databases share."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from bihuan.core.rules import AggregateKind, Env, FieldKind, FieldRef, SqlEach, SqlTarget
from bihuan.db.rule_sql.dialect import Column, RuleDialect, type_of
from bihuan.db.rule_sql.places import InColumn, InJson, InValueRow, Place, Places, value_column
from bihuan.db.rule_sql.postgres import PostgresRules
from bihuan.db.rule_sql.sqlite import SqliteRules

_SHORT_LIST: Final = 20
# What depends on the zone's rules for each row's own day differs between databases in the hour a clock goes back.
_NOT_IN_SQL: Final = frozenset({"start_of_day", "add_working_days"})
_NOT_ON_INSTANTS: Final = frozenset({"add_days", "add_months"})

_ORDER: dict[str, Callable[[Any, Any], Column]] = {
    "eq": lambda left, right: left == right,
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
}


def rule_target(dialect: str, places: Places) -> SqlTarget:
    """The target for `core.rules.to_sql`: `dialect` is `sqlite` or `postgresql`, `places` tells where a field is kept.

    The result of `to_sql` is a SQLAlchemy condition for WHERE. On SQLite the connection needs
    `register_rule_functions`, which `db.engines` calls.
    """
    return _Target(SqliteRules() if dialect == "sqlite" else PostgresRules(), places)


class _Target:
    def __init__(self, dialect: RuleDialect, places: Places, record: "_Target | None" = None) -> None:
        self._dialect = dialect
        self._places = places
        self._record = record

    def always(self, holds: bool) -> Column:
        return sa.true() if holds else sa.false()

    def all_of(self, parts: Sequence[Column]) -> Column:
        return sa.and_(*parts).self_group()

    def any_of(self, parts: Sequence[Column]) -> Column:
        return sa.or_(*parts).self_group()

    def negated(self, part: Column) -> Column:
        return sa.not_(part)

    def definite(self, condition: Column) -> Column:
        return sa.func.coalesce(condition, sa.false(), type_=sa.Boolean())

    def test(self, field: FieldRef, predicate: Callable[[Column], Column], sure: bool) -> Column:
        place = self._place(field)
        if isinstance(place, InValueRow):
            rows = place.table.alias()
            found = sa.select(rows.c[place.owner_column]).where(
                rows.c.field == place.field, predicate(_cell(rows, field.kind))
            )
            return place.owner.in_(found.correlate_except(rows))
        value = self._read(place, field.kind)
        if sure and isinstance(place, InColumn) and place.clean:
            # Without coalesce, so that the index of the column can be used.
            nullable = getattr(value, "nullable", True)
            return sa.and_(value.is_not(None), predicate(value)).self_group() if nullable else predicate(value)
        return self.definite(predicate(value))

    def field(self, field: FieldRef) -> Column:
        return self._read(self._place(field), field.kind)

    def each(self, field: FieldRef) -> SqlEach:
        place = self._place(field)
        if isinstance(place, InValueRow):
            return _ValueRows(place, self._dialect)
        document, path = (place.document, place.path) if isinstance(place, InJson) else (place.column, ())
        record = self._record or self
        return _Elements(self._dialect, self._dialect.elements(document, path), record, field.kind)

    def constant(self, value: Any, kind: FieldKind) -> Column:
        return self._dialect.constant(value, kind)

    def present(self, value: Column) -> Column:
        return value.is_not(None)

    def compare(self, op: str, left: Column, right: Column) -> Column:
        return _ORDER[op](left, right)

    def one_of(self, value: Column, constants: Sequence[Any], kind: FieldKind) -> Column:
        if len(constants) <= _SHORT_LIST:
            return value.in_([sa.literal(item, type_of(kind)) for item in constants])
        rows = self._dialect.listed(constants, type_of(kind))
        return value.in_(sa.select(rows.c.value).correlate_except(rows))

    def text_test(self, op: str, text: Column, part: Column) -> Column:
        return self._dialect.text_test(op, text, part)

    def text_parts(self, op: str, text: Column, parts: Sequence[str]) -> Column:
        wanted = list(dict.fromkeys(parts))
        if not wanted:
            return sa.false() if op == "contains_any" else text.is_not(None)
        rows = self._dialect.listed(wanted, sa.Text())
        holds = self._dialect.text_test("contains", text, rows.c.value)
        found = sa.select(sa.func.count()).select_from(rows).where(holds).correlate_except(rows).scalar_subquery()
        return found > 0 if op == "contains_any" else found == len(wanted)

    def choose(self, test: Column, then: Column, otherwise: Column) -> Column:
        return sa.case((test, then), else_=otherwise)

    def call(self, fn: str, args: Sequence[Column], kinds: Sequence[FieldKind], env: Env) -> Column | None:
        if fn in _NOT_IN_SQL or (fn in _NOT_ON_INSTANTS and kinds[0] == "instant"):
            return None
        return self._dialect.call(fn, args, kinds, env)

    def _place(self, field: FieldRef) -> Place:
        if field.outer and self._record is not None:
            return self._record._place(replace(field, outer=False))
        return self._places(field)

    def _read(self, place: Place, kind: FieldKind) -> Column:
        if isinstance(place, InJson):
            return self._dialect.read(place.document, place.path, kind)
        if isinstance(place, InValueRow):
            return _single(place, kind)
        column = place.column
        if place.clean or isinstance(column.type, sa.Boolean | sa.Integer) or kind == "number":
            return column
        text = sa.func.nullif(column, "", type_=sa.Text())
        return self._dialect.fold(text) if kind == "text" else text


def _cell(rows: sa.FromClause, kind: FieldKind) -> Column:
    cell = rows.c[value_column(kind)]
    return cell == 1 if kind == "boolean" else cell


def _single(place: InValueRow, kind: FieldKind) -> Column:
    rows = place.table.alias()
    return (
        sa.select(_cell(rows, kind))
        .where(rows.c[place.owner_column] == place.owner, rows.c.field == place.field)
        .correlate_except(rows)
        .scalar_subquery()
    )


class _Elements:
    """The elements of a JSON array."""

    def __init__(self, dialect: RuleDialect, elements: sa.TableValuedAlias, record: _Target, kind: FieldKind) -> None:
        self._dialect = dialect
        self._elements = elements
        self._document = dialect.row_document(elements)
        self.item = dialect.item(elements)
        self.row: SqlTarget = _Target(dialect, self._place, record)
        self._counts_rows = kind == "rows"
        self._known = (self._document if kind == "rows" else self.item).is_not(None)

    def _place(self, field: FieldRef) -> Place:
        return InJson(self._document, field.path)

    def exists(self, where: Column | None) -> Column:
        return self._select(sa.literal(1), where).exists()

    def distinct(self, where: Column | None) -> Column:
        return self._select(sa.func.count(sa.distinct(self.item)), where).scalar_subquery()

    def aggregate(self, what: AggregateKind, of: Column | None, where: Column | None) -> Column:
        if of is None:
            count = sa.func.count() if self._counts_rows else sa.func.count(sa.distinct(self.item))
            return self._select(self._dialect.whole(count), where).scalar_subquery()
        # An aggregate of outer columns only would belong to the outer query (SQL's rule): name one of the rows'.
        value = sa.case((self._known, of))
        return self._select(self._dialect.aggregate(what, value), where).scalar_subquery()

    def _select(self, column: Column, where: Column | None) -> sa.Select[Any]:
        found = sa.select(column).select_from(self._elements).where(self._known)
        return (found if where is None else found.where(where)).correlate_except(self._elements)


class _ValueRows:
    """The items of a multi-choice that are kept one per value row."""

    def __init__(self, place: InValueRow, dialect: RuleDialect) -> None:
        self._place = place
        self._dialect = dialect
        self._rows = place.table.alias()
        self.item: Column = self._rows.c.text

    @property
    def row(self) -> SqlTarget:
        raise TypeError("sub-tables are not kept in value rows")

    def exists(self, where: Column | None) -> Column:
        place = self._place
        found = sa.select(self._rows.c[place.owner_column]).where(self._rows.c.field == place.field)
        return place.owner.in_((found if where is None else found.where(where)).correlate_except(self._rows))

    def distinct(self, where: Column | None) -> Column:
        return self._select(sa.func.count(sa.distinct(self.item)), where)

    def aggregate(self, what: AggregateKind, of: Column | None, where: Column | None) -> Column:
        if of is not None:
            raise TypeError("only the number of value rows is asked for")
        return self._select(self._dialect.whole(sa.func.count()), where)

    def _select(self, column: Column, where: Column | None) -> Column:
        rows, place = self._rows, self._place
        found = sa.select(column).where(rows.c[place.owner_column] == place.owner, rows.c.field == place.field)
        return (found if where is None else found.where(where)).correlate_except(rows).scalar_subquery()
