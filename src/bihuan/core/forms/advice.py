"""Advice on a form that is valid but will tire people or the database. Advice never blocks (FRM-8, semantics §4)."""

from bihuan.core.forms.definition import FormDefinition
from bihuan.core.values import Problem

MANY_MANDATORY = 15
MANY_FILTERABLE = 20
MANY_FIELDS = 60


def advise(form: FormDefinition) -> tuple[Problem, ...]:
    """What a designer should think about, with the counts."""
    counts = (
        ("form.many_mandatory", sum(field.always_required for field in form.fields.values()), MANY_MANDATORY),
        ("form.many_filterable", sum(field.filterable for field in form.fields.values()), MANY_FILTERABLE),
        ("form.many_fields", len(form.fields), MANY_FIELDS),
    )
    return tuple(
        Problem("", code, {"count": count, "advised": limit}) for code, count, limit in counts if count > limit
    )
