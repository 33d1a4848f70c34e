"""Two people write into one record: whatever only one of them touched stands, and nothing is lost unasked."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.sync import merge_fields

VECTORS = json.loads((Path(__file__).parents[3] / "spec/vectors/sync/fields.json").read_text("utf-8"))["cases"]

words = st.sampled_from("abcd")
values = st.one_of(st.none(), words, st.integers(0, 3), st.lists(words, unique=True, max_size=4))
records = st.dictionaries(st.sampled_from("pqrs"), values, max_size=4)


@pytest.mark.req("COL-1", "FLD-4")
@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_server_merges_as_the_vector_says(case: dict[str, Any]):
    merged = merge_fields(case["base"], case["mine"], case["theirs"])
    assert merged.values == case["values"]
    assert [asdict(conflict) for conflict in merged.conflicts] == case["conflicts"]


@pytest.mark.req("COL-1")
@given(records, records, records)
def test_every_field_written_is_kept_left_to_the_other_or_asked_about(base, mine, theirs):
    merged = merge_fields(base, mine, theirs)
    asked = {conflict.field for conflict in merged.conflicts}
    assert asked.isdisjoint(merged.values) and asked <= mine.keys() and merged.values.keys() <= mine.keys()
    for field, wanted in mine.items():
        before, now = base.get(field), theirs.get(field)
        if field in asked:
            assert wanted not in (now, before) and now != before
        elif field not in merged.values:
            assert wanted == before
        elif not isinstance(merged.values[field], list):
            assert merged.values[field] == wanted


@pytest.mark.req("COL-1")
@given(records, records)
def test_without_a_second_writer_everything_is_written_as_it_is(base, mine):
    assert merge_fields(base, mine, base) == merge_fields({}, mine, {})
    assert merge_fields(base, mine, base).values == mine


@pytest.mark.req("COL-1")
@given(st.lists(words, unique=True), st.lists(words, unique=True), st.lists(words, unique=True))
def test_nobody_takes_out_of_a_set_what_another_put_in(base, mine, theirs):
    if mine in (base, theirs) or theirs == base:
        return
    merged = merge_fields({"t": base}, {"t": mine}, {"t": theirs}).values["t"]
    added = (set(mine) | set(theirs)) - set(base)
    taken = (set(base) - set(mine)) | (set(base) - set(theirs))
    assert set(merged) == (set(base) | added) - taken
    assert len(merged) == len(set(merged))


@pytest.mark.req("COL-1")
@given(records, records, records)
def test_what_was_merged_once_is_merged_the_same_again(base, mine, theirs):
    first = merge_fields(base, mine, theirs).values
    standing = {**theirs, **first}
    assert {**standing, **merge_fields(standing, first, standing).values} == standing
