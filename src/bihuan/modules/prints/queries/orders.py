"""派工单 and 回单: what an engineer takes along, and what the customer gets when the work is done."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.access import FieldAccess
from bihuan.core.values import JsonObject
from bihuan.modules.prints.queries.drawing import drawing_svg
from bihuan.modules.prints.queries.paper import RECEIPT, WORK_ORDER, Fact, Paper
from bihuan.modules.prints.queries.rows import tables
from bihuan.modules.prints.queries.told import Picture, Printing
from bihuan.modules.tickets import interface as tickets

MOST_PHOTOS = {WORK_ORDER: 3, RECEIPT: 9}
_MOST_VISITS = 20
_MOMENTS = ("offered_at", "accepted_at", "departed_at", "arrived_at", "began_at", "ended_at")


def work_order(printing: Printing) -> Paper:
    """派工单: where to go, what is wrong, and places to sign."""
    paper = printing.paper(WORK_ORDER)
    _what_is_known(paper, printing)
    _visits(paper, printing)
    paper.pictures(printing.say("photos"), printing.photos(MOST_PHOTOS[WORK_ORDER]))
    paper.boxes([printing.say("work_notes")])
    paper.boxes([printing.say("sign_engineer"), printing.say("sign_customer")])
    return paper


def receipt(printing: Printing) -> Paper:
    """回单: what was done, when, by whom; accepted by whom, with the signature and the rating."""
    paper = printing.paper(RECEIPT)
    _what_is_known(paper, printing)
    _visits(paper, printing)
    _results(paper, printing)
    if not signatures(paper, printing, MOST_PHOTOS[RECEIPT]):
        paper.boxes([printing.say("sign_engineer"), printing.say("sign_customer")])
    return paper


def _what_is_known(paper: Paper, printing: Printing) -> None:
    fact = printing.fact
    paper.facts(
        "",
        [
            (printing.say("type"), printing.type_label()),
            *(fact(name) for name in ("stage", "priority", "created_at", "submitter", "next_due", "resolved_at")),
            fact("contract.number"),
        ],
    )
    where = ("customer.name", "contact.name", "contact.phone", "site.name", "site.address")
    paper.facts(printing.say("customer"), [fact(name) for name in where])
    machine = ("device.name", "device.model", "device.sn", "device.place")
    paper.facts(printing.say("device"), [fact(name) for name in machine])
    paper.facts(printing.say("fault"), [fact("title"), fact("description")])
    for label, facts in printing.sections():
        paper.facts(label, facts)
    tables(paper, printing)


def _visits(paper: Paper, printing: Printing) -> None:
    """Who went and when. Who had the work is a field like any other."""
    if printing.rights["assignee"] < FieldAccess.READ:
        return
    visits = tickets.visits_of(printing.tx, printing.row["id"])[-_MOST_VISITS:]
    heads = [printing.say("engineer"), *(printing.say(name) for name in _MOMENTS)]
    rows = [
        [printing.person(visit["person"]) or "", *(printing.instant(visit[name]) or "" for name in _MOMENTS)]
        for visit in visits
    ]
    paper.table(printing.say("visits"), heads, [1.0, *(1.2 for _ in _MOMENTS)], rows)


def _results(paper: Paper, printing: Printing) -> None:
    """What people wrote when they ended their part, and how the customer decided."""
    rows = []
    for entry in printing.trace["events"]:
        what = entry["what"]
        if entry["type"] == "VoteCast" or (entry["type"] == "TaskFinished" and what.get("comment")):
            result = printing.action_label(what.get("step"), what.get("verdict") or what.get("action"))
            person = printing.person(what.get("person")) or ""
            rows.append([printing.instant(entry["at"]) or "", person, result, what.get("comment", "")])
    heads = [printing.say(name) for name in ("at", "who", "result", "comment")]
    paper.table(printing.say("results"), heads, [1.2, 1.0, 0.8, 3.0], rows)


def signatures(paper: Paper, printing: Printing, most_photos: int) -> bool:
    """The photos, then the signatures with who gave them when. Whether somebody has signed."""
    shown: list[Picture] = []
    lost: list[Fact] = []
    for entry in _with_signature(printing.trace):
        value = entry["what"]["signature"]
        name = printing.person(entry["what"].get("person") or entry["caller"]["id"]) or ""
        caption = f"{name} {printing.instant(entry['at'])}"
        strokes = drawing_svg(value)
        picture = strokes or printing.picture_of(value)
        if picture is None:
            lost.append((printing.say("signed"), caption))
        else:
            shown.append(("svg" if strokes else "jpg", picture, caption))
    paper.pictures(printing.say("photos"), printing.photos(most_photos))
    paper.pictures(printing.say("signatures"), shown, height=22)
    paper.facts("", lost)
    return bool(shown or lost)


def _with_signature(trace: JsonObject) -> Iterator[dict[str, Any]]:
    return (entry for entry in trace["events"] if isinstance(entry["what"].get("signature"), str))
