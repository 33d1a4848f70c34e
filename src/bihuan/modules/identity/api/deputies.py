"""Who stands in for whom: one's own list, and that of people whom one leads."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.values import JsonObject
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import PathId, SignedIn

router = Router(tags=["people"], responses=PROBLEMS)
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]] | None, Field(min_length=1, max_length=50)]


class DeputyIn(BaseModel):
    """Who stands in, and when (ms since 1970-01-01 UTC, the end not included)."""

    model_config = ConfigDict(extra="forbid")
    deputy: Annotated[str, Field(max_length=100)]
    from_: Annotated[int, Field(alias="from", ge=0, lt=1 << 53)]
    until: Annotated[int, Field(ge=0, lt=1 << 53)]
    types: Annotated[Names, Field(description="Only for tickets of these types; left out: of all")] = None
    roles: Annotated[Names, Field(description="Only where people are asked in these roles; left out: in all")] = None
    away: Annotated[bool, Field(description="Only on days of leave (the roster's) between the two")] = False


class DeputyOut(BaseModel):
    """Who stands in, when, and in what."""

    model_config = ConfigDict(populate_by_name=True)
    deputy: str
    name: str
    from_: int = Field(alias="from")
    until: int
    types: list[str] | None
    roles: list[str] | None
    away: bool
    holds: bool = Field(description="Whether it is so now")


DeputiesIn = Annotated[list[DeputyIn], Field(max_length=10)]


def written(body: list[DeputyIn]) -> tuple[JsonObject, ...]:
    """The list as the command takes it: what is left out is not said."""
    return tuple(
        {key: value for key, value in each.model_dump(by_alias=True).items() if value not in (None, False)}
        for each in body
    )


def deputies_of(tx: Tx, user_id: str) -> list[dict[str, Any]]:
    """Everybody on somebody's list, first choice first."""
    rows = queries.deputies(tx, user_id)
    names = interface.person_briefs(tx, [row["deputy"] for row in rows])
    holding = {one.deputy for one in interface.deputies_now(tx, user_id, tx.memo.now())}
    now = tx.memo.now()
    return [
        {
            "deputy": row["deputy"],
            "name": (names[row["deputy"]].name if row["deputy"] in names else None) or "",
            "from": row["from_at"],
            "until": row["until_at"],
            "types": row["types"],
            "roles": row["roles"],
            "away": bool(row["away"]),
            "holds": row["from_at"] <= now < row["until_at"] and row["deputy"] in holding,
        }
        for row in rows
    ]


@router.get("/{user_id}/deputies", response_model=list[DeputyOut])
async def get_deputies_of(user_id: PathId, desk: SignedIn) -> list[dict[str, Any]]:
    """Who stands in for somebody; for himself and those who may appoint them."""

    def read(tx: Tx) -> list[dict[str, Any]]:
        if not (desk.caller.kind == "user" and desk.caller.id == user_id):
            interface.check_may_appoint(tx, desk.caller.subject, user_id)
        return deputies_of(tx, user_id)

    found: list[dict[str, Any]] = await desk.read(read)
    return found


@router.put("/{user_id}/deputies", response_model=list[DeputyOut])
async def appoint_deputies_of(user_id: PathId, body: DeputiesIn, desk: SignedIn) -> list[dict[str, Any]]:
    """Name who stands in for somebody, who is away say; the list replaces the one before."""
    await desk.submit(m.AppointDeputies(user_id, written(body)))
    found: list[dict[str, Any]] = await desk.read(lambda tx: deputies_of(tx, user_id))
    return found
