"""Pieces that are no definition of their own: preset replies, words of notices, and the company's settings."""

from collections.abc import Iterator
from typing import Any

from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.joint.interface import double_booking
from bihuan.modules.joint.messages import SetSessionRules
from bihuan.modules.notifications.interface import configured_texts
from bihuan.modules.notifications.messages import PublishNoticeTemplate
from bihuan.modules.replies.interface import configured_replies
from bihuan.modules.replies.messages import DeleteReply, SaveReply
from bihuan.modules.retention.interface import configured_years
from bihuan.modules.retention.messages import SetRetention
from bihuan.modules.sla.interface import default_calendar
from bihuan.modules.sla.messages import SetDefaultCalendar


def reply_document(tx: Tx) -> list[JsonObject]:
    """The replies that are everybody's, as one piece; they are known by category and title, for ids are drawn."""
    replies = list(configured_replies(tx).values())
    return [{"replies": replies}] if replies else []


def reply_commands(tx: Tx, body: JsonObject, *, whole: bool) -> Iterator[Any]:
    """New ones and changed ones; with `whole` those that are not among them are taken away."""
    known = {_name(reply): (key, reply) for key, reply in configured_replies(tx).items()}
    wanted = {_name(reply): reply for reply in body["replies"]}
    for name, reply in wanted.items():
        key, stands = known.get(name, (None, None))
        if stands is None or stands["text"] != reply.get("text"):
            text = str(reply.get("text", ""))
            yield SaveReply(category=name[0], title=name[1], text=text, scope="everybody", reply=key)
    for name, (key, _) in known.items():
        if whole and name not in wanted:
            yield DeleteReply(key)


def _name(reply: JsonObject) -> tuple[str, str]:
    return str(reply.get("category", "")), str(reply.get("title", ""))


def text_commands(tx: Tx, body: JsonObject) -> Iterator[Any]:
    """New words, unless they stand already."""
    values = {"enabled": True, "by": ["app"], **body}
    if values not in configured_texts(tx):
        yield PublishNoticeTemplate(values["kind"], values["texts"], values["enabled"], tuple(values["by"]))


def setting_document(tx: Tx) -> list[JsonObject]:
    """What the company decided once: whose working days count, whether people are booked twice, how long tickets are
    kept."""
    calendar, years = default_calendar(tx), configured_years(tx)
    body: JsonObject = {"double_booking": double_booking(tx)}
    if calendar is not None:
        body["default_calendar"] = calendar
    if years:
        body["retention"] = years
    return [body]


def setting_commands(_tx: Tx, body: JsonObject) -> Iterator[Any]:
    """What is not named stays as it is."""
    if "default_calendar" in body:
        yield SetDefaultCalendar(body["default_calendar"])
    if "double_booking" in body:
        yield SetSessionRules(body["double_booking"])
    for type_, kept in (body.get("retention") or {}).items():
        yield SetRetention(type_, kept["years"], bool(kept.get("duty")))
