"""Rows of tickets; every one of them is made by apply.py from the ticket's stream."""

import sqlalchemy as sa

from bihuan.db.rule_sql import ExactNumber
from bihuan.db.search import attach_search
from bihuan.db.sort_key import SortKey
from bihuan.db.types import Id, Instant, Json, Sequence, metadata

ticket = sa.Table(
    "ticket",
    metadata,
    # Grows with time and is made from the id: the order of every list and the key of the search index. As the
    # primary key it costs no index of its own, and every index below ends in it.
    sa.Column("pos", Sequence, primary_key=True, autoincrement=False),
    sa.Column("id", Id, nullable=False, unique=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("form_version", sa.Integer, nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("flow_version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("description", sa.Text),
    sa.Column("priority", sa.Text, nullable=False),
    sa.Column("priority_source", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("system", sa.Text),
    sa.Column("external_ref", sa.Text),
    sa.Column("customer", Id),
    sa.Column("contact", Id),
    sa.Column("site", Id),
    sa.Column("device", Id),
    sa.Column("contract", Id),
    sa.Column("contract_source", sa.Text, nullable=False),
    sa.Column("region", Id),
    sa.Column("geo", Json),
    sa.Column("department", Id),
    sa.Column("team", Id),
    sa.Column("assignee", Id),
    sa.Column("submitter", Id, nullable=False),
    sa.Column("created_by", Id),
    sa.Column("data", Json),
    sa.Column("tags", Json),
    sa.Column("next_due", Instant),
    sa.Column("next_clock", sa.Text),
    sa.Column("clock_state", sa.Text),
    sa.Column("red", sa.Boolean, nullable=False),
    sa.Column("archive_days", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("resolved_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("archived_at", Instant),
)
# Categories of stages in which somebody still has to do something.
OPEN = ("new", "active", "waiting")


def is_open() -> sa.ColumnElement[bool]:
    """A ticket is not over yet. Written out: of values sent apart SQLite does not know that `ix_ticket_open` serves."""
    return ticket.c.category.in_([sa.literal_column(f"'{category}'") for category in OPEN])


# Few and chosen: each costs every create. Columns that are mostly empty at first are indexed where they are not.
sa.Index("ix_ticket_category", ticket.c.category, ticket.c.pos)
sa.Index("ix_ticket_submitter", ticket.c.submitter, ticket.c.pos)
for _name in ("assignee", "department", "device", "customer", "next_due"):
    sa.Index(
        f"ix_ticket_{_name}",
        ticket.c[_name],
        ticket.c.pos,
        sqlite_where=ticket.c[_name].is_not(None),
        postgresql_where=ticket.c[_name].is_not(None),
    )
# What lists of open tickets are narrowed and ordered by, and what rights ask for: of a million tickets a few thousand
# are open, and these are then counted and sorted without reading their rows.
sa.Index(
    "ix_ticket_open",
    *(ticket.c[name] for name in (
        "category", "pos", "updated_at", "priority", "type", "department", "assignee", "submitter", "id",
    )),
    sqlite_where=is_open(),
    postgresql_where=is_open(),
)  # fmt: skip
sa.Index(
    "uq_ticket_external",
    ticket.c.system,
    ticket.c.external_ref,
    unique=True,
    sqlite_where=ticket.c.external_ref.is_not(None),
    postgresql_where=ticket.c.external_ref.is_not(None),
)

# The run as the pure core keeps it (core.flow.run_to_json).
ticket_run = sa.Table(
    "ticket_run",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("state", Json, nullable=False),
)

task = sa.Table(
    "task",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner", Id),
    sa.Column("candidates", Json, nullable=False),
    sa.Column("visit", sa.Text),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("closed_at", Instant),
)
sa.Index(
    "ix_task_owner",
    task.c.owner,
    task.c.opened_at,
    sqlite_where=task.c.state == "open",
    postgresql_where=task.c.state == "open",
)

visit = sa.Table(
    "visit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("task", Id, nullable=False),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("person", Id, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("offered_at", Instant),
    sa.Column("accepted_at", Instant),
    sa.Column("departed_at", Instant),
    sa.Column("arrived_at", Instant),
    sa.Column("began_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("check_in", Json),
)

# Everyone who ever had to do with a ticket: the anchor `participant` of row rules.
ticket_participant = sa.Table(
    "ticket_participant",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("person", Id, primary_key=True),
    # The ticket's: so the tickets of one person are known by their places, without looking any of them up.
    sa.Column("pos", Sequence, nullable=False),
)
sa.Index(
    "ix_ticket_participant_person", ticket_participant.c.person, ticket_participant.c.pos, ticket_participant.c.ticket
)

# Who was told of a ticket without having to act (知会, 抄送), at which step instance, and when he read it.
ticket_copy = sa.Table(
    "ticket_copy",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("instance", sa.Text, primary_key=True),
    sa.Column("person", Id, primary_key=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", Json),
    sa.Column("at", Instant, nullable=False),
    sa.Column("read_at", Instant),
)

# 异常: actions of flows that failed and that nobody has seen to yet. `why` is a code with its values.
ticket_incident = sa.Table(
    "ticket_incident",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("instance", sa.Text, primary_key=True),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)

# Who did something with a ticket, or was given work on it, and when it was: what the trace box looks through. For work
# done offline that is the claimed time, which people remember. `inner`: told only to those who read internal notes.
ticket_act = sa.Table(
    "ticket_act",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("at", Instant, primary_key=True, autoincrement=False),
    sa.Column("person", Id, primary_key=True),
    sa.Column("inner", sa.Boolean, primary_key=True),
)
sa.Index("ix_ticket_act_person", ticket_act.c.person, ticket_act.c.at, ticket_act.c.ticket)

# Filterable values of forms: no DDL after install, whatever is designed.
ticket_value = sa.Table(
    "ticket_value",
    metadata,
    sa.Column("ticket", Id, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text),
    sa.Column("num", ExactNumber()),
    sa.Column("at", Instant),
    sa.Column("sort_key", SortKey),
)
sa.Index("ix_ticket_value_text", ticket_value.c.field, ticket_value.c.text, ticket_value.c.ticket)

# The name under which a ticket's tags stand among its values; no form's field can have it.
TAGS = "#tags"

note = sa.Table(
    "note",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("text", sa.Text),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("files", Json, nullable=False),
    sa.Column("author", Id),
    sa.Column("at", Instant, nullable=False),
    sa.Column("mentions", Json),  # ids of people; null: nobody
)

# The outcome of a call that somebody took, as `messages.REACHED` writes it.
REACHED = "reached"

# Phone calls with the customer; `began_at` is when it was, `at` when it was noted.
phone_call = sa.Table(
    "phone_call",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("ticket", Id, nullable=False, index=True),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("seconds", sa.Integer),
    sa.Column("contact", Id),
    sa.Column("name", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("files", Json, nullable=False),
    sa.Column("author", Id),
    sa.Column("at", Instant, nullable=False),
)

attach_search(ticket, "ticket")

# How far the newest rebuild of the search index has come: one row, none where there never was one. `pos`: the last
# ticket that is done; null: all are. Bookkeeping, not events.
search_rebuild = sa.Table(
    "search_rebuild",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("pos", sa.BigInteger),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
