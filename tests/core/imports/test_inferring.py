"""A sheet that people keep becomes the form that it is: kinds, sections, tables, what is required, and why (FRM-1)."""

import pytest

from bihuan.core.imports import infer_form
from tests.core.imports.sheets import SHEETS

pytestmark = pytest.mark.req("FRM-1")


def told(field):
    inner = f"[{' '.join(map(told, field.columns))}]" if field.columns else ""
    return f"{field.guess.kind}:{field.title}{'!' if field.required else ''}{inner}"


def told_form(form):
    sections = (f"{f'{one.title}: ' if one.title else ''}{' '.join(map(told, one.fields))}" for one in form.sections)
    return " | ".join(sections)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_as_companies_keep_it_is_the_form_that_it_shows(name):
    rows, expected = SHEETS[name]
    assert told_form(infer_form(rows)) == expected
