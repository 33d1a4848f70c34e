"""Portable column types and the one metadata that every table of a tenant is declared on.

Tables carry no schema name: on PostgreSQL a tenant is a schema, chosen by `schema_translate_map`.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

# The install's own small database (which tenants exist); never mixed with a tenant's tables.
control_metadata = sa.MetaData()

Id = sa.Text
Instant = sa.BigInteger
Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _make_encoder() -> Callable[[Any, int], Iterable[str]]:
    """The C encoder made once: JSONEncoder makes one for every text."""
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # pragma: no cover - an interpreter without the C encoder
        return lambda value, _indent: (_ENCODER.encode(value),)
    encoder: Callable[[Any, int], Iterable[str]]
    encoder = make(None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return encoder


_encode = _make_encoder()
_DECODER: Any = json.JSONDecoder()
_scan: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once


def dump_json(value: Any) -> str:
    """JSON text as every column stores it: compact, Chinese readable, no NaN."""
    return "".join(_encode(value, 0))


def load_json(text: str) -> Any:
    """The value of a text that `dump_json` wrote."""
    return _scan(text, 0)[0]


def append_only(*tables: sa.Table) -> None:
    """Have the database itself refuse UPDATE and DELETE on `tables` (semantics §2.5)."""
    for table in tables:
        for statement in _sqlite_triggers(table.name):
            sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
        for statement in _postgres_triggers(table.name):
            sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]


def append_only_statements(table_name: str, dialect: str) -> list[str]:
    """The trigger statements for `table_name`, for migrations; `%` is doubled as DDL strings want it."""
    build = _sqlite_triggers if dialect == "sqlite" else _postgres_triggers
    return [statement.replace("%%", "%") for statement in build(table_name)]


def _sqlite_triggers(name: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgres_triggers(name: str) -> list[str]:
    # The function is made per table so that a tenant's schema is self-contained and can be moved alone.
    return [
        f"CREATE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{name} is append-only'; END$$",
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_append_only()",
    ]
