"""What the assets module registers."""

from bihuan.kernel.hooks import CardSection, FileOwner, Hooks, Projection
from bihuan.kernel.masters import ArchiveRecord, RestoreRecord, SaveRecord, register_master
from bihuan.modules.assets import api, apply, guards, handlers, messages, queries, reactions, tables
from bihuan.modules.customers.messages import CUSTOMER
from bihuan.modules.features import interface as features


def register(hooks: Hooks) -> None:
    """Devices as masters, their documents, and their place on customers' cards."""
    register_master(hooks, queries.DEVICES)
    for command, handler in ((messages.AttachDocument, handlers.attach), (messages.RemoveDocument, handlers.remove)):
        hooks.command(command, handler, handlers.may_change, lambda c: messages.device_stream(c.device))
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.projection(Projection(messages.DEVICE, ((tables.device_document, "device"),), apply.apply_documents))
    hooks.reaction("enrich", messages.DocumentAttached, "bind_document", reactions.bind_document)
    hooks.guard(SaveRecord, guards.covered_devices_exist)
    hooks.file_owner(FileOwner(messages.DEVICE, queries.may_read))
    hooks.card_section(CardSection(CUSTOMER, "devices", 10, queries.devices_on_cards))
    hooks.router("/devices", api.router)
    _feature(hooks)


def _feature(hooks: Hooks) -> None:
    amounts = {"devices": features.rows_where(tables.device)}
    attach, remove = messages.AttachDocument, messages.RemoveDocument
    features.register_feature(hooks, features.Feature("devices", (), amounts), attach, remove)
    for command in (SaveRecord, ArchiveRecord, RestoreRecord):
        hooks.guard(command, features.when_on("devices", lambda asked: asked.kind == messages.DEVICE))
