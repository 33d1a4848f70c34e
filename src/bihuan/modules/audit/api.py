"""Routes of the ledger: checkpoint, proof, public key."""

import re
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel import sequencer
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of, open_desk_of
from bihuan.modules.audit import queries

router = Router(tags=["ledger"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
_EVENT = re.compile(r"(?P<stream>[^#]{1,200})#(?P<no>[1-9][0-9]{0,8})")
_LEAF = re.compile(r"0|[1-9][0-9]{0,14}")


class CheckpointOut(BaseModel):
    """The newest signed state of the log. Keep `note` somewhere else: it exposes every later rewriting."""

    size: int = Field(description="How many events it covers")
    at: int = Field(description="Signed at, ms since 1970-01-01 UTC")
    root: str = Field(description="Merkle root (RFC 6962), hex")
    note: str = Field(description="Signed note in C2SP form")


class ProofOut(BaseModel):
    """That an event is covered by a checkpoint."""

    event: str = Field(description="stream#number")
    hash: str = Field(description="SHA-256 of the event's canonical body, hex: the entry of the leaf")
    leaf: int
    size: int
    path: list[str] = Field(description="Inclusion proof (RFC 6962), hex, from the leaf upwards")
    note: str = Field(description="The checkpoint that it leads to")


class PublicKeyOut(BaseModel):
    """What an auditor keeps to check this tenant's checkpoints."""

    origin: str = Field(description="The log's name in checkpoints")
    algorithm: str
    key: str = Field(description="32 bytes, hex")


@router.get("/checkpoint")
async def get_checkpoint(desk: DeskDep) -> CheckpointOut:
    """The newest checkpoint."""

    def read(tx: Tx) -> CheckpointOut:
        _check_may_read(desk)
        newest = sequencer.latest_checkpoint(tx)
        if newest is None:
            raise Refusal("ledger.no_checkpoint", Kind.NOT_FOUND)
        return CheckpointOut(**{**newest, "root": bytes(newest["root"]).hex()})

    return await desk.read(read)


@router.get("/proof/{event}")
async def get_proof(event: str, desk: DeskDep) -> ProofOut:
    """The inclusion proof of one event, named as stream#number (# written %23) or by its leaf number."""

    def read(tx: Tx) -> ProofOut:
        _check_may_read(desk)
        stream, no = _named(tx, event)
        proof = sequencer.prove_event(tx, stream, no)
        return ProofOut(
            event=f"{stream}#{no}",
            hash=queries.event_hash(tx, stream, no).hex(),
            leaf=proof.leaf,
            size=proof.size,
            path=[step.hex() for step in proof.path],
            note=proof.note,
        )

    return await desk.read(read)


@router.get("/public-key")
async def get_public_key(desk: Annotated[Desk, Depends(open_desk_of)]) -> PublicKeyOut:
    """The key that signs checkpoints. Public; every caller may have it."""
    key = desk.tenant.keys.signing_public.hex()
    return PublicKeyOut(origin=sequencer.origin_of(desk.info), algorithm="Ed25519", key=key)


def _check_may_read(desk: Desk) -> None:
    check_access(desk.caller.subject, "read", "ledger", {})


def _named(tx: Tx, text: str) -> tuple[str, int]:
    if _LEAF.fullmatch(text):
        found = queries.event_at_leaf(tx, int(text))
        if found is None:
            raise Refusal("ledger.no_event", Kind.NOT_FOUND)
        return found
    named = _EVENT.fullmatch(text)
    if named is None:
        raise Refusal("ledger.event_name_invalid", Kind.BAD_REQUEST, path="event")
    return named["stream"], int(named["no"])
