"""Plug-ins: packages beside Bihuan that bring field kinds, actions, notice channels and charts (docs/plugins.md).

A plug-in names a function under the entry point group `bihuan.plugins`; it is called once with `Brought` and says what
there is. All of that is looked at before any of it counts, and what goes wrong is told (`bihuan doctor`, the page of
health) and stops nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from bihuan.core.automation import ACTIONS, ActionSpec, register_action
from bihuan.core.forms import FIELD_KINDS, FieldKindSpec, register_field_kind
from bihuan.core.late import dataclass
from bihuan.core.reports import MEASURES, Measure, register_measure
from bihuan.kernel.hooks import ActionRunner, Hooks
from bihuan.kernel.ports import Carrier
from bihuan.modules.notifications import interface as notices
from bihuan.modules.notifications.interface import ChannelKind

GROUP = "bihuan.plugins"
Words = Mapping[str, str]


class Brought:
    """What one plug-in brings. A name is taken once: one that is known already refuses the whole plug-in."""

    def __init__(self) -> None:
        self.kinds: list[FieldKindSpec] = []
        self.actions: list[tuple[ActionSpec, ActionRunner]] = []
        self.channels: dict[str, tuple[ChannelKind, Carrier]] = {}
        self.charts: list[tuple[Measure, Words, Words]] = []

    def field_kind(self, kind: FieldKindSpec) -> None:
        """A form control; forms name it by `kind.name`."""
        self.kinds.append(kind)

    def action(self, spec: ActionSpec, run: ActionRunner) -> None:
        """Something that rules do: `spec` reads its settings, `run` answers with commands after the commit."""
        self.actions.append((spec, run))

    def channel(self, name: str, kind: ChannelKind, carrier: Carrier) -> None:
        """A provider of notices: what is set up for it, and who takes letters there."""
        self.channels[name] = (kind, carrier)

    def chart(self, measure: Measure, label: Words, formula: Words) -> None:
        """A figure of reports, made of amounts that are counted already, and its formula for people."""
        self.charts.append((measure, label, formula))

    def names(self) -> list[str]:
        """Everything that it brings, by name."""
        kinds, actions = [kind.name for kind in self.kinds], [spec.name for spec, _ in self.actions]
        return [*kinds, *actions, *self.channels, *(measure.key for measure, _, _ in self.charts)]


@dataclass(frozen=True, slots=True)
class Plugged:
    """One plug-in as it was found. `error`: why it is not in use, empty where it is."""

    name: str
    version: str
    brings: tuple[str, ...] = ()
    error: str = ""
    carriers: Mapping[str, Carrier] = field(default_factory=dict)


# What counts for the whole process, by the entry point that brought it: a second install finds it registered.
_IN_USE: dict[str, Brought] = {}


def load_plugins(hooks: Hooks) -> tuple[Plugged, ...]:
    """Every plug-in of this environment, in use or with what is wrong with it, by name."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return tuple(_load(point, hooks) for point in found)


def _load(point: EntryPoint, hooks: Hooks) -> Plugged:
    version = point.dist.version if point.dist is not None else "?"
    try:
        brought = _IN_USE.get(point.value) or _first(point)
        for spec, run in brought.actions:
            hooks.action(spec.name, run)
    except Exception as error:
        return Plugged(point.name, version, error=f"{type(error).__name__}: {error}"[:300])
    carriers = {name: carrier for name, (_, carrier) in brought.channels.items()}
    return Plugged(point.name, version, tuple(brought.names()), carriers=carriers)


def _first(point: EntryPoint) -> Brought:
    register: Callable[[Brought], Any] = point.load()
    brought = Brought()
    register(brought)
    taken = [name for name in _taken(brought) if name]
    if taken:
        raise ValueError(f"already known: {', '.join(taken)}")
    for kind in brought.kinds:
        register_field_kind(kind)
    for spec, _ in brought.actions:
        register_action(spec)
    for name, (channel, _) in brought.channels.items():
        notices.register_channel_kind(name, channel)
    for measure, label, formula in brought.charts:
        register_measure(measure, label, formula)
    _IN_USE[point.value] = brought
    return brought


def _taken(brought: Brought) -> Iterator[str]:
    known = {*FIELD_KINDS.names(), *(f"do {name}" for name in ACTIONS), *(f"by {name}" for name in notices.KINDS)}
    known |= {f"chart {key}" for key in MEASURES}
    own = [
        *(kind.name for kind in brought.kinds),
        *(f"do {spec.name}" for spec, _ in brought.actions),
        *(f"by {name}" for name in brought.channels),
        *(f"chart {measure.key}" for measure, _, _ in brought.charts),
    ]
    return (name for name in own if name in known or own.count(name) > 1)
