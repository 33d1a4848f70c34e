"""Rules as SQL on SQLite and PostgreSQL: implements `core.rules.SqlTarget`. docs/rules.md, "SQL", is the contract."""

from bihuan.db.rule_sql.exact_number import ExactNumber
from bihuan.db.rule_sql.places import InColumn, InJson, InValueRow, Place, Places, ValueCells, value_cells, value_column
from bihuan.db.rule_sql.sqlite import register_rule_functions
from bihuan.db.rule_sql.target import rule_target

__all__ = [
    "ExactNumber",
    "InColumn",
    "InJson",
    "InValueRow",
    "Place",
    "Places",
    "ValueCells",
    "register_rule_functions",
    "rule_target",
    "value_cells",
    "value_column",
]
