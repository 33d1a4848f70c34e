"""A written children step → its step."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.flow.definition import ChildrenStep, Label, TeamChild
from bihuan.core.flow.parse_waits import read_longest
from bihuan.core.flow.reader import Nesting, Reader, read_step

# As many children as one ticket may have.
MOST_CHILDREN = 30


def read_children(reader: Reader, _nesting: Nesting) -> ChildrenStep:
    """One child for each of `teams` or of the `rows` of a sub-table; `join`: all, any, or how many are waited for."""
    kind = reader.key("type", "")
    teams, field = _teams(reader)
    rows = reader.names("rows")
    step = ChildrenStep(
        **read_step(reader, "children"),
        type=kind,
        teams=teams,
        field=field,
        rows=rows[0] if rows else "",
        **_placed(reader),
        title=_title(reader),
        take=None if reader.raw("take") is None else reader.names("take"),
        fill=None if reader.raw("fill") is None else {key: str(value) for key, value in reader.table("fill")},
        needed=_needed(reader),
        rest=reader.choice("rest", ("end", "leave"), "end"),
        **read_longest(reader),
    )
    if bool(teams or field) == bool(rows) or len(rows) > 1:
        reader.fault("", "flow.children_of_what")
    elif not kind and not (teams and all(team.type for team in teams)):
        reader.fault("type", "flow.missing")
    return step


def _teams(reader: Reader) -> tuple[tuple[TeamChild, ...], str]:
    """The teams that are drawn, or the field that holds them: {field: key}."""
    written = reader.raw("teams")
    if isinstance(written, dict):
        inner = Reader(written, reader.at("teams"), reader.problems)
        field = inner.names("field")
        inner.done()
        if len(field) != 1:
            inner.fault("field", "flow.bad_names")
        return (), field[0] if field else ""
    if isinstance(written, list | tuple) and any(isinstance(team, dict) for team in written):
        found = tuple(_team(team) for team in reader.children("teams"))
    else:
        found = tuple(TeamChild(name, name) for name in reader.names("teams"))
    keys = [team.part for team in found]
    if len(set(keys)) < len(keys) or len(keys) > MOST_CHILDREN:
        reader.fault("teams", "flow.bad_teams", most=MOST_CHILDREN)
    return found, ""


def _team(reader: Reader) -> TeamChild:
    names = reader.names("team")
    if len(names) != 1:
        reader.fault("team", "flow.bad_names")
    team = names[0] if names else ""
    part = reader.raw("key")
    found = TeamChild(team if part is None else reader.key("key"), team, reader.key("type", ""), _title(reader))
    reader.done()
    return found


def _placed(reader: Reader) -> dict[str, Any]:
    """In whose queue the children of rows stand: a team for all, or {column: key} of the row."""
    written = reader.raw("team")
    if isinstance(written, dict):
        inner = Reader(written, reader.at("team"), reader.problems)
        column = inner.names("column")
        inner.done()
        if len(column) != 1:
            inner.fault("column", "flow.bad_names")
        return {"team_column": column[0] if column else ""}
    return {"team": next(iter(reader.names("team")), "")}


def _title(reader: Reader) -> Label | None:
    words = reader.raw("title")
    return None if words is None else Reader({"label": words}, reader.at("title"), reader.problems).label("")


def _needed(reader: Reader) -> int:
    """How many must be done; 0: all."""
    if isinstance(reader.raw("join"), int):
        return reader.whole("join", 1, 1, MOST_CHILDREN)
    return 1 if reader.choice("join", ("all", "any"), "all") == "any" else 0


def types_of(step: ChildrenStep) -> Iterator[str]:
    """The ticket types that the step opens."""
    yield from dict.fromkeys(filter(None, (step.type, *(team.type for team in step.teams))))
