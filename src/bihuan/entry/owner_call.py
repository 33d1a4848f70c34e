"""How the command line reaches a running server: a local socket that only the server's own user may open.

One JSON line asks, one JSON line answers. Without a server the command line takes the data folder's lock and does
the same operation itself; on PostgreSQL it always does (semantics §2.8). Imports next to nothing: the asking
process ends before a server's modules would be loaded.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bihuan.core.values import JsonObject, Kind, Problem, Refusal
from bihuan.settings import Settings

NAME = "owner.sock"


def ask_owner(settings: Settings, operation: str, arguments: JsonObject) -> Any:
    """Have the running server do `operation`. Raises NoOwnerError when none runs, Refusal when it says no."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            with short_address(settings.data) as address:
                connection.connect(address)
        except OSError as error:
            raise NoOwnerError from error
        connection.sendall(json.dumps({"operation": operation, "arguments": arguments}).encode() + b"\n")
        with connection.makefile("rb") as answers:
            line = answers.readline()
    if not line:
        raise Refusal("owner.busy", Kind.UNAVAILABLE, process="?")
    answer = json.loads(line)
    if "refusal" in answer:
        raise refusal_of(answer["refusal"])
    return answer["result"]


class NoOwnerError(Exception):
    """No server runs on this data folder."""


def refusal_json(refusal: Refusal) -> JsonObject:
    """A refusal on its way through the socket."""
    return {
        "code": refusal.code,
        "kind": refusal.kind.name,
        "data": dict(refusal.data),
        "problems": [{"path": item.path, "code": item.code, "data": dict(item.data)} for item in refusal.problems],
    }


def refusal_of(data: JsonObject) -> Refusal:
    """The refusal that `refusal_json` wrote."""
    problems = [Problem(item["path"], item["code"], item["data"]) for item in data["problems"]]
    return Refusal(data["code"], Kind[data["kind"]], problems=problems, **data["data"])


@contextlib.contextmanager
def short_address(folder: Path) -> Iterator[str]:
    """An address of the folder's socket that is short enough, for the length of a block."""
    # A socket's address has room for 107 bytes; a folder's own descriptor is a short name for any folder.
    direct = str(folder / NAME)
    if len(os.fsencode(direct)) < 100:
        yield direct
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)
