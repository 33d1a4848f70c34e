"""Reads of the switches."""

from bihuan.kernel.tx import Tx
from bihuan.modules.features.tables import SWITCHES, feature_switches


def switched_off(tx: Tx) -> frozenset[str]:
    """The keys of those that are off."""
    row = tx.get(feature_switches, key=SWITCHES)
    return frozenset(row["off"]) if row else frozenset()


def version(tx: Tx) -> int:
    """The number of the last change; 0: all is as it was at first."""
    row = tx.get(feature_switches, key=SWITCHES)
    return int(row["version"]) if row else 0
