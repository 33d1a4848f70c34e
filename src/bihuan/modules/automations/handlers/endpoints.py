"""Addresses that rules may push to."""

import re
from urllib.parse import urlsplit

from bihuan.core.values import Problem, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries

MAX_URL = 2_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def save(command: m.SaveEndpoint, context: Context) -> Outcome:
    """A new endpoint or the new state of a known one; saying the same again changes nothing."""
    known = queries.endpoint_row(context.tx, command.key)
    secret = command.secret or (known["secret"] if known else "")
    checks = (
        ("key", "automation.endpoint_key_invalid", _KEY.fullmatch(command.key) is not None),
        ("label", "automation.label_missing", bool(command.label.get("zh"))),
        ("url", "automation.endpoint_url_invalid", _is_address(command.url)),
    )
    problems = [Problem(path, code, {}) for path, code, good in checks if not good]
    if problems or not secret:
        raise Refusal("automation.endpoint_rejected", problems=problems)
    stream = m.endpoint_stream(command.key)
    saved = m.EndpointSaved(command.key, command.label, command.url, secret, command.active)
    same = known is not None and all(
        known[name] == getattr(saved, name) for name in ("label", "url", "secret", "active")
    )
    return Outcome(stream, () if same else ((stream, saved),))


def _is_address(url: str) -> bool:
    """https, or http for hosts that the operator allowed; whether it may be reached is asked each time."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.username is None
            and len(url) <= MAX_URL
        )
    except ValueError:
        return False
