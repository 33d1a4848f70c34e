"""Every fault of a form says in Chinese and in English what is wrong (FRM-3)."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from bihuan.core.forms import review_submission
from tests.core.forms.samples import REPAIR_VALUES, repair, repair_context

ROOT = Path(__file__).parents[3]
# What a browser says, too, and what is only said of a definition: customers' phones do not load the latter.
_PARTS = ("forms.json", "form_design.json")
TEXTS = {
    language: {
        code: text
        for part in _PARTS
        for code, text in json.loads((ROOT / "src/bihuan/texts" / language / part).read_text("utf-8")).items()
    }
    for language in ("zh", "en")
}


def codes() -> set[str]:
    sources = (ROOT / "src/bihuan/core/forms").rglob("*.py")
    return {code for path in sources for code in re.findall(r'"(form\.[a-z_]+)"', path.read_text("utf-8"))}


@pytest.mark.req("FRM-3")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_its_text(language: str) -> None:
    assert len(codes()) > 50
    assert codes() - TEXTS[language].keys() == set()


@pytest.mark.req("FRM-3")
def test_both_languages_fill_in_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name.partition("[")[0] for _text, name, _spec, _how in Formatter().parse(text) if name}

    for code, text in TEXTS["zh"].items():
        assert values(text) == values(TEXTS["en"][code]), code


@pytest.mark.req("FRM-3")
def test_a_fault_names_the_field_as_people_know_it() -> None:
    wrong = {**REPAIR_VALUES, "phone": "1" * 21, "photos": ["photo-1"], "parts": -1, "wanted_at": 1000}
    errors = review_submission(repair(), {}, wrong, repair_context()).errors
    assert [TEXTS["zh"][error.code].format_map(error.data) for error in errors] == [
        "“联系电话”最多 20 个字，现有 21 个。",
        "“现场照片”的必需凭证不足：需要照片 2 个，现有 1 个。",
        "“备件费”不能小于 0。",
        "期望上门时间不能早于发现时间",
    ]
    assert TEXTS["en"][errors[0].code].format_map(errors[0].data) == (
        "“Phone” may have at most 20 characters; it has 21."
    )
