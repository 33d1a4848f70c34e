"""How the stories of imports talk: upload, check, take over."""

from typing import Any

from bihuan.kernel.command import Caller, system_caller
from bihuan.modules.identity.messages import SaveOrgUnit
from tests.modules.masters.office import FRONT_DESK, Office

CUSTOMERS = """客户名称,联系人,联系电话,地址
恒锐机电,张工,138 1234 5678,苏州市吴中区
沪光电机,李工,0512-65551234,上海市
"""


class ImportDesk(Office):
    """An office whose people bring tables."""

    def upload(self, content: str | bytes, caller: Caller = FRONT_DESK, name: str = "客户.csv") -> str:
        data = content.encode() if isinstance(content, str) else content
        answer = self.http("POST", "/files/content", caller, params={"name": name}, content=data)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def ask(self, path: str, body: Any = None, caller: Caller = FRONT_DESK, method: str = "POST") -> Any:
        answer = self.http(method, path, caller, **({"json": body} if body is not None else {}))
        assert answer.status_code < 300, answer.text
        return answer.json()

    def take_over(self, kind: str, content: str | bytes, caller: Caller = FRONT_DESK, **asking: Any) -> dict[str, Any]:
        """The whole way; returns the import at its end."""
        body = {"kind": kind, "file": self.upload(content, caller), **asking}
        begun = self.ask("/imports", body, caller)
        return self.go_on(begun, caller)

    def go_on(self, begun: dict[str, Any], caller: Caller = FRONT_DESK) -> dict[str, Any]:
        while begun["state"] == "running":
            begun = self.ask(f"/imports/{begun['id']}/continue", caller=caller)
        return begun

    def customers(self) -> list[dict[str, Any]]:
        found = self.http("GET", "/customers", params={"sort": "name", "limit": 200}).json()["items"]
        return [self.http("GET", f"/customers/{one['id']}/card").json() for one in found]

    def devices(self) -> list[dict[str, Any]]:
        return list(self.http("GET", "/devices", params={"sort": "name", "limit": 200}).json()["items"])

    def save_area(self, name: str) -> str:
        return self.do(SaveOrgUnit("area", name), system_caller("test")).ref.partition(":")[2]
