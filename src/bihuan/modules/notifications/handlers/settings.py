"""Channels, templates and preferences."""

import re
from typing import Any

from bihuan.core.access import check_access
from bihuan.core.values import JsonObject, Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications import queries

_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,49}(\.[a-z][a-z0-9_]{0,49})?")


def may_manage_channels(_command: Any, context: Context) -> None:
    """Administrators; for others there is nothing to see."""
    check_access(context.caller.subject, "manage", "notice_channel", {})


def may_manage_templates(_command: Any, context: Context) -> None:
    """Administrators; for others there is nothing to see."""
    check_access(context.caller.subject, "manage", "notice_template", {})


def only_own(command: m.SetNoticePreferences, context: Context) -> None:
    """Everybody decides for himself, signed in."""
    if context.caller.kind != "user" or context.caller.id != command.person:
        raise Refusal("access.denied", Kind.FORBIDDEN, reason="access.own_only")


def save_channel(command: m.SaveNoticeChannel, context: Context) -> Outcome:
    """A channel as a whole; secrets that are not given stay, as long as they go to the same place as the same user."""
    tx, stream = context.tx, m.channel_stream(command)
    if not _KEY.fullmatch(command.key):
        raise Refusal("notice_channel.key_invalid", path="key")
    if not command.label.get("zh"):
        raise Refusal("notice_channel.label_missing", path="label.zh")
    if command.role is not None and command.role not in identity.role_keys(tx):
        raise Refusal("notice_channel.role_unknown", path="role", role=command.role)
    known = queries.channel_row(tx, command.key)
    settings: JsonObject = thaw_json(command.settings)
    sealed = command.secrets
    if sealed is None and known is not None and known["kind"] == command.kind:
        sealed = known["secrets"]
        own.check_kept_secrets(command.kind, known["settings"], settings, own.account_of(tx.keys, {}, sealed).secrets)
    own.check_settings(command.kind, settings, own.account_of(tx.keys, {}, sealed).secrets)
    event = m.NoticeChannelSaved(
        kind=command.kind,
        label=thaw_json(command.label),
        settings=settings,
        enabled=command.enabled,
        role=command.role,
        secrets=sealed,
    )
    return Outcome(stream, ((stream, event),))


def remove_channel(command: m.RemoveNoticeChannel, context: Context) -> Outcome:
    """Refuses `notice_channel.not_found`."""
    stream = m.channel_stream(command)
    if queries.channel_row(context.tx, command.key) is None:
        raise Refusal("notice_channel.not_found", Kind.NOT_FOUND)
    return Outcome(stream, ((stream, m.NoticeChannelRemoved()),))


def test_channel(command: m.TestNoticeChannel, context: Context) -> Outcome:
    """Asked for; how it went stands beside the channel a moment later."""
    stream, row = m.channel_stream(command), queries.channel_row(context.tx, command.key)
    if row is None:
        raise Refusal("notice_channel.not_found", Kind.NOT_FOUND)
    if own.KINDS[row["kind"]].reach != "robot" and not command.address.strip():
        raise Refusal("notice_channel.address_missing", path="address")
    asked = m.ChannelTestAsked(command.address.strip() or None, context.caller.language)
    return Outcome(stream, ((stream, asked),))


def publish_template(command: m.PublishNoticeTemplate, context: Context) -> Outcome:
    """The next version of a kind's words. Refuses `notice.template_invalid`, naming every fault."""
    tx, stream = context.tx, m.template_stream(command)
    texts: JsonObject = thaw_json(command.texts)
    problems = list(own.faults_of(texts, own.knows_field(tx)))
    if not _KIND.fullmatch(command.kind):
        problems.append(Problem("kind", "notice.kind_invalid"))
    unknown = [word for word in command.by if word not in own.WORDS]
    if unknown:
        problems.append(Problem("by", "notice.channel_unknown", {"known": list(own.WORDS)}))
    if problems:
        raise Refusal("notice.template_invalid", problems=problems)
    known = queries.template_row(tx, command.kind)
    number = known["number"] + 1 if known else 1
    event = m.NoticeTemplatePublished(number, texts, command.enabled, command.by)
    return Outcome(stream, ((stream, event),))


def set_preferences(command: m.SetNoticePreferences, context: Context) -> Outcome:
    """A person's choice as a whole; saying the same again changes nothing."""
    stream = m.preference_stream(command)
    preferences: JsonObject = thaw_json(command.preferences)
    own.check_preferences(preferences, {item.kind for item in own.all_templates(context.tx)})
    if queries.preferences_of(context.tx, command.person) == preferences:
        return Outcome(stream)
    return Outcome(stream, ((stream, m.NoticePreferencesSet(preferences)),))
