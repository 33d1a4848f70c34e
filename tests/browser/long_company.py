"""The demo company as it is with the longest of everything: names of 40 characters, long numbers and amounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.browser.conftest import PASSWORD
from tests.http.process import ServerProcess

LONG = 40
AMOUNT = "12345678.90"
LONG_SN = "SN-HR-2026-00001234567890-ABCDEFGH-{:04d}"
_MORE = "苏州工业园区恒锐精密机电设备制造与技术服务有限责任公司第二生产基地动力保障部东区"
_MORE_ENGLISH = " of the second production site, power supply division east"


@contextmanager
def signed_in(server: ServerProcess, login: str) -> Iterator[httpx.Client]:
    """A line of somebody to the server."""
    with httpx.Client(base_url=f"{server.base_url}/api/v1", trust_env=False, timeout=30) as line:
        answer = line.post("/sessions", json={"login": login, "password": PASSWORD})
        line.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        yield line


def longer(name: str) -> str:
    """The same name, 40 characters long."""
    return (name + _MORE)[:LONG]


def lengthen(server: ServerProcess) -> None:
    """Give people, customers, sites, devices, units and types names of 40 characters, devices long serial numbers."""
    with signed_in(server, "admin") as line:
        for user in _all(line, "/users"):
            _sent(line.patch(f"/users/{user['id']}", json={"name": longer(user["name"])}))
        for customer in _all(line, "/customers"):
            _sent(line.patch(f"/customers/{customer['id']}", json={"name": longer(customer["name"])}))
            for site in _all(line, f"/customers/{customer['id']}/sites"):
                address = f"/customers/{customer['id']}/sites/{site['id']}"
                _sent(line.patch(address, json={"name": longer(site["name"])}))
        for at, device in enumerate(_all(line, "/devices")):
            body = {"name": longer(device["name"]), "sn": LONG_SN.format(at), "model": longer(device["model"] or "")}
            _sent(line.patch(f"/devices/{device['id']}", json=body))
        for kind in ("departments", "skills", "areas"):
            for unit in _all(line, f"/{kind}"):
                kept = {key: unit.get(key) for key in ("parent", "head")}
                _sent(line.put(f"/{kind}/{unit['id']}", json={**kept, "name": longer(unit["name"])}))
        for type_ in _all(line, "/ticket-types"):
            _rename_type(line, type_)
    _spend(server)


def _rename_type(line: httpx.Client, type_: dict[str, Any]) -> None:
    label = {"zh": longer(type_["label"]["zh"]), "en": (type_["label"]["en"] + _MORE_ENGLISH)[:LONG]}
    kept = ("form", "flow", "prefix", "department", "default_priority", "confidential", "archive_days", "active")
    body = {key: type_[key] for key in kept if key in type_}
    _sent(line.put(f"/ticket-types/{type_['key']}", json={**body, "label": label}))


def _spend(server: ServerProcess) -> None:
    """Somebody wants to buy for millions, and a contract is worth as much."""
    with signed_in(server, "zhanggong") as line:
        data = {"item": longer("液压站"), "amount": AMOUNT, "purpose": "备用"}
        made = {"type": "purchase_request", "title": longer("采购"), "source": {"channel": "office"}, "data": data}
        _sent(line.post("/tickets", json=made))
    with signed_in(server, "admin") as line:
        for record in _all(line, "/tables/office_contracts/records"):
            address = f"/tables/office_contracts/records/{record['id']}"
            _sent(line.patch(address, json={"data": {"amount": AMOUNT}}))


def _all(line: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = line.get(path, params={"limit": 100})
    found = _sent(answer)
    return list(found["items"] if isinstance(found, dict) else found)


def _sent(answer: httpx.Response) -> Any:
    assert answer.is_success, (answer.request.url, answer.text)
    return answer.json() if answer.content else None
