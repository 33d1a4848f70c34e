"""The company that applied 维修服务, and visitors who have no account."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest

from bihuan.modules.portal.interface.doorkeeping import is_solved
from tests.bundles.conftest import empty_company, repair_as_applied, repair_works
from tests.bundles.player import VIDEO
from tests.bundles.world import Works
from tests.modules.company import Company, Line

__all__ = ["empty_company", "repair_as_applied", "repair_works"]

HOUR = 3_600_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def solved(puzzle: str) -> str:
    """What the visitor's browser finds out."""
    return next(str(number) for number in count() if is_solved(puzzle, str(number)))


@dataclass
class Street:
    """Where visitors come from. Every word is a request; `tokens` are what they were given."""

    works: Works
    line: Line
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def company(self) -> Company:
        return self.works.company

    def page(self, key: str = "repair", **query: str) -> httpx.Response:
        return self.line(None, "GET", f"/portal/forms/{key}", params=query)

    def visit(self, form: str = "repair") -> str:
        """The token of a visitor who solved a puzzle after a minute."""
        puzzle = self.page(form).json()["puzzle"]
        self.company.clock.instant += 60_000
        body = {"form": form, "puzzle": puzzle, "answer": solved(puzzle)}
        answer = self.line(None, "POST", "/portal/visits", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def ask(self, token: str | None, method: str, path: str, **more: Any) -> httpx.Response:
        """A request with a token of the portal's."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.line(None, method, path, headers={**headers, **more.pop("headers", {})}, **more)

    def body(self, token: str, **more: Any) -> dict[str, Any]:
        """What a visitor fills in, with the pictures that the form asks for."""
        data = {
            "sn": "DJ-7",
            "urgency": "medium",
            "site_photos": [self.photo(token)],
            "fault_video": [self.video(token)],
        }
        given = {"name": "钱小姐", "phone": "138 0013 8000", "description": "电机冒烟", **more}
        return {**given, "data": {**data, **more.get("data", {})}}

    def send(self, token: str, body: dict[str, Any]) -> httpx.Response:
        """Send a report."""
        return self.ask(token, "POST", "/portal/forms/repair/tickets", json=body)

    def report(self, token: str | None = None, **more: Any) -> dict[str, Any]:
        """A visitor's report; the number and the link's token."""
        token = token or self.visit()
        answer = self.send(token, self.body(token, **more))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def photo(self, token: str) -> str:
        """A picture that the visitor uploads."""
        return self._upload(token, "现场.png", PNG)

    def video(self, token: str) -> str:
        """A film that the visitor uploads."""
        return self._upload(token, "故障.mp4", VIDEO)

    def _upload(self, token: str, name: str, content: bytes) -> str:
        kind = {"Content-Type": "application/octet-stream"}
        answer = self.ask(token, "POST", "/files/content", params={"name": name}, content=content, headers=kind)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def own(self, token: str) -> dict[str, Any]:
        """The link's ticket as its page gets it."""
        answer = self.ask(token, "GET", "/portal/ticket")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def ticket(self, number: str) -> str:
        """The id of a ticket."""
        return str(self.line("dispatcher", "GET", f"/tickets/{number}").json()["id"])


@pytest.fixture
def street(repair_works: Works) -> Iterator[Street]:
    with repair_works.company.http(by_hand=True) as line:
        yield Street(repair_works, line)
