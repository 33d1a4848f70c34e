"""What other modules may ask of notices, and the parts that this one's handlers, jobs and routes share."""

from bihuan.modules.notifications.interface.accounts import (
    KINDS,
    ChannelKind,
    account_of,
    check_kept_secrets,
    check_settings,
    kinds_reaching,
    mail_account,
    reaches,
    register_channel_kind,
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
from bihuan.modules.notifications.interface.configured import configured_texts
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
from bihuan.modules.notifications.interface.wording import faults_of, faults_of_text, fill, slots, words_in

__all__ = [
    "DIGEST",
    "KINDS",
    "MESSAGE",
    "NAMED",
    "ORDER",
    "RELATED",
    "RELATIONS",
    "WORDS",
    "ChannelKind",
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
    "configured_texts",
    "faults_of",
    "faults_of_text",
    "fill",
    "kinds_reaching",
    "knows_field",
    "label_of",
    "listeners",
    "mail_account",
    "plan",
    "reaches",
    "ready_templates",
    "recipients",
    "register_channel_kind",
    "seal_secrets",
    "slots",
    "template_of",
    "understood",
    "words_in",
]
