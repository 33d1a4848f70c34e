"""The pieces that bring back what stood before an application: published anew, nothing is deleted."""

from collections.abc import Iterator, Mapping, Sequence

from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.tx import Row, Tx
from bihuan.modules.bundles import queries
from bihuan.modules.bundles.interface.exporting import by_name, configuration, file_of
from bihuan.modules.bundles.interface.kinds import KINDS

_Name = tuple[str, str]


def applications(tx: Tx) -> list[Row]:
    """Every application of a bundle to this company, newest first."""
    return queries.applications(tx)


def pieces_before(tx: Tx, application: str) -> tuple[JsonObject, ...]:
    """What must be applied so that everything that this application and later ones changed is as it was before it.

    Refuses `bundle.application_unknown`.
    """
    rows = queries.applications(tx)
    place = next((at for at, row in enumerate(rows) if row["id"] == application), None)
    if place is None:
        raise Refusal("bundle.application_unknown", Kind.NOT_FOUND)
    return tuple(_pieces(tx, _first_states(rows[place::-1])))


def _first_states(rows: Sequence[Row]) -> dict[_Name, JsonObject | None]:
    """The oldest state of each piece among these applications, oldest first."""
    found: dict[_Name, JsonObject | None] = {}
    for row in rows:
        for item in row["changed"]:
            found.setdefault((item["kind"], item["key"]), item["before"])
    return found


def _pieces(tx: Tx, wanted: Mapping[_Name, JsonObject | None]) -> Iterator[JsonObject]:
    stands = by_name(configuration(tx))
    # A flow is bound to the version of its form; with another form it is published anew.
    forms = {key for (kind, key), body in wanted.items() if kind == "forms" and body is not None}
    bound = {name: body for name, body in stands.items() if name[0] == "flows" and body["form"] in forms}
    for kind in KINDS:
        for name, body in {**{one: bound[one] for one in bound if one not in wanted}, **wanted}.items():
            if name[0] != kind.folder:
                continue
            piece = {"kind": name[0], "key": name[1], "file": file_of(kind, name[1])}
            if body is not None:
                yield {**piece, "body": body}
            elif name in stands and kind.off is not None:
                yield {**piece, "body": stands[name], "gone": True}
