"""证据: a ticket's whole record with its proof, for whoever was not there."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bihuan.core.access import Allowed, decide_access
from bihuan.core.forms import tell_changes
from bihuan.core.values import Json, JsonObject, Kind, Refusal
from bihuan.kernel.ledger_export import export_stream
from bihuan.modules.dispatch import interface as dispatch
from bihuan.modules.prints.queries.decided import decisions, in_place, review, verdict
from bihuan.modules.prints.queries.orders import signatures
from bihuan.modules.prints.queries.paper import EVIDENCE, Paper, halves
from bihuan.modules.prints.queries.proof import ticket_proof
from bihuan.modules.prints.queries.rows import tables
from bihuan.modules.prints.queries.told import Printing, sees_everything
from bihuan.modules.sla import interface as sla
from bihuan.modules.witness import interface as witness

MOST_EVENTS = 1_000
_MOST_PHOTOS = 12
_MOST_SAID = 1_500
_MOST_LINES = 300
_SAID = ("comment", "reason", "text")
_CHANGED = (("texts_before", "texts"), ("before", "changes"), ("data_before", "data"))


def evidence(printing: Printing) -> Paper:
    """Every station, person, moment and file, with hashes, checkpoint and path.

    Refuses `ledger.not_yet_signed` while nothing is signed. The record as it is kept is attached for who sees all of
    the ticket and may take the ledger away; others are told how to get it.
    """
    proof = ticket_proof(printing)
    if proof["checkpoint"] is None or proof["covered"] is None:
        raise Refusal("ledger.not_yet_signed", Kind.CONFLICT)
    paper = printing.paper(EVIDENCE)
    _headline(paper, printing)
    _history(paper, printing)
    decisions(paper, printing)
    _promises(paper, printing)
    _choices(paper, printing)
    _files(paper, printing)
    signatures(paper, printing, _MOST_PHOTOS)
    review(paper, printing)
    _proof(paper, printing, proof)
    return paper


def _headline(paper: Paper, printing: Printing) -> None:
    fact = printing.fact
    names = ("stage", "priority", "title", "created_at", "submitter", "assignee", "customer.name", "device.name")
    facts = [(printing.say("type"), printing.type_label()), *(fact(name) for name in names), fact("device.sn")]
    paper.facts("", [*facts, fact("description")])
    for label, shown in printing.sections():
        paper.facts(label, shown)
    tables(paper, printing)


def _history(paper: Paper, printing: Printing) -> None:
    stages = printing.flow.stages
    entries = printing.trace["events"]
    rows, stage = [], ""
    for entry in entries[:MOST_EVENTS]:
        told = entry["what"].get("stage")
        stage = printing.pick(stages[told].label) if told in stages else stage
        at = printing.instant(entry["at"], seconds=True) or ""
        claimed = printing.instant(entry["claimed"], seconds=True)
        moment = f"{at}\n{printing.say('claimed', at=claimed)}" if claimed else at
        who = printing.person(entry["caller"]["id"]) or printing.say("platform")
        rows.append([str(entry["no"]), moment, stage, who, _told(printing, entry), _leaf(printing, entry)])
    heads = [printing.say(name) for name in ("no", "at", "station", "who", "what", "hash")]
    paper.table(printing.say("history"), heads, [0.35, 1.15, 0.8, 0.8, 2.6, 2.3], rows)
    if len(entries) > MOST_EVENTS:
        paper.text("", printing.say("history_cut", most=MOST_EVENTS, all=len(entries)))


def _leaf(printing: Printing, entry: Mapping[str, Any]) -> str:
    return f"{halves(entry['hash'])}\n{printing.say('leaf', leaf='–' if entry['leaf'] is None else entry['leaf'])}"


def _told(printing: Printing, entry: Mapping[str, Any]) -> str:
    """What happened, then what was said or changed with it."""
    what = entry["what"]
    words = printing.say(f"event.{entry['type']}", who=printing.person(what.get("person")) or "")
    lines = [printing.say("event.Other", type=entry["type"]) if words.startswith("paper.") else words]
    lines += [line for line in (verdict(printing, what), in_place(printing, what)) if line]
    lines += [str(what[name])[:_MOST_SAID] for name in _SAID if what.get(name)]
    for before, after in _CHANGED:
        if isinstance(what.get(after), dict):
            lines += _changes(printing, what.get(before) or {}, what[after])
    lines += _rested_on(printing, entry)
    if entry["erased"]:
        lines.append(printing.say("erased"))
    return "\n".join(lines)


def _rested_on(printing: Printing, entry: Mapping[str, Any]) -> list[str]:
    """Which version of which document a decision was made on."""
    lines = []
    for document in printing.trace["sections"].get("files") or ():
        names = {one["file"]: one["name"] for one in document["versions"]}
        for one in document["decisions"]:
            if (one["task"], one["at"]) == (entry["what"].get("task"), entry["at"]):
                name = names.get(one["file"]) or "–"
                lines.append(printing.say("rested_on", name=name, number=one["number"]))
    return lines


def _changes(printing: Printing, before: Mapping[str, Json], after: Mapping[str, Json]) -> list[str]:
    labels = printing.trace["fields"]
    lines = []
    for name, value in after.items():
        label = printing.pick(labels.get(name)) or name
        item = printing.form.fields.get(name)
        if item is not None and (item.kind.has_columns or item.kind.options_under == "items"):
            told = tell_changes(item, before.get(name), value, printing.speech)
            lines += [f"{label} {one.label}: {one.before or '–'} → {one.after or '–'}" for one in told]
        else:
            lines.append(f"{label}: {printing.value(name, before.get(name))} → {printing.value(name, value)}")
    return lines


def _promises(paper: Paper, printing: Printing) -> None:
    """What was promised for when, and whether it was kept."""
    told = sla.told_clocks(printing.tx, printing.caller, printing.row["id"], printing.now)
    rows = [
        [
            *(printing.pick(clock["label"]), _length(printing, clock["goal"])),
            *(printing.instant(clock["due"]) or "–", _length(printing, clock["elapsed"])),
            printing.say(f"clock.{clock['state']}"),
        ]
        for clock in told["clocks"]
        if clock["state"] != "idle"
    ]
    heads = [printing.say(name) for name in ("clock", "goal", "due", "elapsed", "state")]
    paper.table(printing.say("promises"), heads, [1.6, 1.0, 1.2, 1.0, 1.0], rows)


def _length(printing: Printing, ms: int) -> str:
    minutes = max(0, ms) // 60_000
    return printing.say("length", hours=minutes // 60, minutes=minutes % 60)


def _choices(paper: Paper, printing: Printing) -> None:
    """Why a ticket went to whom: each table of candidates in words."""
    told = dispatch.dispatch_of(printing.tx, printing.hooks, printing.caller, printing.row["id"], printing.tenant.info)
    rows = []
    for each in told["rounds"]:
        at = printing.instant(each["at"]) or ""
        rows += [
            [at, str(each["round"]), told["names"].get(key, ""), printing.pick(said)]
            for key, said in each["lines"].items()
        ]
        if each["nobody"]:
            rows.append([at, str(each["round"]), "–", printing.pick(each["nobody"])])
    heads = [printing.say(name) for name in ("at", "round", "who", "why")]
    paper.table(printing.say("choices"), heads, [1.1, 0.4, 0.8, 5.0], rows[:_MOST_LINES])


def _files(paper: Paper, printing: Printing) -> None:
    rows = [
        [
            row["name"] or "",
            str(row["size"]),
            printing.instant(row["created_at"], seconds=True) or "",
            halves(row["sha256"] or ""),
        ]
        for row in printing.stored_files()
    ]
    heads = [printing.say(name) for name in ("file", "bytes", "at", "sha256")]
    paper.table(printing.say("files"), heads, [2.2, 0.6, 1.3, 2.3], rows)


def _proof(paper: Paper, printing: Printing, proof: JsonObject) -> None:
    checkpoint, covered = proof["checkpoint"], proof["covered"]
    key = printing.tenant.keys.signing_public.hex()
    paper.facts(
        printing.say("proof"),
        [
            (printing.say("origin"), proof["origin"]),
            (printing.say("signed_at"), printing.instant(checkpoint["at"], seconds=True)),
            (printing.say("size"), str(checkpoint["size"])),
            (printing.say("chain"), printing.say(f"chain.{proof['chain']}")),
            (printing.say("root"), checkpoint["root"]),
            (printing.say("public_key"), key),
            (printing.say("left"), _left(printing, proof["left"])),
            (printing.say("newest"), printing.say("newest_at", no=covered["no"], leaf=covered["leaf"])),
            (printing.say("hash"), covered["hash"]),
            (printing.say("path"), "\n".join(covered["path"])),
        ],
    )
    paper.code(checkpoint["note"], printing.say("checkpoint"), _how_to(paper, printing, checkpoint["note"]))


def _left(printing: Printing, left: JsonObject | None) -> str:
    """Which checkpoint has left the machine since, and for whom."""
    if left is None:
        return printing.say("left_none")
    return printing.say("left_to", at=printing.instant(left["at"]) or "", label=left["label"], size=left["size"])


def _how_to(paper: Paper, printing: Printing, note: str) -> str:
    """What this paper proves and how to check it; the record goes along as an attachment where it may."""
    paper.attach("checkpoint.note", note.encode(), "text/plain", printing.say("checkpoint"))
    may = isinstance(decide_access(printing.caller.subject, "export", "ledger", {}), Allowed)
    number = str(printing.row["number"])
    if not (may and sees_everything(printing.rights)):
        return printing.say("verify_elsewhere", id=printing.row["id"])
    name = f"{number}.ledger.zip"
    whole = export_stream(
        printing.tx, printing.tenant, f"ticket:{printing.row['id']}", printing.now, witness.left_sizes(printing.tx)
    )
    paper.attach(name, whole, "application/zip", printing.say("record"))
    return printing.say("verify_attached", name=name, sha256=sha256(whole).hexdigest())
