"""What can be asked of notices, and what then has happened.

Streams: `notice:<id>` (one recipient, one cause), `notice_channel:<key>`, `notice_template:<kind>` and
`notice_preference:<person>`. Read marks and attempts at delivery are no events (semantics §2.5).
"""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

# Names of the followers that deliver; an outbox row's id is made of the event and this name.
DELIVER, TEST = "notifications.deliver", "notifications.test"

# --- commands ---------------------------------------------------------------------------------------------------


# So many are told by one command: what tells a hundred must not hold up the others (semantics §2.8).
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    """Tell everybody in `to` once. Who that is, is found out when the command is decided.

    At most AT_ONCE who were not told yet: for the next ones the same is sent again as the next `part`.

    `key` names the request for ever: a recipient gets one notice of it. `by`: the channels that were asked for, None =
    those of the kind and of the person's choice. `values` and `facts` fill the template; facts (`actor`, `note`,
    `note_public`, `comment`, `reason`) are shown with the recipient's rights only. `reads`: by name of a value, the
    paths of the fields from which it was worked out; who may not read all of them does not read the value either.
    `but`: people who are not told, for they did it. `needs`: what a recipient must be able to read, as a template would
    name it, to be told at all; who may not is not even told the headline.
    """

    key: str
    kind: str
    to: tuple[JsonObject | str, ...]
    cause: str
    at: Instant
    ticket: str | None = None
    by: tuple[str, ...] | None = None
    values: JsonObject = field(default_factory=dict)
    facts: JsonObject = field(default_factory=dict)
    reads: JsonObject = field(default_factory=dict)
    source: JsonObject = field(default_factory=dict)
    not_before: Instant | None = None
    but: tuple[str, ...] = ()
    part: int = 0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseNotice:
    """Its quiet hours are over: deliver it. Sent by the notice's timer."""

    notice: str


@dataclass(frozen=True, slots=True)
class SendDigest:
    """Gather what waits for this person's digest into one message. Sent by the timers of what waits."""

    person: str


@dataclass(frozen=True, slots=True)
class FallBack:
    """A channel refused the notice for good: take the next one. Sent by the delivery."""

    notice: str
    delivery: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EraseNotices:
    """Erase the texts of notices about a ticket, or to a person, or those that reminded of a table's record."""

    ticket: str | None = None
    person: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class SaveNoticeChannel:
    """Make or change a channel. `kind`: smtp, aliyun, tencent, wecom, dingtalk or feishu.

    `secrets` are sealed with the tenant's key; None leaves those that there are. `role`: with whose rights a group's
    messages are rendered; without one, nothing but the ticket's headline is shown there.
    """

    key: str
    kind: str
    label: Mapping[str, str]
    settings: JsonObject
    secrets: str | None = None
    enabled: bool = True
    role: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveNoticeChannel:
    """Forget a channel and its secrets."""

    key: str


@dataclass(frozen=True, slots=True)
class TestNoticeChannel:
    """Send a message that says it is a test. `address`: a phone number or mail address; a group needs none."""

    __test__ = False  # not for pytest
    key: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PublishNoticeTemplate:
    """New words for a kind of notice, or the kind switched off. `texts`: {"zh": {"title", "text"}, "en": …};
    `by`: its channels."""

    kind: str
    texts: JsonObject
    enabled: bool = True
    by: tuple[str, ...] = ("app",)


@dataclass(frozen=True, slots=True)
class SetNoticePreferences:
    """How a person wants to be told; see docs/notices.md for the shape."""

    person: str
    preferences: JsonObject


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMade:
    """One recipient (`person`, or `group` = a channel's key) is told of one cause.

    `shows`: the fields that the text holds, `~` before those that it holds masked, and those from which its values
    were worked out. `bare`: the recipient may not read the ticket and was shown no more than its headline.
    `channels`: deliveries to ask for, each a list of channels of which the next is taken when one refuses;
    `unreachable`: those asked for that do not reach this person. `visible_at`: quiet until then. `digest_at`: joins
    the digest of that instant. `listed`: stands in the person's list.
    """

    kind: str
    template_version: int
    cause: str
    language: str
    visible_at: Instant
    person: str | None = None
    group: str | None = None
    ticket: str | None = None
    number: str | None = None
    source: JsonObject | None = None
    shows: tuple[str, ...] = ()
    bare: bool = False
    urgent: bool = False
    listed: bool = True
    channels: tuple[tuple[str, ...], ...] = ()
    unreachable: tuple[str, ...] = ()
    digest_at: Instant | None = None
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeReleased:
    """Its quiet hours are over."""


@dataclass(frozen=True, slots=True)
class NoticeDigested:
    """It stands in a digest, itself a notice."""

    digest: str


@dataclass(frozen=True, slots=True)
class DeliveryAsked:
    """To be delivered by the first of `channels`; each is "mail", "sms" or "robot"."""

    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeErased:
    """Its text is gone since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChannelSaved:
    """A channel as it is from now on."""

    kind: str
    label: JsonObject
    settings: JsonObject
    enabled: bool
    role: str | None = None
    secrets: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeChannelRemoved:
    """Nothing is sent by it any more."""


@dataclass(frozen=True, slots=True)
class ChannelTestAsked:
    """Somebody wants to see whether it works."""

    address: str | None
    language: str


@dataclass(frozen=True, slots=True)
class NoticeTemplatePublished:
    """The words of a kind from now on; `number` counts its versions, 0 being the ready one."""

    number: int
    texts: JsonObject
    enabled: bool
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticePreferencesSet:
    """How a person wants to be told."""

    preferences: JsonObject


EVENTS: tuple[type, ...] = (
    NoticeMade,
    NoticeReleased,
    NoticeDigested,
    DeliveryAsked,
    NoticeErased,
    NoticeChannelSaved,
    NoticeChannelRemoved,
    ChannelTestAsked,
    NoticeTemplatePublished,
    NoticePreferencesSet,
)
PERSONAL: dict[type, tuple[str, ...]] = {
    NoticeMade: ("title", "text"),
    NoticeChannelSaved: ("secrets",),
    ChannelTestAsked: ("address",),
}


def notice_stream(notice: str) -> str:
    """The stream of one notice."""
    return f"notice:{notice}"


def channel_stream(command: SaveNoticeChannel | RemoveNoticeChannel | TestNoticeChannel) -> str:
    """The stream of the channel that a command is about."""
    return f"notice_channel:{command.key}"


def template_stream(command: PublishNoticeTemplate) -> str:
    """The stream of the template that a command is about."""
    return f"notice_template:{command.kind}"


def preference_stream(command: SetNoticePreferences) -> str:
    """The stream of a person's preferences."""
    return f"notice_preference:{command.person}"
