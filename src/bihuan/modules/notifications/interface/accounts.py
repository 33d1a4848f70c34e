"""Kinds of channels: what an administrator has to say about each, and how its secrets are kept."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal
from urllib.parse import urlsplit

from bihuan.core.late import dataclass
from bihuan.core.values import Json, JsonObject, Problem, Refusal
from bihuan.kernel.keys import TenantKeys, seal, unseal
from bihuan.kernel.ports import Account
from bihuan.kernel.tx import Tx
from bihuan.modules.notifications.queries import channel_for

Reach = Literal["mail", "sms", "robot"]
_PURPOSE = b"notice channel"
_MOST = 2_000
_MOST_TEMPLATES, _MOST_PARAMETERS, _MOST_NAME = 200, 20, 101


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """`settings` and `secrets`: names of what may be said, those in `needed` must be. `whereto`: the settings that say
    to whom, as whom and how the secrets are handed over."""

    reach: Reach
    settings: tuple[str, ...]
    secrets: tuple[str, ...]
    needed: tuple[str, ...]
    whereto: tuple[str, ...] = ()


_SMS = ("sign_name", "templates", "endpoint", "longest")
KINDS: dict[str, ChannelKind] = {
    "smtp": ChannelKind(
        "mail",
        ("host", "port", "security", "user", "sender", "sender_name"),
        ("password",),
        ("host", "sender"),
        ("host", "port", "security", "user"),
    ),
    "aliyun": ChannelKind(
        "sms",
        ("access_key_id", *_SMS),
        ("access_key_secret",),
        ("access_key_id", "sign_name", "access_key_secret"),
        ("endpoint", "access_key_id"),
    ),
    "tencent": ChannelKind(
        "sms",
        ("secret_id", "sdk_app_id", "region", *_SMS),
        ("secret_key",),
        ("secret_id", "sdk_app_id", "sign_name", "secret_key"),
        ("endpoint", "secret_id"),
    ),
    "wecom": ChannelKind("robot", (), ("url",), ("url",)),
    "dingtalk": ChannelKind("robot", (), ("url", "secret"), ("url",)),
    "feishu": ChannelKind("robot", (), ("url", "secret"), ("url",)),
}


def register_channel_kind(name: str, kind: ChannelKind) -> None:
    """Make a kind of channel known. A second one of the same name is a programming error (ValueError)."""
    if name in KINDS:
        raise ValueError(f"kind of channel {name!r} is already registered")
    KINDS[name] = kind


# What an SMS parameter may be filled with.
PIECES = ("title", "text", "number", "link", "name")


def kinds_reaching(reach: str) -> tuple[str, ...]:
    """The kinds of channels by which somebody is reached so."""
    return tuple(key for key, kind in KINDS.items() if kind.reach == reach)


def reaches(tx: Tx, reach: str) -> bool:
    """Whether there is a channel in use by which people are reached so."""
    return channel_for(tx, kinds_reaching(reach)) is not None


def check_kept_secrets(kind: str, before: JsonObject, now: JsonObject, secrets: Mapping[str, str]) -> None:
    """Refuse `notice_channel.invalid` when secrets that nobody gave anew would go elsewhere, as somebody else, or less
    well guarded: who may change the address must not get at the password by it."""
    moved = [name for name in KINDS[kind].whereto if (before.get(name) or None) != (now.get(name) or None)]
    if moved and secrets:
        anew = [Problem(f"secrets.{name}", "notice_channel.secret_anew", {"settings": moved}) for name in secrets]
        raise Refusal("notice_channel.invalid", problems=anew)


def check_settings(kind: str, settings: Json, secrets: Mapping[str, str] | None) -> None:
    """Refuse `notice_channel.invalid`, naming every fault. `secrets` None: those that are stored stay."""
    known = KINDS.get(kind)
    if known is None:
        raise Refusal("notice_channel.kind_unknown", path="kind", known=list(KINDS))
    given = settings if isinstance(settings, dict) else {}
    problems = [*_names(known, given, secrets), *_values(given, secrets or {})]
    if problems:
        raise Refusal("notice_channel.invalid", problems=problems)


def _names(known: ChannelKind, settings: JsonObject, secrets: Mapping[str, str] | None) -> Iterator[Problem]:
    for name in settings.keys() - set(known.settings):
        yield Problem(f"settings.{name}", "notice_channel.setting_unknown", {"known": list(known.settings)})
    for name in (secrets or {}).keys() - set(known.secrets):
        yield Problem(f"secrets.{name}", "notice_channel.setting_unknown", {"known": list(known.secrets)})
    for name in known.needed:
        there, path = (settings, "settings") if name in known.settings else (secrets, "secrets")
        if there is not None and not there.get(name):
            yield Problem(f"{path}.{name}", "notice_channel.setting_missing")


def _values(settings: JsonObject, secrets: Mapping[str, str]) -> Iterator[Problem]:
    for name, value in (*settings.items(), *secrets.items()):
        path = f"{'secrets' if name in secrets else 'settings'}.{name}"
        if not _FITS.get(name, _is_text)(value):
            yield Problem(path, f"notice_channel.{_SAID.get(name, 'text')}_invalid")


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and len(value) <= _MOST and value.isprintable()


def _is_address(value: Json) -> bool:
    if not _is_text(value) or not value:
        return bool(value == "")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None


def _is_endpoint(value: Json) -> bool:
    return _is_address(value) and str(value).count("/") <= 3 and "?" not in str(value)


def _is_number(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65_536


def _are_templates(value: Json) -> bool:
    return _is_small(value, _MOST_TEMPLATES) and all(_is_template(item) for item in value.values())


def _is_template(item: Json) -> bool:
    if not isinstance(item, dict) or item.keys() != {"code", "parameters"} or not _is_text(item["code"]):
        return False
    parameters = item["parameters"]
    return _is_small(parameters, _MOST_PARAMETERS) and all(value in PIECES for value in parameters.values())


def _is_small(value: Json, most: int) -> bool:
    """An object of few keys, none of them long."""
    return isinstance(value, dict) and len(value) <= most and all(len(key) <= _MOST_NAME for key in value)


_MAIL = re.compile(r"[^@\s<>\"]+@[A-Za-z0-9.-]+")
_FITS: dict[str, Callable[[Json], bool]] = {
    "url": lambda value: bool(value) and _is_address(value),
    "endpoint": _is_endpoint,
    "port": _is_number,
    "longest": _is_number,
    "security": lambda value: value in ("tls", "starttls", "none"),
    "sender": lambda value: _is_text(value) and _MAIL.fullmatch(value) is not None,
    "templates": _are_templates,
}
_SAID = {name: "address" if name in ("url", "endpoint") else name for name in _FITS} | {"longest": "port"}


# --- secrets ----------------------------------------------------------------------------------------------------


def seal_secrets(keys: TenantKeys, secrets: Mapping[str, str]) -> str:
    """The form in which secrets are sent and stored."""
    return base64.b64encode(seal(keys.secrets, json.dumps(dict(secrets)).encode(), _PURPOSE)).decode()


def account_of(keys: TenantKeys, settings: JsonObject, secrets: str | None) -> Account:
    """A channel's account, ready to use. Never shown, never logged."""
    opened = json.loads(unseal(keys.secrets, base64.b64decode(secrets), _PURPOSE)) if secrets else {}
    return Account(settings, opened)


def mail_account(tx: Tx) -> Account | None:
    """The mail account that notices are sent by, for what else leaves by mail; None when there is none in use."""
    row = channel_for(tx, kinds_reaching("mail"))
    return account_of(tx.keys, row["settings"], row["secrets"]) if row else None
