"""What of a ticket was hit by a search, shown with the words marked: no more than its reader may read of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bihuan.core.access import FieldAccess
from bihuan.core.trace import Marked, marked
from bihuan.core.values import JsonObject
from bihuan.db.many_values import one_of_many
from bihuan.db.search import BESIDE, INNER, RECORD
from bihuan.kernel.command import Caller
from bihuan.kernel.listing import Listed
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import interface as files
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.tickets.queries.narrowing import found_among
from bihuan.modules.tickets.queries.rows import INTERNAL_NOTES
from bihuan.modules.tickets.queries.searching import Beside, Piece, pieces_of, said_above
from bihuan.modules.tickets.tables import note, phone_call

# So many are shown of one ticket, besides its title.
MOST_HITS = 3


def hits_of(tx: Tx, caller: Caller, rows: Sequence[Listed], words: str) -> dict[str, list[JsonObject]]:
    """What was found in each of these tickets, by their ids: the title, then what holds most of the words. They are
    listed with `SHOWN_BY_WORDS`."""
    if not rows or not words.strip():
        return {}
    among = found_among(caller.subject)
    beside = _beside(tx, tuple(one.row["id"] for one in rows)) if len(among) > 1 else {}
    found = {}
    for one in rows:
        pieces = pieces_of(tx, one.row, beside.get(one.row["id"], Beside((), (), {})))
        readable = [piece for piece in pieces if _reads(one, piece, among)]
        hits = list(_best(readable, words))
        if not hits and INNER in among and one.rights[INTERNAL_NOTES] >= FieldAccess.READ:
            hits = list(_best([Piece("review", INNER, text) for text in said_above(tx, one.row["id"])], words))
        found[one.row["id"]] = [_shown(tx, one.row, piece, hit) for piece, hit in hits]
    return found


def _reads(one: Listed, piece: Piece, among: tuple[str, ...]) -> bool:
    if piece.mark == RECORD:
        return piece.where == "number" or one.rights[piece.key or piece.where] >= FieldAccess.READ
    if piece.mark == BESIDE:
        return BESIDE in among
    return INNER in among and one.rights[INTERNAL_NOTES] >= FieldAccess.READ


def _best(pieces: list[Piece], words: str) -> Iterator[tuple[Piece, Marked]]:
    hits = [(piece, hit) for piece in pieces if (hit := marked(piece.text, words)) is not None]
    yield from (pair for pair in hits if pair[0].where == "title")
    others = [pair for pair in hits if pair[0].where not in ("title", "number")]
    yield from sorted(others, key=lambda pair: -pair[1].words)[:MOST_HITS]


def _shown(tx: Tx, row: Row, piece: Piece, hit: Marked) -> JsonObject:
    shown: JsonObject = {"where": piece.where, "text": hit.text, "marks": [list(span) for span in hit.marks]}
    if piece.at is not None:
        shown["at"] = piece.at
    if piece.key is not None:
        shown["label"] = dict(form_definition(tx, row["form"], row["form_version"]).fields[piece.key].label)
    return shown


def _beside(tx: Tx, ids: tuple[str, ...]) -> dict[str, Beside]:
    notes, calls = _by_ticket(tx, note, ids), _by_ticket(tx, phone_call, ids)
    named = files.names_on(tx, "ticket", ids)
    return {one: Beside(notes[one], calls[one], named.get(one, {})) for one in ids}


def _by_ticket(tx: Tx, table: sa.Table, ids: tuple[str, ...]) -> dict[str, list[Row]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in tx.rows(sa.select(table).where(one_of_many(tx.kind, table.c.ticket, ids))):
        found[row["ticket"]].append(row)
    return found
