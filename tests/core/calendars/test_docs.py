"""The guide shows what really runs."""

import re
from pathlib import Path

import yaml

from bihuan.core.calendars import calendar_to_json, parse_calendar

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/calendars.md").read_text(encoding="utf-8")


def test_the_calendar_of_the_guide_is_a_calendar() -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    calendar = parse_calendar(yaml.safe_load(written))
    assert calendar_to_json(calendar)["week"]["fri"] == ["09:00-12:00", "13:00-18:00"]
    assert parse_calendar(calendar_to_json(calendar)) == calendar
