"""What other modules may ask of automation rules."""

import base64

from bihuan.kernel.ids import random_bytes
from bihuan.kernel.keys import TenantKeys, seal
from bihuan.modules.automations.queries import EVENT_NAMES, EVENTS

__all__ = ["EVENTS", "EVENT_NAMES", "SECRET_PURPOSE", "new_secret", "seal_secret"]

SECRET_PURPOSE = b"automations.endpoint"


def new_secret() -> str:
    """A signing secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(random_bytes(32)).decode()


def seal_secret(keys: TenantKeys, secret: str) -> str:
    """The form in which a secret is stored and sent."""
    return base64.b64encode(seal(keys.secrets, secret.encode(), SECRET_PURPOSE)).decode()
