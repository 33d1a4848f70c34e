"""Publishing policies and the roster's definition."""

from typing import Any

from bihuan.core.calendars import read_official_year
from bihuan.core.values import JsonObject, Kind, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.kernel.tx import Tx
from bihuan.modules.dispatch import messages as m
from bihuan.modules.dispatch import queries


def publish_policies(command: m.PublishDispatchPolicies, context: Context) -> Outcome:
    """The next version. Refuses `dispatch.policies_invalid` with every fault; what is only odd becomes a finding."""
    tx, body = context.tx, thaw_json(command.body)
    stream = m.definition_stream(m.POLICIES)
    at, same = _next(tx, m.POLICIES, body, command.base_version)
    book = queries.read_policies(body, at, queries.readable_by_all(tx))
    if same:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.DispatchPoliciesPublished(at, body, _findings(tx, book))),))


def _findings(tx: Tx, book: queries.PolicyBook) -> tuple[JsonObject, ...]:
    """Skills that the tenant does not have: a bundle may be installed before its people are."""
    unknown = sorted(queries.skill_names(book) - queries.skill_ids(tx).keys())
    return tuple({"code": "dispatch.skill_unknown", "path": "jobs", "data": {"skill": name}} for name in unknown)


def publish_roster(command: m.PublishRoster, context: Context) -> Outcome:
    """The next version. Refuses `dispatch.roster_invalid`; a pattern or shift that people have stays."""
    tx, body = context.tx, thaw_json(command.body)
    stream = m.definition_stream(m.ROSTER)
    at, same = _next(tx, m.ROSTER, body, command.base_version)
    book = queries.read_roster(body, at, context.tenant.zone)
    used = {item["pattern"] for row in queries.duty_rows(tx) for item in row["memberships"]}
    missing = sorted(used - book.roster.patterns.keys())
    if missing:
        raise Refusal("dispatch.pattern_in_use", Kind.CONFLICT, patterns=missing)
    return Outcome(stream, () if same else ((stream, m.RosterPublished(at, body)),))


def fill_special_days(command: m.FillSpecialDays, context: Context) -> Outcome:
    """Holidays and make-up workdays 调休 of a year, in place of what the roster had of its days."""
    known = queries.published(context.tx, m.ROSTER)
    if known is None:
        raise Refusal("roster.not_published", Kind.CONFLICT)
    notice = read_official_year(thaw_json(command.notice))
    days = {day.isoformat(): "holiday" if one.kind == "closed" else "workday" for day, one in notice.days.items()}
    body = {**known["body"], "special_days": {**known["body"].get("special_days", {}), **days}}
    return publish_roster(m.PublishRoster(body), context)


def _next(tx: Tx, key: str, body: Any, base: int | None) -> tuple[int, bool]:
    """The number of the next version, and whether the body stands already. Refuses `definition.moved`."""
    known = queries.published(tx, key)
    at = known["version"] if known else 0
    if base is not None and base != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=base, current=at)
    return at + 1, known is not None and known["body"] == body
