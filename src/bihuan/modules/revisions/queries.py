"""The documents of a ticket as their reader may see them: versions, what was said about them, what was decided."""

from collections.abc import Iterable, Iterator

from bihuan.core.access import Allowed, FieldAccess, FieldSet, decide_access, visible_fields
from bihuan.core.flow import TaskFinished, VoteCast
from bihuan.core.late import dataclass
from bihuan.core.revisions import Chain, Version, chains_of, ids_in
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.kernel.eventlog import EventLog
from bihuan.kernel.hooks import Hooks
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.files import interface as files
from bihuan.modules.forms.interface import form_definition
from bihuan.modules.identity import interface as identity
from bihuan.modules.revisions.tables import file_comment, file_version
from bihuan.modules.tickets import interface as tickets


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a ticket with its versions, and where it hangs. `in_force`: None once it was taken out of its field."""

    chain: Chain
    in_force: Version | None
    field: str | None = None
    note: str | None = None
    public: bool = True


def version_row(tx: Tx, ticket: str, file: str) -> Row | None:
    """What was noted of a later version; None for first ones."""
    return tx.get(file_version, ticket=ticket, file=file)


def comment_row(tx: Tx, comment: str) -> Row | None:
    """One comment, whoever asks."""
    return tx.get(file_comment, id=comment)


def document_with(tx: Tx, caller: Caller, row: Row, file: str) -> Document:
    """The document that has this version. Refuses `file.not_found`, also where the caller may not read it."""
    for found in documents(tx, caller, row):
        if found.chain.of(file) is not None:
            return found
    raise Refusal("file.not_found", Kind.NOT_FOUND)


def documents(tx: Tx, caller: Caller, row: Row) -> Iterator[Document]:
    """What hangs in fields and on notes that the caller reads, in the order of the form, then of the notes."""
    return _documents(tx, caller, row, _later(tx, row))


def _later(tx: Tx, row: Row) -> list[Row]:
    return tx.all(file_version, ("at", "number"), ticket=row["id"])


def _documents(tx: Tx, caller: Caller, row: Row, later: list[Row]) -> Iterator[Document]:
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    yield from _in_fields(tx, row, rights, later)
    yield from _on_notes(tx, row, rights, later)


def _in_fields(tx: Tx, row: Row, rights: FieldSet, later: list[Row]) -> Iterator[Document]:
    data = row["data"] or {}
    form = form_definition(tx, row["form"], row["form_version"])
    for key, field in form.fields.items():
        if field.kind.name != "files" or rights[key] < FieldAccess.READ:
            continue
        standing = tuple(data.get(key) or ())
        for chain in chains_of(standing, _follow(one for one in later if one["field"] == key)):
            yield Document(chain, chain.in_force(standing), field=key)


def _on_notes(tx: Tx, row: Row, rights: FieldSet, later: list[Row]) -> Iterator[Document]:
    inside = rights["internal_notes"] >= FieldAccess.READ
    for note in tickets.notes_of(tx, row["id"]):
        if not (note["public"] or inside):
            continue
        for chain in chains_of(note["files"], _follow(one for one in later if one["note"] == note["id"])):
            yield Document(chain, chain.in_force(None), note=note["id"], public=note["public"])


def _follow(rows: Iterable[Row]) -> list[tuple[str, str, int]]:
    return [(one["document"], one["file"], one["number"]) for one in rows]


def may_speak(tx: Tx, caller: Caller, row: Row) -> bool:
    """Whether the caller comments: colleagues who may write into the timeline."""
    decision = decide_access(caller.subject, "note", "ticket", tickets.anchors_of(tx, row))
    return isinstance(decision, Allowed) and tickets.reads_internal(caller.subject, tx, row)


# --- as JSON ------------------------------------------------------------------------------------------------------


def documents_of(tx: Tx, hooks: Hooks, caller: Caller, row: Row) -> list[JsonObject]:
    """Every document with its versions and the decisions that rest on one of them; comments for colleagues."""
    versions = _later(tx, row)
    found = list(_documents(tx, caller, row, versions))
    known = files.facts_of(tx, [one.file for document in found for one in document.chain.versions])
    later = {one["file"]: one for one in versions}
    inside = tickets.reads_internal(caller.subject, tx, row)
    comments = tx.all(file_comment, ("at", "id"), ticket=row["id"]) if inside else []
    decisions = list(_decisions(tx, hooks, row)) if any(one.field for one in found) else []
    people = {fact["created_by"] for fact in known.values()}
    people |= {one[name] for one in (*comments, *decisions) for name in ("by", "person") if one.get(name)}
    names = identity.person_briefs(tx, people - {None})
    steps = {key: dict(getattr(step, "label", {})) for key, step in tickets.flow_of(tx, row).items.items()}
    shown = _Shown({key: brief.name for key, brief in names.items()}, steps)
    return [
        {
            "id": document.chain.document,
            "field": document.field,
            "note": document.note,
            "current": document.in_force.file if document.in_force else None,
            "number": document.in_force.number if document.in_force else None,
            "versions": [
                shown.version(one, known.get(one.file), later.get(one.file), comments)
                for one in document.chain.versions
            ],
            "decisions": [shown.decision(document, one) for one in decisions if shown.concerns(document, one)],
        }
        for document in found
    ]


def _decisions(tx: Tx, hooks: Hooks, row: Row) -> Iterator[JsonObject]:
    """What was decided, each with the ids among what it rests on: those of files that stood in fields are among them.

    Read from the ledger, so that decisions from before there were versions tell, too. Work that is done decides on
    nothing; sending it back does.
    """
    for stored in EventLog(hooks).read(tx, f"ticket:{row['id']}"):
        event = stored.event
        if not isinstance(event, VoteCast | TaskFinished) or event.inputs is None:
            continue
        verdict = event.verdict if isinstance(event, VoteCast) else "return"
        if isinstance(event, VoteCast) or event.target is not None:
            who = {"task": event.task, "step": event.step, "person": event.person, "by": event.by}
            yield {**who, "verdict": verdict, "at": stored.at, "files": tuple(ids_in(event.inputs["values"]))}


@dataclass(frozen=True, slots=True)
class _Shown:
    """Rows as JSON, with the names of people and steps."""

    names: dict[str, str | None]
    steps: dict[str, dict[str, str]]

    def version(self, one: Version, fact: Row | None, later: Row | None, comments: list[Row]) -> JsonObject:
        """Of a file that was erased only that there was one."""
        told = fact or {}
        facts = ("name", "size", "media_type", "kind", "sha256", "width", "height")
        by = later["by"] if later else told.get("created_by")
        return {
            "file": one.file,
            "number": one.number,
            **{name: told.get(name) for name in facts},
            "thumbnail": bool(told.get("thumbnail")),
            "at": later["at"] if later else told.get("created_at"),
            "by": by,
            "by_name": self.names.get(by) if by else None,
            "remark": later["remark"] if later else None,
            "comments": [self.comment(row) for row in comments if row["file"] == one.file],
        }

    def comment(self, row: Row) -> JsonObject:
        """What somebody said; no words are left of one that was erased."""
        cells = {name: row[name] for name in ("id", "text", "place", "at", "by", "resolved_at")}
        return {**cells, "by_name": self.names.get(row["by"]) if row["by"] else None}

    def concerns(self, document: Document, decision: Row) -> bool:
        """Whether the decision rests on a version of this document; files on notes are none of its inputs."""
        return document.field is not None and document.chain.seen_among(decision["files"]) is not None

    def decision(self, document: Document, row: Row) -> JsonObject:
        """Who decided what on which version; `outdated` when another one is in force by now."""
        seen = document.chain.seen_among(row["files"])
        return {
            **{name: row[name] for name in ("task", "step", "verdict", "person", "at")},
            "label": self.steps.get(row["step"], {}),
            "name": self.names.get(row["person"]),
            "by_name": self.names.get(row["by"]) if row["by"] != row["person"] else None,
            "file": seen.file if seen else None,
            "number": seen.number if seen else None,
            "outdated": seen != document.in_force,
        }


def in_trace(hooks: Hooks, tx: Tx, caller: Caller, ticket: str) -> list[JsonObject]:
    """Documents that had more than one version, were spoken of or decided on; whoever reads the trace reads the row."""
    row = tickets.ticket_row(tx, ticket)
    found = documents_of(tx, hooks, caller, row) if row is not None else []
    return [
        one
        for one in found
        if len(one["versions"]) > 1 or one["decisions"] or any(version["comments"] for version in one["versions"])
    ]


def without_hidden(tx: Tx, caller: Caller, ticket: str, what: JsonObject) -> JsonObject:
    """An event's fields, none of them where the form's field is not the reader's."""
    row = tickets.ticket_row(tx, ticket)
    field = what.get("field")
    if row is None or field is None:
        return what
    rights = visible_fields(caller.subject, "ticket", tickets.anchors_of(tx, row))
    return what if rights[field] >= FieldAccess.READ else {}
