"""What everybody opens all day, seen by axe before every commit; test_look walks every page, size and look."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Person
from tests.browser.eyes import barriers, settle
from tests.browser.test_look import CONSOLE, PORTAL, WORK, enter, things

__all__ = ["things"]  # the fixture that fills the addresses
DESK = ("pool", "ticket", "new", "tasks")
PHONE = ("work-tasks", "portal-report", "portal-ticket")


@pytest.mark.req("ADM-6")
@pytest.mark.parametrize(("size", "names"), [("desk", DESK), ("phone", PHONE)])
def test_nobody_is_shut_out_by_what_is_opened_all_day(
    size: str, names: tuple[str, ...], person: Callable[..., Person], things: dict[str, str]
) -> None:
    someone = person(size)
    views = {view.name: view for view in (*CONSOLE, *WORK, *PORTAL)}
    found = []
    for name in names:
        enter(someone, views[name].login)
        someone.open(views[name].path.format(**things))
        settle(someone.page)
        found += [f"{name}: {fault}" for fault in barriers(someone.page)]
    assert not found, "\n".join(found)
