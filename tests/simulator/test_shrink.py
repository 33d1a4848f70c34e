"""What is left of a list that fails is as short as it can be."""

import pytest

from tests.simulator.shrink import shrink

pytestmark = pytest.mark.req("AUD-1")


def test_what_is_left_is_just_what_it_takes() -> None:
    assert shrink(range(200), lambda some: {3, 77, 150} <= set(some)) == [3, 77, 150]


def test_after_so_many_tries_the_shortest_that_was_found_is_given() -> None:
    tried = []

    def fails(some: object) -> bool:
        tried.append(some)
        return True

    assert len(shrink(range(1000), fails, most=3)) == 125
    assert len(tried) == 3
