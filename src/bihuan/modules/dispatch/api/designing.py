"""Routes for whoever puts policies together: what conditions may ask, and earlier versions."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel

from bihuan.core.access import check_access
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.dispatch import queries
from bihuan.modules.identity import interface as identity

router = Router(tags=["dispatch"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


class DispatchChoiceOut(BaseModel):
    """Something to choose from."""

    value: str
    label: dict[str, str]


class DispatchAskableOut(BaseModel):
    """A field that a condition may ask about. `kind` as in docs/rules.md."""

    key: str
    kind: str
    label: dict[str, str]
    options: list[DispatchChoiceOut]
    of: str | None


class DispatchVocabularyOut(BaseModel):
    """What conditions of policies are put together from."""

    fields: list[DispatchAskableOut]


class DispatchVersionOut(BaseModel):
    """One version of the policies, and who published it; null: nobody whose name is known."""

    version: int
    at: int
    by: str | None
    policies: int


@router.get("/policies/vocabulary")
async def get_dispatch_vocabulary(desk: DeskDep) -> DispatchVocabularyOut:
    """What conditions may ask: fields of the ticket, of the job, of the candidate."""

    def read(tx: Tx) -> DispatchVocabularyOut:
        check_access(desk.caller.subject, "publish", "dispatch_policy", {})
        people = identity.known_people(tx, desk.caller)
        fields = queries.askable_fields(tx, queries.readable_by_all(tx), people)
        return DispatchVocabularyOut(fields=[DispatchAskableOut(**one) for one in fields])

    return await desk.read(read)


@router.get("/policies/versions")
async def list_dispatch_versions(desk: DeskDep) -> list[DispatchVersionOut]:
    """Every version of the policies, newest first; one is restored by publishing it again."""

    def read(tx: Tx) -> list[DispatchVersionOut]:
        check_access(desk.caller.subject, "publish", "dispatch_policy", {})
        rows = queries.policy_versions(tx)
        names = identity.person_briefs(tx, [row["published_by"] for row in rows if row["published_by"]])
        return [
            DispatchVersionOut(
                version=row["version"],
                at=row["published_at"],
                by=names[row["published_by"]].name if row["published_by"] in names else None,
                policies=len(row["body"].get("policies") or ()),
            )
            for row in rows
        ]

    return await desk.read(read)
