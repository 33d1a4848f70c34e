"""What the routes of identity ask of their callers before anything else."""

from typing import Annotated

from fastapi import Depends, Path

from bihuan.core.values import Kind, Refusal
from bihuan.kernel.web import Desk, desk_of, open_desk_of


async def in_session(desk: Annotated[Desk, Depends(desk_of)]) -> Desk:
    """The desk of a person in a session: API tokens do not touch credentials. Refuses `access.denied`."""
    if desk.caller.kind != "user" or desk.caller.id is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.token")
    return desk


def own_id(desk: Desk) -> str:
    """The id of the person who calls."""
    if desk.caller.id is None:
        raise Refusal("access.sign_in", Kind.UNAUTHENTICATED)
    return desk.caller.id


OpenDesk = Annotated[Desk, Depends(open_desk_of)]
SignedIn = Annotated[Desk, Depends(desk_of)]
InSession = Annotated[Desk, Depends(in_session)]
PathId = Annotated[str, Path(min_length=1, max_length=100)]
