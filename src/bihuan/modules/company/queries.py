"""Reads of the company's profile."""

import base64

from bihuan.kernel.tx import Row, Tx
from bihuan.modules.company.tables import PROFILE, company_logo, company_profile


def profile(tx: Tx) -> Row | None:
    """The profile as it was written; None while nobody has."""
    return tx.get(company_profile, key=PROFILE)


def logo(tx: Tx) -> bytes | None:
    """The logo, a PNG that was drawn here; None: there is none."""
    row = tx.get(company_logo, key=PROFILE)
    return None if row is None else base64.b64decode(row["content"])
