"""What devices demand of other records."""

from bihuan.core.values import Problem, Refusal
from bihuan.kernel.context import Context
from bihuan.kernel.masters import SaveRecord
from bihuan.modules.assets import interface
from bihuan.modules.customers.messages import CONTRACT


def covered_devices_exist(command: SaveRecord, context: Context) -> None:
    """A contract covers devices that there are."""
    cover = command.values.get("cover") if command.kind == CONTRACT else None
    listed = cover.get("devices") if isinstance(cover, dict) else None
    if not isinstance(listed, list):
        return
    unknown = [item for item in listed if not isinstance(item, str) or not interface.device_exists(context.tx, item)]
    if unknown:
        raise Refusal("record.rejected", problems=[Problem("cover.devices", "contract.device_unknown")])
