"""Rights: grants × action × object kind × row rule × field → rows, yes or no with reason, fields; masking.

Everything is plain data: a `Scope` reads the same here and as SQL. Ready roles are data of bundles, not here.
"""

from bihuan.core.access.decisions import (
    Allowed,
    Denied,
    check_access,
    decide_access,
    field_scope,
    fields_to_create,
    scope_of,
    visible_fields,
)
from bihuan.core.access.filters import FieldPermit, FieldUse, Use, check_edited_fields, check_filter_fields
from bihuan.core.access.grants import ANY, READ, SYSTEM, UPDATE, FieldAccess, FieldSet, Grant, Subject, SubjectKind
from bihuan.core.access.masks import Mask, mask_names, mask_value, redact, register_mask
from bihuan.core.access.row_rules import RowRule, register_row_rule, row_rule_names
from bihuan.core.access.scopes import EVERYTHING, NOTHING, TYPE, Clause, RowAnchors, Scope, scope_allows

__all__ = [
    "ANY",
    "EVERYTHING",
    "NOTHING",
    "READ",
    "SYSTEM",
    "TYPE",
    "UPDATE",
    "Allowed",
    "Clause",
    "Denied",
    "FieldAccess",
    "FieldPermit",
    "FieldSet",
    "FieldUse",
    "Grant",
    "Mask",
    "RowAnchors",
    "RowRule",
    "Scope",
    "Subject",
    "SubjectKind",
    "Use",
    "check_access",
    "check_edited_fields",
    "check_filter_fields",
    "decide_access",
    "field_scope",
    "fields_to_create",
    "mask_names",
    "mask_value",
    "redact",
    "register_mask",
    "register_row_rule",
    "row_rule_names",
    "scope_allows",
    "scope_of",
    "visible_fields",
]
