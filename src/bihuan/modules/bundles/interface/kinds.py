"""Every kind of piece that configuration consists of, in the order in which they are applied: each after what it names.

A module that brings a kind of configuration of its own adds one entry to `KINDS`; reading, export, plan, apply and roll
back need no more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject
from bihuan.kernel.tx import Tx
from bihuan.modules.automations.interface import configured_rules
from bihuan.modules.automations.messages import DeleteRule, PublishRule
from bihuan.modules.bundles.interface.shapes import (
    LABEL,
    Keys,
    flag,
    items,
    keys,
    listed,
    mapping,
    or_null,
    some,
    text,
    whole,
)
from bihuan.modules.bundles.interface.shared import (
    reply_commands,
    reply_document,
    setting_commands,
    setting_document,
    text_commands,
)
from bihuan.modules.dispatch.interface import configured_policies, configured_roster
from bihuan.modules.dispatch.messages import PublishDispatchPolicies, PublishRoster
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.interface import TicketType
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.interface import configured_forms
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity.interface import configured_roles
from bihuan.modules.identity.messages import SaveRole
from bihuan.modules.intake.interface import configured_channels
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.notifications.interface import configured_texts
from bihuan.modules.portal.interface import configured_forms as configured_public_forms
from bihuan.modules.portal.messages import SavePublicForm
from bihuan.modules.records.interface import configured_tables, retiring_commands, table_commands
from bihuan.modules.sla.interface import calendar_command, configured_calendars, configured_sets, sla_command


@dataclass(frozen=True, slots=True)
class Unit:
    """What a piece may know of the rest: `whole` configuration, and the flows of the `types` to come."""

    whole: bool = False
    types: Mapping[str, str] = field(default_factory=dict)


Commands = Callable[[Tx, JsonObject, Unit], Iterable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceKind:
    """One kind: the folder it lies in, what it is called, how a company's own are read and how one is brought about.

    `key`: the property that names a piece; `single` names the only one where a company has no more (a file's name).
    `shape`: what the reader insists on, {key: (shape, is needed)}; `closed`: no other keys are known. `off`: the piece
    taken out of use, null where it cannot be: then nothing happens to it.
    """

    folder: str
    label: Mapping[str, str]
    read: Callable[[Tx], Iterable[JsonObject]]
    commands: Commands
    shape: Keys
    key: str = "key"
    single: str | None = None
    closed: bool = False
    off: Callable[[Tx, str, JsonObject], Iterable[Any]] | None = None

    def key_of(self, body: JsonObject) -> str:
        """What this piece is called."""
        return self.single or str(body.get(self.key))


def _roles(_tx: Tx, body: JsonObject, _unit: Unit) -> Iterator[Any]:
    yield SaveRole(body["key"], body["label"], tuple(body["grants"]), bool(body.get("second_factor")))


def _flows(_tx: Tx, body: JsonObject, unit: Unit) -> Iterator[Any]:
    own = {key: value for key, value in body.items() if key != "form"}
    yield PublishFlow(own, body["form"], confirmed=unit.whole, coming=dict(unit.types))


def _type(tx: Tx, body: JsonObject) -> SaveTicketType:
    """In whose queue its tickets stand is what this company decided and no bundle can know."""
    known = next((kind for kind in flows.ticket_types(tx) if kind.key == body["key"]), None)
    return SaveTicketType(**body, department=known.department if known is not None else None)


def _public_form(body: JsonObject) -> SavePublicForm:
    return SavePublicForm(**{**body, "fields": tuple(body.get("fields") or ())})


_LOCAL = ("department", "version")


def _own_types(tx: Tx) -> Iterator[JsonObject]:
    for kind in flows.ticket_types(tx):
        body = {name: getattr(kind, name) for name in TicketType.__slots__ if name not in _LOCAL}
        yield {name: value for name, value in body.items() if value is not None}


_TEXT, _LABEL, _FLAG = (text(100), True), (LABEL, True), (flag, False)
_KEY, _LIST = text(50, 1), (listed, True)
_FAMILY = keys(
    {"on_end": (text(20), False), "synced": (items(_KEY, 50), False), "results": (or_null(items(_KEY, 50)), False)}
)
_REPLY = keys({"title": (text(200), True), "text": (text(20_000), True), "category": (text(200), False)})
_KEPT = keys({"years": (whole, True), "duty": _FLAG})

KINDS: tuple[PieceKind, ...] = (
    PieceKind(
        folder="roles",
        label={"zh": "角色", "en": "Role"},
        read=configured_roles,
        commands=_roles,
        shape={"key": _TEXT, "label": _LABEL, "grants": (items(some, 500), True), "second_factor": _FLAG},
        closed=True,
    ),
    PieceKind(
        folder="forms",
        label={"zh": "表单", "en": "Form"},
        read=configured_forms,
        commands=lambda _tx, body, _unit: [PublishForm(body)],
        shape={"form": _TEXT},
        key="form",
    ),
    PieceKind(
        folder="tables",
        label={"zh": "数据表", "en": "Table"},
        read=configured_tables,
        commands=lambda tx, body, _unit: table_commands(tx, body),
        shape={"key": _TEXT, "label": _LABEL, "form": _TEXT, "title": _TEXT},
        off=retiring_commands,
    ),
    PieceKind(
        folder="channels",
        label={"zh": "受理渠道", "en": "Channel"},
        read=configured_channels,
        commands=lambda _tx, body, _unit: [SaveChannel(body["key"], body["label"], body.get("active", True))],
        shape={"key": _TEXT, "label": _LABEL, "active": _FLAG},
        closed=True,
        off=lambda _tx, _key, body: [SaveChannel(body["key"], body["label"], active=False)],
    ),
    PieceKind(
        folder="flows",
        label={"zh": "流程", "en": "Flow"},
        read=flows.configured_flows,
        commands=_flows,
        shape={"key": _TEXT, "form": _TEXT, "root": _LIST},
    ),
    PieceKind(
        folder="types",
        label={"zh": "工单类型", "en": "Ticket type"},
        read=_own_types,
        commands=lambda tx, body, _unit: [_type(tx, body)],
        shape={
            **{"key": _TEXT, "label": _LABEL, "form": (_KEY, True), "flow": (_KEY, True), "prefix": (text(4, 1), True)},
            **{"default_priority": (text(2), False), "confidential": _FLAG, "archive_days": (whole, False)},
            **{"active": _FLAG, "heading": (LABEL, False), "children": (_FAMILY, False)},
        },
        closed=True,
        off=lambda tx, _key, body: [_type(tx, {**body, "active": False})],
    ),
    PieceKind(
        folder="calendars",
        label={"zh": "工作日历", "en": "Calendar"},
        read=configured_calendars,
        commands=lambda _tx, body, unit: [calendar_command(body, only_new=not unit.whole)],
        shape={"key": _TEXT, "week": (some, True), "official": (text(2), False)},
    ),
    PieceKind(
        folder="sla",
        label={"zh": "时效承诺", "en": "Service times"},
        read=configured_sets,
        commands=lambda _tx, body, _unit: [sla_command(body)],
        shape={
            **{"key": _TEXT, "clocks": _LIST, "policies": _LIST},
            **{"types": (items(_KEY, 100), False), "active": _FLAG},
        },
        off=lambda _tx, _key, body: [sla_command({**body, "active": False})],
    ),
    PieceKind(
        folder="roster",
        label={"zh": "排班规则", "en": "Roster"},
        read=configured_roster,
        commands=lambda _tx, body, _unit: [PublishRoster(body)],
        shape={"shifts": _LIST, "patterns": _LIST},
        single="roster",
    ),
    PieceKind(
        folder="dispatch",
        label={"zh": "派单策略", "en": "Dispatch policies"},
        read=configured_policies,
        commands=lambda _tx, body, _unit: [PublishDispatchPolicies(body)],
        shape={"policies": _LIST},
        single="policies",
    ),
    PieceKind(
        folder="rules",
        label={"zh": "自动化规则", "en": "Rule"},
        read=configured_rules,
        commands=lambda _tx, body, _unit: [PublishRule(body)],
        shape={"key": _TEXT, "then": _LIST},
        off=lambda _tx, key, _body: [DeleteRule(key)],
    ),
    PieceKind(
        folder="public_forms",
        label={"zh": "对外表单", "en": "Public form"},
        read=configured_public_forms,
        commands=lambda _tx, body, _unit: [_public_form(body)],
        shape={
            **{"key": _TEXT, "type": _TEXT, "label": _LABEL, "intro": (mapping(text(2_000), 2), False)},
            **{"channel": (text(50), False), "fields": (items(text(100), 100), False)},
            **{"prefill": (mapping(text(100), 3), False), "phone_needed": _FLAG, "for_devices": _FLAG},
            **{"active": _FLAG},
        },
        closed=True,
        off=lambda _tx, _key, body: [_public_form({**body, "active": False})],
    ),
    PieceKind(
        folder="replies",
        label={"zh": "常用回复", "en": "Preset replies"},
        read=reply_document,
        commands=lambda tx, body, unit: reply_commands(tx, body, whole=unit.whole),
        shape={"replies": (items(_REPLY, 1_000), True)},
        single="replies",
        closed=True,
        off=lambda tx, _key, _body: reply_commands(tx, {"replies": []}, whole=True),
    ),
    PieceKind(
        folder="notices",
        label={"zh": "通知文案", "en": "Words of a notice"},
        read=configured_texts,
        commands=lambda tx, body, _unit: text_commands(tx, body),
        shape={
            **{"kind": _TEXT, "texts": (mapping(some, 4, names=20), True), "enabled": _FLAG},
            **{"by": (items(text(20), 10), False)},
        },
        key="kind",
        closed=True,
    ),
    PieceKind(
        folder="settings",
        label={"zh": "公司规则", "en": "Settings"},
        read=setting_document,
        commands=lambda tx, body, _unit: setting_commands(tx, body),
        shape={
            **{"default_calendar": (_KEY, False), "double_booking": (text(20), False)},
            **{"retention": (mapping(_KEPT, 2_000), False)},
        },
        single="settings",
        closed=True,
    ),
)
_BY_FOLDER = {kind.folder: kind for kind in KINDS}


def kind_of(folder: str) -> PieceKind:
    """The kind whose pieces lie in this folder. KeyError for another."""
    return _BY_FOLDER[folder]


def commands_of(tx: Tx, piece: JsonObject, unit: Unit) -> Iterable[Any]:
    """The commands that bring a piece about, or take it out of use (`gone`). KeyError for a kind that there is not."""
    kind = kind_of(piece["kind"])
    if not piece.get("gone"):
        return kind.commands(tx, piece["body"], unit)
    return kind.off(tx, piece["key"], piece["body"]) if kind.off is not None else ()


def yaml_files(folder: Path) -> dict[str, Path]:
    """The files of a bundle in this folder: `bundle.yaml` and those in the folders of the kinds."""
    found = [
        folder / "bundle.yaml",
        *(path for kind in KINDS for path in sorted((folder / kind.folder).glob("*.yaml"))),
    ]
    return {str(path.relative_to(folder)): path for path in found if path.is_file()}


def label_of(folder: str, body: Mapping[str, Any]) -> JsonObject:
    """What people call a piece: its own label, or that of its kind."""
    label = body.get("label")
    return dict(label) if isinstance(label, Mapping) else dict(kind_of(folder).label)
