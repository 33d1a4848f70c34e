"""Public forms: who may make them, and what they must hold."""

import re

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Problem, Refusal, thaw_json
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.flows import interface as flows
from bihuan.modules.forms import interface as forms
from bihuan.modules.intake import interface as intake
from bihuan.modules.portal import queries
from bihuan.modules.portal.messages import PublicFormSaved, SavePublicForm, form_stream

_KEY = re.compile(r"[a-z][a-z0-9-]{0,49}")
_MOST_FIELDS = 100
_LONGEST = 2_000
PREFILLED = frozenset({"name", "phone", "sn"})
_LANGUAGES = frozenset({"zh", "en"})


def may_save(_command: SavePublicForm, context: Context) -> None:
    """Who may manage public forms."""
    check_access(context.caller.subject, "manage", "public_form", {})


def save(command: SavePublicForm, context: Context) -> Outcome:
    """A new form or the new state of a known one. Refuses `public_form.invalid` naming every fault."""
    problems = _faults(command, context)
    if problems:
        raise Refusal("public_form.invalid", problems=problems)
    known = queries.form(context.tx, command.key)
    version = known["version"] if known else 0
    if command.base_version is not None and command.base_version != version:
        raise Refusal("public_form.changed_meanwhile", Kind.CONFLICT, version=version)
    stream = form_stream(command.key)
    event = PublicFormSaved(
        type=command.type,
        label=command.label,
        intro=command.intro,
        channel=command.channel,
        fields=command.fields,
        prefill=command.prefill,
        phone_needed=command.phone_needed,
        for_devices=command.for_devices,
        active=command.active,
    )
    same = known is not None and all(known[name] == _plain(getattr(event, name)) for name in event.__slots__)
    return Outcome(stream, () if same else ((stream, event),))


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else thaw_json(value)


def _faults(command: SavePublicForm, context: Context) -> list[Problem]:
    kinds = {kind.key: kind for kind in flows.ticket_types(context.tx)}
    checks = [
        ("key", "public_form.key_invalid", bool(_KEY.fullmatch(command.key))),
        ("type", "ticket_type.unknown", command.type in kinds),
        ("label.zh", "public_form.label_missing", bool(str(command.label.get("zh", "")).strip())),
        ("label", "public_form.text_invalid", _is_text(command.label)),
        ("intro", "public_form.text_invalid", _is_text(command.intro)),
        ("channel", "channel.unknown", intake.is_open(context.tx, command.channel)),
        ("prefill", "public_form.prefill_unknown", command.prefill.keys() <= PREFILLED),
        ("fields", "public_form.too_many_fields", len(command.fields) <= _MOST_FIELDS),
    ]
    problems = [Problem(path, code, {}) for path, code, good in checks if not good]
    if command.type in kinds and len(command.fields) <= _MOST_FIELDS:
        problems.extend(_field_faults(command, context, kinds[command.type].form))
    return problems


def _field_faults(command: SavePublicForm, context: Context, form: str) -> list[Problem]:
    definition = forms.form_definition(context.tx, form, forms.current_version(context.tx, form))
    named = [(f"fields.{index}", name) for index, name in enumerate(command.fields)]
    named += [(f"prefill.{what}", name) for what, name in command.prefill.items()]
    return [Problem(path, "field.unknown", {}) for path, name in named if name not in definition.fields]


def _is_text(texts: object) -> bool:
    return isinstance(texts, dict) and all(
        key in _LANGUAGES and isinstance(value, str) and len(value) <= _LONGEST for key, value in texts.items()
    )
