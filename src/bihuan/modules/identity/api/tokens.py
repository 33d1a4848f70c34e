"""API tokens: made in a session, shown once."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import Allowed, decide_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS
from bihuan.modules.identity import interface, queries
from bihuan.modules.identity import messages as m
from bihuan.modules.identity.api.callers import InSession, PathId, own_id

router = Router(tags=["tokens"], responses=PROBLEMS)


class TokenIn(BaseModel):
    """A token to make. Scopes are `*` or area:level, as `tickets:read`."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=30)]
    expires_at: Annotated[int | None, Field(ge=0, lt=1 << 53, description="ms since 1970-01-01 UTC; null = never")] = (
        None
    )


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: str
    user: str
    name: str
    scopes: list[str]
    created_at: int
    expires_at: int | None
    last_used_at: int | None = Field(description="To within five minutes")


class NewTokenOut(TokenOut):
    """A new token. `token` is never shown again."""

    token: str


@router.get("")
async def list_tokens(desk: InSession) -> list[TokenOut]:
    """One's own tokens; who may read all tokens sees everybody's."""

    def read(tx: Tx) -> list[Row]:
        everybody = isinstance(decide_access(desk.caller.subject, "read", "token", {}), Allowed)
        return queries.tokens(tx, None if everybody else own_id(desk))

    return [TokenOut(**_shown(row)) for row in await desk.read(read)]


@router.post("", status_code=201)
async def create_token(body: TokenIn, desk: InSession) -> NewTokenOut:
    """Make a token of one's own. A repeated Idempotency-Key is refused rather than answered with a dead secret."""
    token = interface.new_token(interface.TOKEN_PREFIX, desk.info.slug)
    hashed = interface.hash_token(token)
    command = m.CreateToken(own_id(desk), body.name, hashed, tuple(body.scopes), body.expires_at)
    accepted = await desk.submit(command)
    row = await desk.read(lambda tx: queries.token(tx, accepted.ref.partition(":")[2]))
    return NewTokenOut(**_shown({**(row or {}), "seen_at": None}), token=token)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: PathId, desk: InSession) -> None:
    """Revoke a token of one's own; who manages people, also theirs."""
    row = await desk.read(lambda tx: queries.token(tx, token_id))
    if row is None:
        raise Refusal("token.not_found", Kind.NOT_FOUND)
    try:
        await desk.submit(m.RevokeToken(row["user"], token_id))
    except Refusal as refusal:
        # Whose token it is, or that it exists, is nobody else's business.
        hidden = refusal.code == "user.not_found"
        raise Refusal("token.not_found", Kind.NOT_FOUND) if hidden else refusal from None


def _shown(row: Row) -> Row:
    return {
        **{name: row[name] for name in ("id", "user", "name", "scopes", "created_at", "expires_at")},
        "last_used_at": row["seen_at"],
    }
