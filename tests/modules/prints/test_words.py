"""What the console calls an event is what evidence calls it."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WORDS = ROOT / "web/apps/console/src/shared/events/words.ts"


@pytest.mark.req("AUD-2")
@pytest.mark.parametrize(("language", "place"), [("zh", 0), ("en", 1)])
def test_evidence_says_of_an_event_what_the_console_says(language: str, place: int) -> None:
    blocks = re.findall(r"\{\n(.*?)\n  \}", WORDS.read_text(encoding="utf-8"), re.DOTALL)
    told = dict(re.findall(r'(\w+):\s+"([^"]*)"', blocks[place]))
    said = json.loads((ROOT / f"src/bihuan/texts/{language}/prints.json").read_text(encoding="utf-8"))
    both = {name: words for name, words in told.items() if f"paper.event.{name}" in said and name != "Other"}
    assert len(both) > 50, "the words were not read"
    # An event that has no words here yet is printed by its name.
    assert {name: said[f"paper.event.{name}"] for name in both} == both
