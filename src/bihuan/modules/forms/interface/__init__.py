"""What other modules may ask of forms."""

from bihuan.modules.forms.interface.definitions import (
    RELATIONS,
    configured_forms,
    current_version,
    form_body,
    form_definition,
    form_source,
    keys_of_kind,
)
from bihuan.modules.forms.interface.designing import (
    changes_between,
    checked_form,
    form_history,
    parsed_form,
    reader_for,
    removed_fields,
)

__all__ = [
    "RELATIONS",
    "changes_between",
    "checked_form",
    "configured_forms",
    "current_version",
    "form_body",
    "form_definition",
    "form_history",
    "form_source",
    "keys_of_kind",
    "parsed_form",
    "reader_for",
    "removed_fields",
]
