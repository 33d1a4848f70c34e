"""Forms: a definition in, and out of it what is visible, what is computed and what is wrong (docs/forms.md).

Pure: the shell loads what `needs` names and hands it over in an `EvaluationContext`.
"""

from bihuan.core.forms.advice import advise
from bihuan.core.forms.capitals import capitals_of
from bihuan.core.forms.comparison import FormChange, compare_forms, weight_of
from bihuan.core.forms.context import (
    FIELD_RIGHTS,
    MEDIA,
    EvaluationContext,
    FieldRight,
    FileFacts,
    Media,
    media_of,
)
from bihuan.core.forms.definition import (
    ElementDefinition,
    FieldDefinition,
    FormDefinition,
    FormRule,
    OptionDefinition,
    Relations,
    SectionDefinition,
    form_to_json,
    rules_schema,
)
from bihuan.core.forms.elements import ELEMENTS, is_element
from bihuan.core.forms.evaluation import Evaluation, evaluate
from bihuan.core.forms.json_schema import to_json_schema
from bihuan.core.forms.kinds.readings import reading_state
from bihuan.core.forms.kinds.rows import by_id as rows_by_id
from bihuan.core.forms.needs import Needs, needs
from bihuan.core.forms.parsing import parse_form
from bihuan.core.forms.projection import filter_rows, masks_of, personal_keys, search_words
from bihuan.core.forms.sentences import sentences
from bihuan.core.forms.spec import (
    FIELD_KINDS,
    Attribute,
    FieldKindRegistry,
    FieldKindSpec,
    FilterRow,
    Situation,
    register_field_kind,
    reject,
)
from bihuan.core.forms.submission import Review, check_submission, review_submission
from bihuan.core.forms.telling import (
    Speech,
    ToldChange,
    answer_text,
    progress_of,
    row_cells,
    tell_changes,
    tell_value,
)

__all__ = [
    "ELEMENTS",
    "FIELD_KINDS",
    "FIELD_RIGHTS",
    "MEDIA",
    "Attribute",
    "ElementDefinition",
    "Evaluation",
    "EvaluationContext",
    "FieldDefinition",
    "FieldKindRegistry",
    "FieldKindSpec",
    "FieldRight",
    "FileFacts",
    "FilterRow",
    "FormChange",
    "FormDefinition",
    "FormRule",
    "Media",
    "Needs",
    "OptionDefinition",
    "Relations",
    "Review",
    "SectionDefinition",
    "Situation",
    "Speech",
    "ToldChange",
    "advise",
    "answer_text",
    "capitals_of",
    "check_submission",
    "compare_forms",
    "evaluate",
    "filter_rows",
    "form_to_json",
    "is_element",
    "masks_of",
    "media_of",
    "needs",
    "parse_form",
    "personal_keys",
    "progress_of",
    "reading_state",
    "register_field_kind",
    "reject",
    "review_submission",
    "row_cells",
    "rows_by_id",
    "rules_schema",
    "search_words",
    "sentences",
    "tell_changes",
    "tell_value",
    "to_json_schema",
    "weight_of",
]
