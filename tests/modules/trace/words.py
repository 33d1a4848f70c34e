"""What the stories of the search say: notes with files, what stands in the index, what somebody finds and is shown."""

from typing import Any

from bihuan.core.access import FieldAccess, visible_fields
from bihuan.kernel.ids import new_id
from bihuan.kernel.listing import ListAsk
from bihuan.modules.files.interface import let_go, names_on, take_in
from bihuan.modules.files.messages import StoreFile
from bihuan.modules.identity import interface as identity
from bihuan.modules.tickets import interface as tickets
from bihuan.modules.tickets import queries
from tests.modules.trace.searches import Searches


def upload(searches: Searches, name: str, who: str = "front_desk") -> str:
    """A file of this person's, bound to nothing yet."""
    company = searches.company
    now = company.clock.now()
    file = new_id(now)
    take_in(company.tenant, {"id": file, "by": company.people[who], "name": name}, name.encode(), now)
    company.send(who, StoreFile(file))
    let_go(company.tenant, [file])
    return file


def pool(searches: Searches, who: str, text: str) -> tuple[list[str], int]:
    """The titles that the list shows for a search, and how many it counts."""
    company = searches.company
    caller, now = company.caller(who), company.clock.now()

    def read(tx: Any) -> tuple[list[str], int]:
        narrowed = queries.Narrowed(identity.env_of(tx, company.tenant.info, now), queries.Narrowing(text))
        page = queries.list_tickets(tx, queries.TICKETS, caller, ListAsk(limit=200), narrowed)
        return [listed.row["title"] for listed in page.rows], page.counted[0]

    found: tuple[list[str], int] = company.read(read)
    return found


def hits(searches: Searches, who: str, text: str) -> list[tuple[str, str]]:
    """Of the first ticket that is found: where the words stand besides the title, and what is marked there."""
    first = searches.box(who, text)["items"][0]
    return [
        (hit["where"], "|".join(hit["text"][start:end] for start, end in hit["marks"]))
        for hit in first["hits"]
        if hit["where"] != "title"
    ]


def index_of(searches: Searches) -> dict[int, set[str]]:
    """Every row of the index with its tokens, on either database."""

    def read(tx: Any) -> dict[int, set[str]]:
        if tx.kind != "sqlite":
            rows = tx.connection.exec_driver_sql("SELECT pos, unnest(tsvector_to_array(tokens)) FROM ticket_search")
        else:
            tx.connection.exec_driver_sql(
                "CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, ticket_search, instance)"
            )
            rows = tx.connection.exec_driver_sql("SELECT doc, term FROM temp.seen")
        found: dict[int, set[str]] = {}
        for row, token in rows.fetchall():
            found.setdefault(row, set()).add(token)
        if tx.kind == "sqlite":
            tx.connection.exec_driver_sql("DROP TABLE temp.seen")
        return found

    index: dict[int, set[str]] = searches.company.tenant.writer.call(read)
    return index


def read_by(searches: Searches, who: str) -> dict[str, list[str]]:
    """Title → every text that this person may read of a ticket: as its page shows it, not as the search sees it."""
    company = searches.company
    caller = company.caller(who)
    outside = bool(caller.subject.sets["customers"])

    def read(tx: Any) -> dict[str, list[str]]:
        found = {}
        for row in tx.all(queries.TICKETS.source, ("-pos",)):
            if not queries.may_read_stream(tx, caller, row["id"]):
                continue
            rights = visible_fields(caller.subject, "ticket", queries.anchors_of(tx, row))
            texts = [row[name] for name in ("title", "description") if rights[name] >= FieldAccess.READ]
            texts += [text for key, text in (row["data"] or {}).items() if rights[key] >= FieldAccess.READ]
            if not outside:
                texts += _beside(tx, row["id"], inner=rights["internal_notes"] >= FieldAccess.READ)
            found[row["title"]] = [text for text in texts if isinstance(text, str)]
        return found

    shown: dict[str, list[str]] = company.read(read)
    return shown


def _beside(tx: Any, ticket: str, *, inner: bool) -> list[str]:
    notes = [one["text"] for one in tickets.notes_of(tx, ticket) if one["public"] or inner]
    hidden = frozenset() if inner else tickets.internal_files(tx, ticket)
    names = names_on(tx, "ticket", [ticket]).get(ticket, {})
    return notes + [name for file, name in names.items() if name and file not in hidden]
