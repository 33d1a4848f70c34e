"""Everything that belongs to one ticket, as far as its reader may see it."""

from collections.abc import Mapping
from typing import Any

from bihuan.core.access import redact
from bihuan.core.values import JsonObject
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.links.queries import rows
from bihuan.modules.links.queries.seeing import files_for, headline, may, seen, seen_in_case
from bihuan.modules.tickets import interface as tickets


def overview(tx: Tx, caller: Caller, key: str) -> JsonObject:
    """Leader, merged ones, ties, pieces of others, and what the caller may do about it. Refuses `ticket.not_found`."""
    row, _ = tickets.readable_row(tx, caller, key)
    merged = rows.merge_of(tx, row["id"])
    return {
        "ticket": row["id"],
        "leader": _leader(tx, caller, merged) if merged is not None else None,
        "merged": [found for each in rows.case_of(tx, row["id"]) if (found := _merged(tx, caller, each))],
        "links": [found for each in rows.links_of(tx, row["id"]) if (found := _link(tx, caller, each))],
        "pieces": _pieces(tx, caller, row),
        "files": files_for(tx, row["id"], tickets.reads_internal(caller.subject, tx, row)),
        "actions": _actions(tx, caller, row, merged),
    }


def _leader(tx: Tx, caller: Caller, merge: Row) -> JsonObject:
    """The reporter of a merged ticket learns how the case stands, but nothing of the ticket that it goes on in."""
    top = rows.leaders_of(tx, merge["ticket"])[-1]
    leader, row = seen(tx, caller, top), tickets.ticket_row(tx, top)
    return {
        "ticket": headline(tx, leader) if leader is not None else None,
        "category": row["category"] if row is not None else None,
        "at": merge["at"],
        "by": merge["by"] if leader is not None else None,
        "reason": merge["reason"] if leader is not None else None,
        "ended": merge["ended"],
        "ended_at": merge["ended_at"],
    }


def _merged(tx: Tx, caller: Caller, merge: Row) -> JsonObject | None:
    found = seen_in_case(tx, caller, merge["ticket"])
    if found is None:
        return None
    texts = redact({"description": found.row["description"]}, found.rights, {})
    return {
        "ticket": headline(tx, found),
        "description": texts.get("description"),
        "at": merge["at"],
        "by": merge["by"],
        "reason": merge["reason"],
        "notes": [_note(note) for note in tickets.notes_of(tx, found.row["id"]) if note["public"] or found.internal],
        "files": files_for(tx, found.row["id"], found.internal),
    }


def _note(note: Row) -> JsonObject:
    return {name: note[name] for name in ("id", "ticket", "text", "public", "files", "author", "at")}


def _link(tx: Tx, caller: Caller, tie: Row) -> JsonObject | None:
    other = seen(tx, caller, tie["other"])
    if other is None:
        return None
    return {"link": tie["link"], "ticket": headline(tx, other), "at": tie["at"], "by": tie["by"]}


def _pieces(tx: Tx, caller: Caller, row: Row) -> JsonObject:
    """What was chosen when the ticket was split off is its readers' to see, each note under its own rule."""
    found = rows.pieces_of(tx, row["id"])
    chosen = {piece["item"] for piece in found if piece["kind"] == "note"}
    internal = tickets.reads_internal(caller.subject, tx, row)
    notes = tickets.notes_of(tx, found[0]["source"]) if chosen else []
    known = files_for(tx, row["id"], internal) if found else []
    inner = set() if internal else {file for source in _sources(found) for file in tickets.internal_files(tx, source)}
    names = {file["id"]: file for file in known if file["id"] not in inner}
    return {
        "notes": [_note(note) for note in notes if note["id"] in chosen and (note["public"] or internal)],
        "files": [names[piece["item"]] for piece in found if piece["kind"] == "file" and piece["item"] in names],
    }


def _sources(pieces: list[Row]) -> set[str]:
    return {piece["source"] for piece in pieces}


def _actions(tx: Tx, caller: Caller, row: Row, merged: Row | None) -> list[str]:
    """What is open now. Whether the other ticket allows it, too, is asked when it is known."""
    running = tickets.run_of(tx, row["id"]).running
    open_now: Mapping[str, Any] = {
        "link": row["archived_at"] is None,
        "merge": running,
        "split": row["archived_at"] is None and merged is None,
        "unmerge": merged is not None and row["archived_at"] is None and _leads_on(tx, row["id"]),
    }
    rights = {"unmerge": "merge"}
    return [name for name, is_open in open_now.items() if is_open and may(tx, caller, rights.get(name, name), row)]


def _leads_on(tx: Tx, ticket: str) -> bool:
    leaders = rows.leaders_of(tx, ticket)
    return bool(leaders) and tickets.run_of(tx, leaders[-1]).running


def without_unreadable(tx: Tx, caller: Caller, field: str, what: JsonObject) -> JsonObject:
    """An event of a ticket's history, less the id of another ticket that the reader may not read."""
    other = what.get(field)
    if other is None or seen_in_case(tx, caller, other) is not None:
        return what
    return {name: value for name, value in what.items() if name not in (field, "reason")}
