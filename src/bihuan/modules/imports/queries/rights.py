"""Who may import what."""

from bihuan.core.access import NOTHING, READ, scope_of
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Caller
from bihuan.modules.imports.queries.columns import KINDS


def check_may_import(caller: Caller, kind: str) -> None:
    """Whoever may make such records may bring many of them. Who may read none does not learn that there are any."""
    if kind not in KINDS or scope_of(caller.subject, READ, kind) == NOTHING:
        raise Refusal("import.kind_unknown", Kind.NOT_FOUND)
    if scope_of(caller.subject, "create", kind) == NOTHING or caller.id is None:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.no_grant", action="create", object=kind)
