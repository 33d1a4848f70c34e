"""Addresses that rules may push to."""

import re

from bihuan.core.values import Problem, Refusal
from bihuan.kernel.addresses import AddressError, web_address
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.automations import messages as m
from bihuan.modules.automations import queries

MAX_URL = 2_000
_FAULTS = {
    "scheme": "automation.endpoint_url_invalid",
    "user": "automation.endpoint_url_invalid",
    "host": "automation.endpoint_host_invalid",
    "port": "automation.endpoint_port_invalid",
    "text": "automation.endpoint_text_invalid",
}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")


def save(command: m.SaveEndpoint, context: Context) -> Outcome:
    """A new endpoint or the new state of a known one; saying the same again changes nothing."""
    known = queries.endpoint_row(context.tx, command.key)
    secret = command.secret or (known["secret"] if known else "")
    checks = (
        ("key", "automation.endpoint_key_invalid", _KEY.fullmatch(command.key) is not None),
        ("label", "automation.label_missing", bool(command.label.get("zh"))),
    )
    problems = [Problem(path, code, {}) for path, code, good in checks if not good]
    fault = _fault_of(command.url)
    problems += [Problem("url", fault, {"most": MAX_URL})] if fault else []
    if problems or not secret:
        raise Refusal("automation.endpoint_rejected", problems=problems)
    stream = m.endpoint_stream(command.key)
    saved = m.EndpointSaved(command.key, command.label, command.url, secret, command.active)
    same = known is not None and all(
        known[name] == getattr(saved, name) for name in ("label", "url", "secret", "active")
    )
    return Outcome(stream, () if same else ((stream, saved),))


def _fault_of(url: str) -> str | None:
    """What is wrong with an address: https, or http for hosts that the operator allowed; whether it may be reached is
    asked each time."""
    if len(url) > MAX_URL:
        return "automation.endpoint_url_long"
    try:
        web_address(url)
    except AddressError as error:
        return _FAULTS[error.part]
    return None
