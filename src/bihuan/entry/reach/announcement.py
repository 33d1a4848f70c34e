"""What a starting server tells whoever started it: addresses, the way for phones, accounts of the demo."""

from collections.abc import Iterator

from bihuan.core.values import JsonObject
from bihuan.entry.reach.lan import lan_addresses, terminal_qr
from bihuan.entry.reach.plain_door import GUIDE
from bihuan.entry.reach.tls_files import LOCAL
from bihuan.settings import Settings


def announcement(settings: Settings, confirmed: bool, accounts: list[JsonObject], *, for_phones: bool) -> Iterator[str]:
    """Its lines, in Chinese and English. `confirmed`: whether the recovery phrase was written down."""
    yield f"闭环 Bihuan  {settings.address}"
    yield f"  API     {settings.address}/openapi.json"
    if for_phones:
        yield from _for_phones(settings)
    for account in accounts:
        yield f"  {account['login']:<12} {account['password']:<16} {account['name']} {account['role']}"
    if not confirmed:
        yield "  提醒:恢复短语尚未确认,请运行 bihuan key confirm"
        yield "  Reminder: the recovery phrase is not confirmed yet"


def _for_phones(settings: Settings) -> Iterator[str]:
    first = _first_page(settings)
    yield "  手机扫码打开 · scan with a phone:\n"
    yield terminal_qr(first)
    yield f"  {first}"
    scheme = "https" if settings.tls else "http"
    for other in (f"{scheme}://{found}:{settings.port}" for found in lan_addresses()):
        if other != settings.address:
            yield f"  也可用 · also  {other}"


def _first_page(settings: Settings) -> str:
    """With an authority of our own a phone first learns to trust it; the guide leads on from there."""
    if settings.tls != LOCAL or not settings.plain_port:
        return settings.address
    host = settings.address.split("://", 1)[1].rsplit(":", 1)[0]
    return f"http://{host}:{settings.plain_port}{GUIDE}"
