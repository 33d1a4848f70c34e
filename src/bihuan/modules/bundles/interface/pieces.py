"""The commands that a bundle consists of, each after what it needs: roles, forms from the core outwards, channels,
flows, then what `_FOLLOWING` lists. Sent again they change nothing: every handler knows what stands already."""

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from bihuan.core.values import JsonObject, Problem
from bihuan.modules.automations.messages import PublishRule
from bihuan.modules.bundles.interface.yaml_text import unreadable
from bihuan.modules.bundles.messages import Bundle, Document, Piece
from bihuan.modules.dispatch.messages import PublishDispatchPolicies, PublishRoster
from bihuan.modules.flows.messages import PublishFlow, SaveTicketType
from bihuan.modules.forms.messages import PublishForm
from bihuan.modules.identity.messages import SaveRole
from bihuan.modules.intake.messages import SaveChannel
from bihuan.modules.sla.interface import calendar_command, sla_command


def pieces_of(bundle: Bundle) -> tuple[Piece, ...]:
    """The bundle's commands in the order in which they must be sent. Refuses forms that extend in a circle."""
    return tuple(_pieces(bundle))


def _pieces(bundle: Bundle) -> Iterator[Piece]:
    for role in bundle.roles:
        body = role.body
        yield Piece(role, SaveRole(body["key"], body["label"], tuple(body["grants"])))
    for form in _forms_in_order(bundle.forms):
        yield Piece(form, PublishForm(form.body))
    for at, channel in enumerate(bundle.main.body.get("channels") or ()):
        command = SaveChannel(channel["key"], channel["label"], channel.get("active", True))
        yield Piece(bundle.main, command, f"channels.{at}")
    for flow in bundle.flows:
        body = {key: value for key, value in flow.body.items() if key != "form"}
        yield Piece(flow, PublishFlow(body, flow.body["form"]))
    for part, made in _FOLLOWING:
        for document in getattr(bundle, part):
            yield Piece(document, made(document.body))


# Each part after what it names: conditions of clocks, dispatch and rules read the fields of the types before them.
_FOLLOWING: tuple[tuple[str, Callable[[JsonObject], Any]], ...] = (
    ("types", lambda body: SaveTicketType(**body)),
    ("calendars", calendar_command),
    ("sla", sla_command),
    ("roster", PublishRoster),
    ("dispatch", PublishDispatchPolicies),
    ("rules", PublishRule),
)


def _forms_in_order(forms: tuple[Document, ...]) -> list[Document]:
    known = {form.body["form"]: form for form in forms}
    # A core record that is not in the bundle must stand in the tenant already; publishing says if it does not.
    before = {key: {core for core in known if core == form.body.get("extends")} for key, form in known.items()}
    try:
        return [known[key] for key in TopologicalSorter(before).static_order()]
    except CycleError as error:
        circle = [str(key) for key in error.args[1]]
        raise unreadable(Problem(known[circle[0]].file, "bundle.forms_circle", {"forms": circle})) from error
