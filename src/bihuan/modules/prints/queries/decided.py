"""What was decided by whom in whose place, and what was learned from it: for the evidence of a ticket."""

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.modules.prints.queries.paper import Paper
from bihuan.modules.prints.queries.told import Printing

_VERDICTS = frozenset({"agree", "refuse", "opinion"})
_SENT_BACK = frozenset({"return", "withdraw"})
_MOST_SAID = 1_500
_MOST_DEVICE = 80


def decisions(paper: Paper, printing: Printing) -> None:
    """Each decision: which way, of whom, who really made it, what he said, whether he signed, and from where (address
    and device); among colleagues for colleagues only, and from where for those who may see that."""
    events = printing.trace["events"]
    # It stands beside the first event of what was done at once: a change of the form, if there was one.
    origins = {_once(entry): entry["origin"] for entry in events if "origin" in entry}
    made = [entry for entry in events if verdict(printing, entry["what"])]
    rows = [[*_row(printing, entry), _from_where(printing, entry, origins.get(_once(entry)))] for entry in made]
    heads = [printing.say(name) for name in ("at", "step", "decision", "decider", "really", "comment", "sent_from")]
    paper.table(printing.say("decisions"), heads, [1.05, 0.8, 0.55, 0.75, 0.75, 2.1, 1.5], rows)


def _once(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return entry["at"], entry["caller"]["id"]


def _from_where(printing: Printing, entry: Mapping[str, Any], origin: Mapping[str, Any] | None) -> str:
    signed = [printing.say("signed")] if entry["what"].get("signature") else []
    told = [str(origin[name])[:_MOST_DEVICE] for name in ("ip", "device") if origin.get(name)] if origin else []
    return "\n".join([*signed, *told])


def verdict(printing: Printing, what: Mapping[str, Any]) -> str:
    """Which way it went, in words; "" of what is no decision."""
    way = what.get("verdict")
    if way is None and what.get("action") in _SENT_BACK:
        way = what["action"]
    if way is None:
        return ""
    return printing.say(f"verdict.{way}") if way in _VERDICTS | _SENT_BACK else str(way)


def in_place(printing: Printing, what: Mapping[str, Any]) -> str:
    """That somebody acted for another, in words; "" where he acted for himself."""
    formal, real = what.get("person"), what.get("by")
    if not formal or not real or formal == real:
        return ""
    return printing.say("in_place", who=printing.person(real) or "–", formal=printing.person(formal) or "–")


def _row(printing: Printing, entry: Mapping[str, Any]) -> list[str]:
    what = entry["what"]
    step = printing.flow.items.get(what.get("step"))
    real = what.get("by") or entry["caller"]["id"]
    return [
        printing.instant(entry["at"], seconds=True) or "",
        printing.pick(getattr(step, "label", None)),
        verdict(printing, what),
        printing.person(what.get("person") or real) or "–",
        printing.person(real) or "–",
        str(what.get("comment") or ("" if not entry["erased"] else printing.say("erased")))[:_MOST_SAID],
    ]


def review(paper: Paper, printing: Printing) -> None:
    """复盘: cause, lesson, and each measure with who is responsible, until when, and whether it is done."""
    told = (printing.trace["sections"].get("review") or {}).get("review")
    if told is None:
        return
    facts = [
        (printing.say("cause"), told["cause"]),
        (printing.say("lesson"), told["lesson"] or None),
        (printing.say("reviewed_by"), f"{told['by'] or '–'} · {printing.instant(told['at'])}"),
    ]
    paper.facts(printing.say("review"), facts)
    heads = [printing.say(name) for name in ("measure", "responsible", "due", "state")]
    paper.table(printing.say("measures"), heads, [3.2, 1.0, 1.2, 1.4], list(_measures(printing, told["measures"])))


def _measures(printing: Printing, measures: list[Mapping[str, Any]]) -> Iterator[list[str]]:
    for one in measures:
        done = printing.instant(one["done_at"])
        state = printing.say("measure_done", at=done) if done else printing.say("measure_open")
        yield [one["text"], one["name"] or "–", printing.instant(one["due"]) or "", state]
