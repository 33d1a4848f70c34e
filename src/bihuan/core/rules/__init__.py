"""Conditions and formulas: one typed expression tree, read by Python closures, by SQL and by people.

Semantics §3 is the rule; docs/rules.md gives the JSON grammar.
"""

from bihuan.core.rules.compile import compile_condition, compile_formula
from bihuan.core.rules.describe import describe
from bihuan.core.rules.env import Env, Trees, TreeTables, add_weekdays
from bihuan.core.rules.nodes import Condition, Formula, History
from bihuan.core.rules.numbers import number_key, number_of, number_of_key
from bihuan.core.rules.numbers import plain_text as number_text
from bihuan.core.rules.parse import parse_condition, parse_formula
from bihuan.core.rules.schema import Field, FieldKind, Option, Schema
from bihuan.core.rules.walk import fields_of, history_of

__all__ = [
    "Condition",
    "Env",
    "Field",
    "FieldKind",
    "Formula",
    "History",
    "Option",
    "Schema",
    "TreeTables",
    "Trees",
    "add_weekdays",
    "compile_condition",
    "compile_formula",
    "describe",
    "fields_of",
    "history_of",
    "number_key",
    "number_of",
    "number_of_key",
    "number_text",
    "parse_condition",
    "parse_formula",
]
