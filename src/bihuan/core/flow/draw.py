"""The lot that a branch draws for a ticket: a share of them, the same whenever and wherever it is asked (FLW-14)."""

import hashlib

# Hundredths of a per cent: fine enough for any share that somebody would write.
_LOTS = 10_000


def draw_of(run_id: str, branch: str) -> str:
    """0 up to 99.99, evenly spread over tickets: `draw < 10` is one in ten. Each branch of a flow draws its own.

    Nothing but the two names decides, so that replaying history, the browser's look ahead and a ticket that comes to
    the branch again, after rework, find the same.
    """
    digest = hashlib.sha256(f"{run_id}/{branch}".encode()).digest()
    whole, part = divmod(int.from_bytes(digest[:8], "big") % _LOTS, 100)
    return f"{whole}.{part:02}"
