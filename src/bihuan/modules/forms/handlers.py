"""Publishing a form."""

from bihuan.core.access import check_access
from bihuan.core.forms import form_to_json, parse_form
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.command import Outcome
from bihuan.kernel.context import Context
from bihuan.modules.forms import interface, queries
from bihuan.modules.forms.messages import FormPublished, PublishForm, form_stream


def may_publish(command: PublishForm, context: Context) -> None:
    """Only who may publish forms."""
    check_access(context.caller.subject, "publish", "form", {})


def publish(command: PublishForm, context: Context) -> Outcome:
    """The next version; publishing what stands already changes nothing."""
    form = interface.parsed_form(context.tx, command.body)
    known = queries.newest(context.tx, form.key)
    at = known["version"] if known else 0
    if command.base_version is not None and command.base_version != at:
        raise Refusal("definition.moved", Kind.CONFLICT, base=command.base_version, current=at)
    stream = form_stream(form.key)
    body = form_to_json(form)
    if known is not None and known["body"] == body:
        return Outcome(stream)
    before = parse_form(known["body"], relations=interface.RELATIONS) if known else None
    weight, changes = interface.changes_between(before, form) if before else ("new", ())
    return Outcome(stream, ((stream, FormPublished(form.key, at + 1, body, weight, changes)),))
