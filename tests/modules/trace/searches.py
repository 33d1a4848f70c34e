"""Words for the stories of the trace box: what somebody types, and what he is shown."""

from datetime import datetime
from typing import Any

from bihuan.core.trace import Chosen
from bihuan.core.values import JsonObject, instant_of
from bihuan.modules.tickets import messages as m
from bihuan.modules.trace import queries
from tests.modules.tickets.pumps import Pumps

ZONE = "Asia/Shanghai"
DAY = 86_400_000
# Wednesday.
JANUARY_28 = instant_of(datetime(2026, 1, 28, 9, 0), ZONE)


class Searches(Pumps):
    """The pump company at the end of January 2026. Every command is replayed (see Company.send)."""

    customers: dict[str, str]
    devices: dict[str, str]

    def at(self, day: int, hour: int = 9) -> None:
        """Let it be that hour of a day in January 2026."""
        self.company.clock.instant = instant_of(datetime(2026, 1, day, hour, 0), ZONE)

    def later(self, minutes: int = 1) -> None:
        self.company.clock.instant += minutes * 60_000

    def note(self, who: str, ticket: str, text: str = "已看过", *, public: bool = False) -> None:
        self.later()
        self.company.send(who, m.AddNote(ticket=ticket, text=text, public=public))

    def box(self, who: str, text: str, *chosen: Chosen, limit: int = 50) -> JsonObject:
        """The whole answer."""
        caller, company = self.company.caller(who), self.company
        info, now = company.tenant.info, company.clock.now()
        asked = queries.Box(text, chosen, limit)
        return company.read(lambda tx: queries.trace(tx, info, caller, now, asked))

    def titles(self, who: str, text: str, *chosen: Chosen, limit: int = 50) -> list[str]:
        """What is found, newest first."""
        return [item["title"] for item in self.box(who, text, *chosen, limit=limit)["items"]]

    def kinds(self, who: str, text: str) -> list[str]:
        return [token.kind for token in self.box(who, text)["tokens"]]


def equip(searches: Searches) -> Searches:
    """Two customers with a pump each."""
    save: Any = searches.save
    searches.at(1)
    searches.customers = {
        name: save("customer", name=name) for name in ("苏州东吴精密制造有限公司", "无锡太湖注塑科技")
    }
    dongwu, taihu = searches.customers.values()
    searches.devices = {
        "XX-8892": save("device", name="主轴电机", sn="XX-8892", customer=dongwu),
        "HP-2207": save("device", name="液压站", sn="HP-2207", customer=taihu),
    }
    return searches
