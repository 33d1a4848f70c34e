"""Chains and commitments: one changed byte shows, and erased data breaks nothing."""

import json
from pathlib import Path

import pytest

from bihuan.core.ledger import LoggedEvent, canonical, check_chain, commit_payload, event_hash, payload_matches
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("AUD-1")

LOG = json.loads((Path(__file__).parents[3] / "spec/vectors/ledger/log.json").read_text(encoding="utf-8"))
EVENTS = [
    LoggedEvent(event["stream"], event["no"], event["body"].encode(), bytes.fromhex(event["hash"]))
    for event in LOG["events"]
]


def faults(events: list[LoggedEvent]) -> list[str]:
    return [fault.code for fault in check_chain(events)]


def linked(stream: str, no: int, **fields: object) -> LoggedEvent:
    body = canonical({"v": 1, "stream": stream, "no": no, **fields})
    return LoggedEvent(stream, no, body, event_hash(body))


def test_an_honest_log_has_no_fault() -> None:
    assert faults(EVENTS) == []
    assert faults([]) == []


def test_a_changed_byte_in_a_body_shows() -> None:
    first = EVENTS[0]
    changed = LoggedEvent(first.stream, first.no, first.body.replace(b"2.5", b"9.5"), first.hash)
    assert faults([changed, *EVENTS[1:]]) == ["hash_differs"]


def test_a_changed_body_with_its_hash_made_anew_breaks_the_next_event() -> None:
    first = EVENTS[0]
    body = first.body.replace(b"2.5", b"9.5")
    forged = LoggedEvent(first.stream, first.no, body, event_hash(body))
    assert faults([forged, *EVENTS[1:]]) == ["prev_differs"]


def test_a_removed_event_shows_as_a_gap_and_a_removed_first_one_too() -> None:
    stream = [event for event in EVENTS if event.stream == EVENTS[0].stream]
    assert faults([stream[0], *stream[2:]]) == ["gap", "prev_differs"]
    assert faults(stream[1:]) == ["gap", "prev_differs"]


def test_an_event_given_another_place_shows() -> None:
    first = EVENTS[0]
    assert faults([LoggedEvent("ticket:other", 1, first.body, first.hash)]) == ["place_differs"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"no":1, "stream":"s"}', b'{"no":1,"no":1,"stream":"s"}'])
def test_a_body_that_is_not_canonical_shows(body: bytes) -> None:
    assert faults([LoggedEvent("s", 1, body, event_hash(body))]) == ["body_not_canonical"]


def test_a_body_that_is_no_object_shows() -> None:
    assert faults([LoggedEvent("s", 1, b"[]", event_hash(b"[]"))]) == ["place_differs"]


def test_a_first_event_that_claims_a_predecessor_shows() -> None:
    assert faults([linked("s", 1, prev="0" * 64)]) == ["prev_differs"]
    first = linked("s", 1)
    assert faults([first, linked("s", 2, prev=first.hash.hex())]) == []
    assert faults([first, linked("s", 2)]) == ["prev_differs"]


def test_the_hash_is_that_of_the_vectors() -> None:
    assert [event_hash(event.body).hex() for event in EVENTS] == [event["hash"] for event in LOG["events"]]


@pytest.mark.req("AUD-4")
def test_a_payload_is_bound_to_its_event_by_a_key_that_is_erased_with_it() -> None:
    commitments = {(event["stream"], event["no"]): json.loads(event["body"]).get("payload") for event in LOG["events"]}
    for payload in LOG["payloads"]:
        commitment = commitments[payload["stream"], payload["no"]]
        key, data = bytes.fromhex(payload["key"]), json.loads(payload["data"])
        assert payload_matches(commitment, key, data)
        assert not payload_matches(commitment, bytes(32), data)
        assert not payload_matches(commitment, key, {**data, "phone": "13900000000"})


@pytest.mark.req("AUD-4")
def test_a_short_key_is_refused_for_a_phone_number_is_soon_guessed() -> None:
    with pytest.raises(Refusal, match=r"ledger\.key_length"):
        commit_payload(b"short", {"phone": "13812345678"})
