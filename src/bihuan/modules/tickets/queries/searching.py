"""What of a ticket is found by its words: its record, the notes and calls about it, the names of its files."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bihuan.core.forms import FormDefinition, search_words
from bihuan.core.late import dataclass
from bihuan.core.values import Instant
from bihuan.db.search import BESIDE, INNER, RECORD, STRAY, index_statement, index_text
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.errors import said
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import FileBound
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.tickets.queries.rows import row_by_id
from bihuan.modules.tickets.tables import note, phone_call

# The name under which a module above provides the words by which its texts about a ticket are found.
SEARCHED_BESIDE = "ticket.searched_beside"


@dataclass(frozen=True, slots=True)
class Piece:
    """A text by which a ticket is found. `where`: number, title, description, field, note, call, file or review;
    `mark`: who finds it (db.search); `key`: the field of the form that it stands in."""

    where: str
    mark: str
    text: str
    key: str | None = None
    at: Instant | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept of a ticket outside of its row: notes and calls, and its files by id with their names."""

    notes: Sequence[Row]
    calls: Sequence[Row]
    files: Mapping[str, str | None]


def refresh_search(tx: Tx, ticket_id: str) -> None:
    """Write the search row of one ticket anew: the one place that does."""
    row = row_by_id(tx, ticket_id)
    if row is not None:
        tx.write(index_statement("ticket", tx.kind), (row["pos"], index_row(tx, row)))


def tickets_of(tx: Tx, stored: StoredEvent) -> Iterable[str]:
    """The tickets whose files are called otherwise now: that was given one, or that has one which is gone."""
    if isinstance(stored.event, FileBound):
        return (stored.event.owner,) if stored.event.kind == "ticket" else ()
    return files.owners_of(tx, stored.stream_id, "ticket")


def index_row(tx: Tx, row: Row) -> str:
    """What the search index holds of a ticket."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for piece in pieces_of(tx, row, _beside(tx, row["id"])):
        found[piece.mark].append(piece.text)
    found[INNER] += said_above(tx, row["id"])
    return index_text(found)


def said_above(tx: Tx, ticket_id: str) -> list[str]:
    """What modules above know of the ticket (`SEARCHED_BESIDE`), for those who read internal notes."""
    above: Callable[[Tx, str], list[str]] | None = tx.memo.provided.get(SEARCHED_BESIDE)
    return above(tx, ticket_id) if above is not None else []


def pieces_of(tx: Tx, row: Row, beside: Beside) -> Iterator[Piece]:
    """Everything by which a ticket is found, the newest of what was said first."""
    form = form_definition(tx, row["form"], row["form_version"])
    data = row["data"] or {}
    for where in ("number", "title", "description"):
        if row[where]:
            yield Piece(where, RECORD, row[where])
    for key, text in search_words(form, data).items():
        yield Piece("field", RECORD, text, key)
    for where, told in (("note", beside.notes), ("call", beside.calls)):
        for one in sorted(told, key=lambda one: (one["at"], one["id"]), reverse=True):
            for text in _said_in(one):
                yield Piece(where, BESIDE if one["public"] else INNER, text, at=one["at"], by=one["author"])
    yield from _names(form, data, beside)


def _said_in(one: Row) -> Iterator[str]:
    """What a person said. What the platform notes by itself is written as a code, and nobody looks for that."""
    for text in (one["text"], one.get("name")):
        if text and said(text, "zh") == text:
            yield text


def _names(form: FormDefinition, data: Mapping[str, object], beside: Beside) -> Iterator[Piece]:
    """Files by their names. Those of a field belong to the record: who may not read the field knows nothing of them.
    Those that only internal notes name are for whoever reads these. Of one that stands nowhere any more nobody can say
    whether it once stood in a hidden place."""
    fields = {
        file: key
        for key, field in form.fields.items()
        if data.get(key) is not None
        for file in field.kind.files_in(data[key])
    }
    told = (*beside.notes, *beside.calls)
    public = {file for one in told if one["public"] for file in one["files"]}
    inner = {file for one in told for file in one["files"]} - public
    places = ((RECORD, fields), (BESIDE, public), (INNER, inner))
    for file, name in beside.files.items():
        if name:
            mark = next((mark for mark, there in places if file in there), STRAY)
            yield Piece("file", mark, name, fields.get(file))


def _beside(tx: Tx, ticket_id: str) -> Beside:
    named = {one["id"]: one["name"] for one in files.hanging_on(tx, "ticket", ticket_id)}
    return Beside(tx.all(note, ticket=ticket_id), tx.all(phone_call, ticket=ticket_id), named)
