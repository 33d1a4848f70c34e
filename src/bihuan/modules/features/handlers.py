"""Switching modules on and off."""

from collections.abc import Mapping

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.features import interface
from bihuan.modules.features import messages as m
from bihuan.modules.features.interface import Feature


def may_switch(_command: m.SwitchFeature, context: Context) -> None:
    """Whoever runs the company as a whole."""
    check_access(context.caller.subject, "manage", "tenant", {})


def switch(command: m.SwitchFeature, context: Context) -> Outcome:
    """Refuses `feature.not_found`, `feature.needs_others`, `feature.needed_by_others`, and `feature.has_running` unless
    the caller says that he knows. As it stands already is no change."""
    known = interface.known_features(context.tx)
    feature = known.get(command.feature)
    if feature is None:
        raise Refusal("feature.not_found", Kind.NOT_FOUND)
    off = interface.switched_off(context.tx)
    if (feature.key not in off) == command.on:
        return Outcome(m.STREAM)
    running: dict[str, int] = {}
    if command.on:
        _check_needs(feature, off)
    else:
        _check_needed(feature, known, off)
        running = interface.counts_of(context.tx, context.now, feature.running)
        if running and not command.even_so:
            names = interface.named([feature.key])
            raise Refusal("feature.has_running", Kind.CONFLICT, feature=names, running=interface.listed(running))
    return Outcome(m.STREAM, ((m.STREAM, m.FeatureSwitched(feature.key, command.on, dict(running))),))


def _check_needs(feature: Feature, off: frozenset[str]) -> None:
    missing = [key for key in feature.needs if key in off]
    if missing:
        names = interface.named([feature.key])
        raise Refusal("feature.needs_others", Kind.CONFLICT, feature=names, others=interface.named(missing))


def _check_needed(feature: Feature, known: Mapping[str, Feature], off: frozenset[str]) -> None:
    needing = [other.key for other in known.values() if feature.key in other.needs and other.key not in off]
    if needing:
        names = interface.named([feature.key])
        raise Refusal("feature.needed_by_others", Kind.CONFLICT, feature=names, others=interface.named(needing))
