"""The toy shop on each database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.shop import Shop

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """'' for SQLite, else the address of a fresh PostgreSQL database."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def new_shop(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Shop]]:
    """Makes shops on the same database (SQLite: in the folder `at`); they are closed at the end."""
    made: list[Shop] = []

    def make(at: str = "shop", **more: Any) -> Shop:
        made.append(Shop(tmp_path / at, url=database_url, **more))
        return made[-1]

    yield make
    for shop in made:
        shop.close()


@pytest.fixture
def shop(new_shop: Callable[..., Shop]) -> Shop:
    """A shop with the tenant acme."""
    return new_shop()


@pytest.fixture
def sqlite_shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop on SQLite, for what has nothing to do with the database."""
    shop = Shop(tmp_path / "shop")
    yield shop
    shop.close()
