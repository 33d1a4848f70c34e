"""Ties between tickets never run in a circle, and families stay small."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.links import INVERSE, KINDS, MAX_LEVELS, check_link, descends
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("INT-12", "FLW-8")


class Ties:
    """A graph of ties, kept as seen from both sides."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)

    def neighbours(self, kind: str, ticket: str) -> list[str]:
        return list(self.known[kind, ticket])

    def tie(self, ticket: str, kind: str, other: str) -> None:
        check_link(kind, ticket, other, self.neighbours)
        self.known[kind, ticket][other] = None
        self.known[INVERSE[kind], other][ticket] = None


def refused(ties: Ties, ticket: str, kind: str, other: str) -> str:
    with pytest.raises(Refusal) as found:
        ties.tie(ticket, kind, other)
    return found.value.code


def test_every_kind_has_its_other_side() -> None:
    assert all(INVERSE[INVERSE[kind]] == kind for kind in KINDS)


@pytest.mark.parametrize("kind", ["causes", "caused_by", "blocks", "blocked_by", "parent", "child"])
def test_a_directed_tie_never_runs_in_a_circle(kind: str) -> None:
    ties = Ties()
    ties.tie("A", kind, "B")
    ties.tie("B", kind, "C")
    assert refused(ties, "C", kind, "A") == "link.circle"
    assert refused(ties, "A", INVERSE[kind], "C") == "link.circle"
    assert refused(ties, "A", kind, "A") == "link.itself"


def test_relating_is_no_direction() -> None:
    ties = Ties()
    ties.tie("A", "relates", "B")
    ties.tie("B", "relates", "C")
    ties.tie("C", "relates", "A")
    assert sorted(ties.neighbours("relates", "A")) == ["B", "C"]


def test_a_ticket_has_one_parent_and_families_three_generations() -> None:
    ties = Ties()
    ties.tie("grandparent", "parent", "parent")
    ties.tie("ticket", "child", "parent")
    assert refused(ties, "ticket", "child", "other") == "link.has_parent"
    assert refused(ties, "ticket", "parent", "below") == "link.too_deep"
    assert refused(ties, "above", "parent", "grandparent") == "link.too_deep"
    ties.tie("grandparent", "parent", "uncle")
    ties.tie("parent", "parent", "sibling")


def test_an_unknown_kind_is_named_with_those_that_there_are() -> None:
    with pytest.raises(Refusal) as found:
        check_link("hates", "A", "B", Ties().neighbours)
    assert found.value.data["known"] == list(KINDS)


def test_a_walk_without_end_is_refused_instead_of_taken() -> None:
    with pytest.raises(Refusal, match="too_many"):
        descends("causes", "0", "none", lambda _kind, ticket: [str(int(ticket) + 1)])


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(KINDS), st.sampled_from("ABCDEF")), max_size=25))
def test_whatever_is_tied_the_graph_stays_without_circles(asked: list[tuple[str, str, str]]) -> None:
    ties = Ties()
    for ticket, kind, other in asked:
        try:
            ties.tie(ticket, kind, other)
        except Refusal:
            continue
    for ticket in "ABCDEF":
        assert len(ties.neighbours("child", ticket)) <= 1
        assert _height(ties, ticket) <= MAX_LEVELS
        for kind in ("causes", "blocks", "parent"):
            below = ties.neighbours(kind, ticket)
            assert not any(descends(kind, each, ticket, ties.neighbours) for each in below)


def _height(ties: Ties, ticket: str) -> int:
    return 1 + max((_height(ties, each) for each in ties.neighbours("parent", ticket)), default=0)
