"""The stories of spec/vectors/sla: a definition, calendars, and tickets told fact by fact. Shape: docs/sla.md."""

import json
import re
from pathlib import Path
from typing import Any

from bihuan.core.rules import Field, Option, Schema
from bihuan.core.sla import SlaEvent, event_to_json
from tests.core.calendars.minutes import instant
from tests.core.sla.stories import Ticket

ISO = re.compile(r"[0-9-]{10}T[0-9:]{5,8}[+]08:00")
FOLDER = Path(__file__).parents[3] / "spec" / "vectors" / "sla"


def vector_files() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]


def read_field(data: dict[str, Any]) -> Field:
    options = tuple(Option(value) for value in data.get("options", ()))
    return Field(data["key"], data["type"], {}, options, tuple(read_field(item) for item in data.get("fields", ())))


def ticket_of(whole: dict[str, Any]) -> Ticket:
    schema = Schema(read_field(item) for item in whole["schema"])
    return Ticket(whole["definition"], *whole["calendars"], schema=schema)


def tell(ticket: Ticket, story: dict[str, Any]) -> list[SlaEvent]:
    """Every timer in time, except where a fact says `late`, or says only `look`: then nobody looked until it came."""
    for fact in story["facts"]:
        if "look" in fact:
            ticket.tick(fact["look"])
            continue
        received = fact.get("received", fact["at"])
        if not fact.get("late"):
            ticket.run_until(received)
        ticket.fact(fact["at"], received=received, happened=fact.get("happened", ()), **fact["set"])
    ticket.run_until(story["until"])
    return ticket.events


def spoken(event: SlaEvent, wanted: list[Any]) -> list[Any]:
    """The event in the shape in which the story tells it: [instant, name, clock, {what the story looks at}]."""
    whole = event_to_json(event)
    looked_at = wanted[3] if len(wanted) > 3 else {}
    said = {key: _said(key, whole[key], value) for key, value in looked_at.items()}
    subject = whole.get("clock", whole.get("reminder"))
    return [whole["at"], whole["event"], subject, *([said] if len(wanted) > 3 else [])]


def _said(key: str, value: Any, wanted: Any) -> Any:
    """Rungs may be told by their names alone."""
    if key == "passed" and wanted and isinstance(wanted[0], str):
        return [item["threshold"] for item in value]
    return value


def with_instants(wanted: Any) -> Any:
    """Instants in the story are ISO texts; in events they are ms."""
    if isinstance(wanted, dict):
        return {name: with_instants(value) for name, value in wanted.items()}
    if isinstance(wanted, list):
        return [with_instants(item) for item in wanted]
    return instant(wanted) if isinstance(wanted, str) and ISO.fullmatch(wanted) else wanted
