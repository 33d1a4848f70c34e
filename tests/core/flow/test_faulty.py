"""The publish check finds every fault that was drawn on purpose, at its step, in words, and finds no other."""

from collections import Counter

import pytest

from bihuan.core.flow import check_flow
from bihuan.core.flow.check_words import TEXTS
from tests.core.flow.drawing import SCHEMA
from tests.core.flow.faulty import FAULTY, TYPES, Faulty

ROLES = frozenset({"lead", "admin", "engineer", "dispatcher"})
# How drawings of tests differ from flows for people: nobody minds.
HARMLESS = {"flow.many_stages", "flow.unused_stage"}
# Faults that are two at once: rounds that all end leave what follows unreached, and nobody's form has sixteen fields.
RELATED: dict[str, set[str]] = {
    "flow.unreachable": {"flow.never_repeats"},
    "flow.never_repeats": {"flow.unreachable"},
    "flow.many_required": {"flow.field_unknown"},
}


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize("faulty", FAULTY, ids=[one.name for one in FAULTY])
def test_every_fault_is_found_at_its_step_with_what_to_do(faulty: Faulty):
    found = {(one.step, one.code): one for one in check_flow(faulty.written, SCHEMA, ROLES, TYPES)}
    finding = found.get((faulty.step, faulty.code))
    assert finding is not None, sorted(map(str, found))
    assert finding.severity == faulty.severity
    zh, en = TEXTS[finding.code]
    # Words that say what is wrong, and after them what to do.
    assert finding.text["zh"] and finding.text["en"]
    assert any(mark in zh for mark in "，；：、。") and any(mark in en for mark in ",;:.")
    if faulty.step is not None and "{name}" in zh:
        assert faulty.step in finding.text["zh"]


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize("faulty", FAULTY, ids=[one.name for one in FAULTY])
def test_a_fault_raises_no_alarm_about_anything_else(faulty: Faulty):
    others = {
        one.code for one in check_flow(faulty.written, SCHEMA, ROLES, TYPES) if one.code not in HARMLESS | {faulty.code}
    }
    assert others <= RELATED.get(faulty.code, set())


def test_the_faulty_flows_are_of_every_class_that_the_check_knows():
    """What reading itself refuses has its own tests (test_definition); all else stands here at least once."""
    assert len(FAULTY) >= 60
    assert max(Counter(one.name for one in FAULTY).values()) == 1
    sense = list(TEXTS)[list(TEXTS).index("flow.unreachable") :]
    assert set(sense) <= {one.code for one in FAULTY}, set(sense) - {one.code for one in FAULTY}
