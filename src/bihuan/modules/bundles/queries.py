"""Reads of applications."""

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.bundles.tables import application


def applications(tx: Tx) -> list[Row]:
    """Every application, newest first."""
    return tx.all(application, order=("-number",))
