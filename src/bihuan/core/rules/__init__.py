"""Conditions and formulas: one typed expression tree, read by Python closures, by SQL and by people.

Semantics §3 is the rule; docs/rules.md gives the JSON grammar.
"""

from bihuan.core.rules.compile import compile_condition, compile_formula
from bihuan.core.rules.describe import describe
from bihuan.core.rules.env import Env, Trees, TreeTables, add_weekdays
from bihuan.core.rules.functions import apply_function
from bihuan.core.rules.nodes import Aggregate, AggregateKind, Call, Condition, FieldRef, Formula, History, Relative
from bihuan.core.rules.numbers import NUMBER_PATTERN, number_key, number_of, number_of_key
from bihuan.core.rules.numbers import plain_text as number_text
from bihuan.core.rules.parse import parse_condition, parse_formula
from bihuan.core.rules.reading import DATE_PATTERN, FIRST_INSTANT, LAST_INSTANT, read_value
from bihuan.core.rules.reading import fold as fold_text
from bihuan.core.rules.satisfiable import Claim, can_both_hold, can_hold, ways_of
from bihuan.core.rules.schema import Field, FieldKind, Option, Schema
from bihuan.core.rules.sql import to_sql
from bihuan.core.rules.sql_target import Sql, SqlEach, SqlTarget
from bihuan.core.rules.sums import summarise
from bihuan.core.rules.walk import fields_of, history_of, walk

__all__ = [
    "DATE_PATTERN",
    "FIRST_INSTANT",
    "LAST_INSTANT",
    "NUMBER_PATTERN",
    "Aggregate",
    "AggregateKind",
    "Call",
    "Claim",
    "Condition",
    "Env",
    "Field",
    "FieldKind",
    "FieldRef",
    "Formula",
    "History",
    "Option",
    "Relative",
    "Schema",
    "Sql",
    "SqlEach",
    "SqlTarget",
    "TreeTables",
    "Trees",
    "add_weekdays",
    "apply_function",
    "can_both_hold",
    "can_hold",
    "compile_condition",
    "compile_formula",
    "describe",
    "fields_of",
    "fold_text",
    "history_of",
    "number_key",
    "number_of",
    "number_of_key",
    "number_text",
    "parse_condition",
    "parse_formula",
    "read_value",
    "summarise",
    "to_sql",
    "walk",
    "ways_of",
]
