"""A table as people design it: which form its records have, how they are looked at, what they occupy, what is due."""

import re
from collections.abc import Mapping
from dataclasses import field as made
from typing import Literal

from bihuan.core.forms import FormDefinition
from bihuan.core.late import dataclass
from bihuan.core.records.booking import Hours
from bihuan.core.values import DocumentReader, Json, JsonObject, Problem, Refusal

Layout = Literal["list", "board", "calendar", "gallery"]
LAYOUTS: tuple[Layout, ...] = ("list", "board", "calendar", "gallery")
ICONS = ("table", "contract", "room", "visitor", "vehicle", "project", "customer", "stock", "calendar", "person")
MOST_VIEWS = 30
MOST_REMINDERS = 10
# By which kinds of field a layout arranges records.
_ARRANGES: Mapping[Layout, tuple[str, ...]] = {
    "list": (),
    "board": ("choice",),
    "calendar": ("date_time",),
    "gallery": ("files",),
}
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


@dataclass(frozen=True, slots=True)
class TableView:
    """A way to look at a table. `by`: the field that arranges it; `until`: where an entry of a calendar ends."""

    key: str
    label: Mapping[str, str]
    layout: Layout
    by: str = ""
    until: str = ""
    columns: tuple[str, ...] = ()
    filter: Json = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """Records of this table occupy what `resource` names from `start` until `end`: no two at once.

    `people` says how many take part; `least` and `most` are fields of the resource that bound it.
    """

    resource: str
    start: str
    end: str
    people: str = ""
    least: str = ""
    most: str = ""
    hours: Hours = Hours()


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something falls due `hours` before the instant in `field`.

    `roles` are told, and whoever `person` (a field) names. `below`: only where the number in `people` is under what
    the resource asks for; then `change` is written, too (too few: held online).
    """

    key: str
    field: str
    hours: int
    roles: tuple[str, ...] = ()
    person: str = ""
    too_few: bool = False
    change: JsonObject = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """`title` is the field that a record is called by, `owner` the one that names whose it is; `summary` says in a
    sentence what the table is for."""

    key: str
    label: Mapping[str, str]
    icon: str
    form: str
    title: str
    owner: str
    views: tuple[TableView, ...]
    booking: Booking | None
    reminders: tuple[Reminder, ...]
    summary: Mapping[str, str]
    source: JsonObject = made(compare=False)


def parse_table(body: Json, form: FormDefinition | None) -> TableDefinition:
    """The table. Refuses `table.invalid` with every fault. `form`: the newest version of the form that it names; None
    reads a definition that was accepted once, whatever became of its form."""
    problems: list[Problem] = []
    reader = DocumentReader(body, "", problems)
    table = TableDefinition(
        key=reader.key("key"),
        label=reader.label("", "label"),
        icon=reader.choice("icon", ICONS, "table"),
        form=reader.key("form"),
        title=reader.key("title"),
        owner=reader.key("owner", ""),
        views=_views(reader),
        booking=_booking(reader.child("booking")),
        reminders=_reminders(reader),
        summary=reader.label("", "summary"),
        source=dict(body) if isinstance(body, Mapping) else {},
    )
    reader.done()
    if not reader.has("label"):
        reader.fault("label", "document.missing")
    if form is not None and not problems:
        _check_fields(table, form, problems)
    if problems:
        raise Refusal("table.invalid", problems=problems)
    return table


def _views(reader: DocumentReader) -> tuple[TableView, ...]:
    found: dict[str, TableView] = {}
    for item in reader.children("views"):
        view = TableView(
            key=item.key("key"),
            label=item.label("", "label"),
            layout=item.choice("layout", LAYOUTS, "list"),
            by=item.key("by", ""),
            until=item.key("until", ""),
            columns=item.names("columns"),
            filter=item.raw("filter"),
            sort=item.text("sort", "") if item.raw("sort") else "",
        )
        item.done()
        if view.key in found:
            item.fault("key", "table.key_repeated", key=view.key)
        found[view.key] = view
    if len(found) > MOST_VIEWS:
        reader.fault("views", "table.too_many", most=MOST_VIEWS)
    return tuple(found.values())


def _booking(item: DocumentReader | None) -> Booking | None:
    if item is None:
        return None
    found = Booking(
        resource=item.key("resource"),
        start=item.key("from"),
        end=item.key("until"),
        people=item.key("people", ""),
        least=item.key("least", ""),
        most=item.key("most", ""),
        hours=Hours(_minutes(item, "opens", "00:00"), _minutes(item, "closes", "24:00")),
    )
    item.done()
    if found.hours.opens >= found.hours.closes:
        item.fault("closes", "table.closes_before")
    return found


def _minutes(item: DocumentReader, key: str, default: str) -> int:
    text = item.text(key, default)
    if not _CLOCK.fullmatch(text):
        item.fault(key, "table.bad_clock")
        return 0
    return int(text[:2]) * 60 + int(text[3:])


def _reminders(reader: DocumentReader) -> tuple[Reminder, ...]:
    found: dict[str, Reminder] = {}
    for item in reader.children("reminders"):
        one = Reminder(
            key=item.key("key"),
            field=item.key("field"),
            hours=item.whole("hours", None, 0, 24 * 400),
            roles=item.names("roles"),
            person=item.key("person", ""),
            too_few=item.flag("too_few", False),
            change=dict(item.table("change")),
        )
        item.done()
        found[one.key] = one
    if len(found) > MOST_REMINDERS:
        reader.fault("reminders", "table.too_many", most=MOST_REMINDERS)
    return tuple(found.values())


# --- against the form -----------------------------------------------------------------------------------------------


def _check_fields(table: TableDefinition, form: FormDefinition, problems: list[Problem]) -> None:
    check = _Fields(form, problems)
    check.named("title", table.title, ("text", "choice", "number", "amount", "date_time", "date"))
    check.named("owner", table.owner, ("person",))
    for at, view in enumerate(table.views):
        place = f"views.{at}"
        if view.layout != "list":
            check.named(f"{place}.by", view.by, _ARRANGES[view.layout], needed=True)
        check.named(f"{place}.until", view.until, ("date_time",))
        for column in view.columns:
            check.named(f"{place}.columns", column, ())
    if table.booking is not None:
        _check_booking(table.booking, check)
    for at, reminder in enumerate(table.reminders):
        check.named(f"reminders.{at}.field", reminder.field, ("date_time",))
        check.named(f"reminders.{at}.person", reminder.person, ("person",))
        for key in reminder.change:
            check.named(f"reminders.{at}.change", key, ())
        if reminder.too_few and (table.booking is None or not table.booking.people or not table.booking.least):
            problems.append(Problem(f"reminders.{at}.too_few", "table.too_few_needs_booking"))


def _check_booking(booking: Booking, check: "_Fields") -> None:
    check.named("booking.resource", booking.resource, ("record",), needed=True)
    for place, key in (("from", booking.start), ("until", booking.end)):
        check.named(f"booking.{place}", key, ("date_time",), needed=True)
    check.named("booking.people", booking.people, ("number",))


@dataclass(frozen=True, slots=True)
class _Fields:
    form: FormDefinition
    problems: list[Problem]

    def named(self, path: str, key: str, kinds: tuple[str, ...], *, needed: bool = False) -> None:
        """A field of the form, of one of these kinds (none: of any)."""
        if not key:
            if needed:
                self.problems.append(Problem(path, "document.missing"))
            return
        found = self.form.fields.get(key)
        if found is None:
            self.problems.append(Problem(path, "table.field_unknown", {"field": key}))
        elif kinds and found.kind.name not in kinds:
            self.problems.append(Problem(path, "table.field_kind", {"field": key, "kinds": list(kinds)}))
