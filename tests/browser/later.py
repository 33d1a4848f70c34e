"""A demo company of its own, for stories that take days: its clock goes forward when they say so, and it works with
bundles that the demo leaves alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.test_portal import Staff
from tests.http.later_server import LATER
from tests.http.process import ServerProcess, running

HOUR = 3_600_000
BUNDLES = ("home_service", "decoration", "law_firm")
MORE_TO_DO = {
    "zhengdudao": ("approver", "supervision", "spot_checker"),
    "xiaozhou": ("front_desk", "return_visitor"),
    "huangjingli": ("front_desk", "project_manager"),
    "wanggong": ("engineer", "site_crew"),
    "wupinkong": ("approver", "designer"),
    "linzong": ("approver", "general_manager", "law_partner"),
    "zhaozong": ("approver", "tech_reviewer", "lawyer"),
}


class Days:
    """The company, and time that passes there."""

    def __init__(self, server: ServerProcess, later: Path) -> None:
        self.server, self._later, self._moved = server, later, 0

    def pass_by(self, hours: int) -> None:
        """It is so much later, for good."""
        self._moved += hours * HOUR
        fresh = self._later.with_suffix(".new")
        fresh.write_text(str(self._moved))
        os.replace(fresh, self._later)


@contextmanager
def company_of_days(folder: Path) -> Iterator[Days]:
    """Started, with its bundles on and its people given more to do."""
    later, command = folder / "later", (sys.executable, "-m", "tests.http.later_server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LATER, str(later))
        with running(folder / "data", "--demo", "--rate-per-minute", "0", command=command) as server:
            staff = Staff(server.base_url)
            for bundle in BUNDLES:
                staff.do("admin", f"/bundles/{bundle}/apply")
            known = {one["login"]: one["id"] for one in staff.get("admin", "/users?limit=100")["items"]}
            for login, roles in MORE_TO_DO.items():
                changed = staff._client("admin").patch(f"/users/{known[login]}", json={"roles": roles})
                assert changed.is_success, changed.text
            yield Days(server, later)
