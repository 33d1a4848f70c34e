"""What other modules may ask of notices, and the parts that this one's handlers, jobs and routes share."""

from bihuan.modules.notifications.interface.accounts import (
    KINDS,
    account_of,
    check_kept_secrets,
    check_settings,
    kinds_reaching,
    reaches,
    seal_secrets,
)
from bihuan.modules.notifications.interface.choices import (
    ORDER,
    WORDS,
    Circumstances,
    Plan,
    check_preferences,
    plan,
    understood,
)
from bihuan.modules.notifications.interface.kinds import (
    DIGEST,
    MESSAGE,
    Template,
    all_templates,
    label_of,
    ready_templates,
    template_of,
)
from bihuan.modules.notifications.interface.reading import RELATIONS, Reader, Reading, knows_field
from bihuan.modules.notifications.interface.recipients import NAMED, RELATED, Recipient, recipients
from bihuan.modules.notifications.interface.withholding import Shelf, listeners
from bihuan.modules.notifications.interface.wording import faults_of, fill, slots, words_in

__all__ = [
    "DIGEST",
    "KINDS",
    "MESSAGE",
    "NAMED",
    "ORDER",
    "RELATED",
    "RELATIONS",
    "WORDS",
    "Circumstances",
    "Plan",
    "Reader",
    "Reading",
    "Recipient",
    "Shelf",
    "Template",
    "account_of",
    "all_templates",
    "check_kept_secrets",
    "check_preferences",
    "check_settings",
    "faults_of",
    "fill",
    "kinds_reaching",
    "knows_field",
    "label_of",
    "listeners",
    "plan",
    "reaches",
    "ready_templates",
    "recipients",
    "seal_secrets",
    "slots",
    "template_of",
    "understood",
    "words_in",
]
