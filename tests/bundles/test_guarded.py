"""Whatever somebody writes into a bundle, what comes out is a plan or a refusal in words, never a fault of ours."""

import io
import struct
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.core.values import Refusal
from bihuan.entry.bundles import from_files, from_texts, plan_bundle
from bihuan.kernel.errors import say
from bihuan.modules.bundles.interface import KINDS, packed, shipped_bundles, text_of, told_plan, yaml_files
from tests.bundles.test_reading import MAIN
from tests.bundles.world import Works, install_of
from tests.modules.company import SLUG, Company, Line

pytestmark = pytest.mark.req("ADM-2")
OCTETS = {"content-type": "application/octet-stream"}
LABEL = {"zh": "甲", "en": "A"}
# One sound piece of each kind whose commands look at types nowhere else.
PIECES: dict[str, dict[str, Any]] = {
    "roles": {"key": "own", "label": LABEL, "grants": [{"do": ["read"], "on": "ticket"}], "second_factor": False},
    "channels": {"key": "own", "label": LABEL, "active": True},
    "types": {
        **{"key": "own", "label": LABEL, "form": "own", "flow": "own", "prefix": "OWN", "default_priority": "P2"},
        **{"confidential": False, "archive_days": 30, "active": True, "heading": LABEL},
        "children": {"on_end": "warn", "synced": ["x"], "results": ["x"]},
    },
    "sla": {"key": "own", "label": LABEL, "clocks": [], "policies": [], "types": ["own"], "active": True},
    "calendars": {"key": "own", "label": LABEL, "week": {}, "official": "CN"},
    "public_forms": {
        **{"key": "own", "type": "own", "label": LABEL, "intro": LABEL, "channel": "portal", "fields": ["x"]},
        **{"prefill": {"name": "x"}, "phone_needed": True, "for_devices": False, "active": True},
    },
    "replies": {"replies": [{"category": "进度", "title": "已派单", "text": "{{number}} 已派单"}]},
    "notices": {
        **{"kind": "assigned", "enabled": True, "by": ["app"]},
        "texts": {"zh": {"title": "a", "text": "b"}, "en": {"title": "a", "text": "b"}},
    },
    "settings": {
        **{"default_calendar": "own", "double_booking": "warn"},
        "retention": {"own": {"years": 3, "duty": True}},
    },
}
ODD: tuple[Any, ...] = (
    *(None, "", 0, -1, 2**53 - 1, 1.5, True, [], {}, ["x"], [[]], [{}], [None], "x" * 25_000),
    *({"zh": 5}, {"zh": None}, {"zh": ["a"]}, {"": ""}, {"a": {"b": {}}}),
)
BITS = (
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "&a ",
    "*a",
    "!!int ",
    "!!bool ",
    "!x ",
    "\0",
    '"\\0"',
    "'",
    "|\n",
    "<<: ",
    "---\n",
)


def refused(files: dict[str, str]) -> Refusal | None:
    """The refusal of these files, if any, which tells every fault in both languages and where it is."""
    try:
        from_files({name: text.encode() for name, text in files.items()})
    except Refusal as refusal:
        assert refusal.code == "bundle.unreadable" and refusal.problems
        for problem in refusal.problems:
            assert (problem.path or "").partition(":")[0] in files
            assert all(say(problem.code, problem.data, language) != problem.code for language in ("zh", "en"))
        return refusal
    return None


@cache
def shipped() -> dict[str, str]:
    return {
        f"{folder.name}/{name}": path.read_text(encoding="utf-8")
        for folder in shipped_bundles()
        for name, path in yaml_files(folder).items()
        if path.stat().st_size < 12_000
    }


@given(st.data())
def test_real_bundles_with_anything_written_into_them_are_read_or_refused(data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(shipped())))
    text = shipped()[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + data.draw(st.sampled_from(BITS) | st.text(max_size=3))
            + text[at + data.draw(st.integers(0, 9)) :]
        )
    short = name.partition("/")[2]
    try:
        refused({"bundle.yaml": MAIN, short: text})
    except UnicodeEncodeError:
        assert not text.isascii(), "no UTF-8 has half a letter"


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a piece."""
    if path:
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()):
        yield from spots(item, (*path, key))


def changed(kind: str, path: tuple[Any, ...], odd: Any) -> dict[str, Any]:
    body = deepcopy(PIECES[kind])
    at: Any = body
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = odd
    return body


CASES = [(kind, path) for kind, body in PIECES.items() for path in spots(body)]


def files_with(kind: str, body: dict[str, Any]) -> dict[str, str]:
    name = next((item.single for item in KINDS if item.folder == kind), None) or "own"
    return {"bundle.yaml": MAIN, f"{kind}/{name}.yaml": text_of(body)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(case=st.sampled_from(CASES), odd=st.sampled_from(ODD))
def test_a_piece_with_something_odd_anywhere_is_planned_or_refused(
    company: Company, case: tuple[str, tuple[Any, ...]], odd: Any
):
    files = files_with(case[0], changed(*case, odd))
    if refused(files) is None:
        try:
            plan = plan_bundle(install_of(company), SLUG, from_texts(files), company.caller("admin"))
        except Refusal as refusal:
            assert refusal.code == "bundle.rejected" and refusal.problems
        else:
            assert list(told_plan(plan, "zh"))


@pytest.mark.parametrize(
    ("kind", "path", "odd", "code"),
    [
        ("channels", ("label", "zh"), 5, "bundle.wrong_kind"),
        ("channels", ("active",), "no", "bundle.wrong_kind"),
        ("channels", ("label", "zh"), "x" * 2_001, "bundle.text_length"),
        ("types", ("archive_days",), True, "bundle.wrong_kind"),
        ("types", ("children", "synced"), [5], "bundle.wrong_kind"),
        ("types", ("heading",), "x", "bundle.wrong_kind"),
        ("replies", ("replies", 0), "x", "bundle.wrong_kind"),
        ("replies", ("replies", 0, "text"), 5, "bundle.wrong_kind"),
        ("replies", ("replies", 0, "title"), None, "bundle.missing"),
        ("replies", ("replies",), [PIECES["replies"]["replies"][0]] * 1_001, "bundle.too_many_items"),
        ("public_forms", ("fields",), [{}], "bundle.wrong_kind"),
        ("public_forms", ("prefill",), {"name": ["x"]}, "bundle.wrong_kind"),
        ("notices", ("texts",), {"zh": "x"}, "bundle.wrong_kind"),
        ("notices", ("by",), [["app"]], "bundle.wrong_kind"),
        ("settings", ("retention", "own", "years"), [], "bundle.wrong_kind"),
        ("settings", ("retention", "own"), True, "bundle.wrong_kind"),
        ("sla", ("types",), [{}], "bundle.wrong_kind"),
        ("sla", ("active",), -5.5, "bundle.wrong_kind"),
        ("calendars", ("official",), ["CN"], "bundle.wrong_kind"),
    ],
)
def test_a_piece_is_as_the_api_would_have_it(kind: str, path: tuple[Any, ...], odd: Any, code: str):
    refusal = refused(files_with(kind, changed(kind, path, odd)))
    assert refusal is not None and refusal.problems[0].code == code


def test_what_is_null_is_left_out():
    (piece,) = from_texts(files_with("channels", changed("channels", ("active",), None))).documents
    assert "active" not in piece.body


# --- over HTTP ------------------------------------------------------------------------------------------------------


@pytest.fixture
def line(repair_works: Works) -> Iterator[Line]:
    with repair_works.company.http(by_hand=True, alone=True) as line:
        yield line


def zipped(method: int, *, lie: int | None = None, flag: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("bundle.yaml", MAIN * 20)
    content = bytearray(out.getvalue())
    at = content.index(b"PK\x01\x02")
    content[6] |= flag
    content[at + 8] |= flag
    if lie is not None:
        content[at + 24 : at + 28] = struct.pack("<I", lie)
    return bytes(content)


def torn() -> bytes:
    content = zipped(zipfile.ZIP_DEFLATED)
    at = content.index(b"bundle.yaml") + 11
    return content[:at] + b"\xff" * 8 + content[at + 8 :]


BAD_ZIPS = {
    "bzip2": zipped(zipfile.ZIP_BZIP2),
    "lzma": zipped(zipfile.ZIP_LZMA),
    "a size that is none": zipped(zipfile.ZIP_DEFLATED, lie=5),
    "encrypted": zipped(zipfile.ZIP_DEFLATED, flag=1),
    "damaged": torn(),
}
BAD_TEXTS = {
    "deep": "a: " + "[" * 100_000,
    "wide": "a: [" + "b," * 201_000,
    "a number that is none": MAIN + "format: !!int ''\n",
    "a truth that is none": MAIN + "whole: !!bool foo\n",
    "Python": MAIN + "summary: !!python/object/apply:os.system [id]\n",
    "a label that is no text": MAIN.replace("小包", "[5]"),
    "NUL": MAIN + 'summary: {zh: "\\0"}\n',
    "half a letter": MAIN + 'summary: {zh: "\\ud800"}\n',
    "no format": MAIN + "format: -1000000000000\n",
}


@pytest.mark.parametrize(("language", "way"), [("zh", "plan"), ("en", f"apply?base={'0' * 64}")])
def test_what_is_made_to_harm_is_refused_in_words(line: Line, language: str, way: str):
    headers = {**OCTETS, "accept-language": language}
    bad = {**BAD_ZIPS, **{name: packed({"bundle.yaml": text}) for name, text in BAD_TEXTS.items()}}
    for name, content in bad.items():
        answer = line("admin", "POST", f"/configuration/{way}", content=content, headers=headers)
        told = answer.json()
        assert answer.status_code == 422, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert ("配置包" in told["title"] or "压缩包" in told["title"]) == (language == "zh"), told
        assert told["code"] == ("bundle.zip_broken" if name in BAD_ZIPS else "bundle.unreadable"), name
        assert name in BAD_ZIPS or told["problems"][0]["path"].startswith("bundle.yaml"), told


def test_a_piece_with_a_wrong_type_deep_within_is_named_by_file_and_line(line: Line):
    files = files_with("settings", changed("settings", ("retention", "own", "years"), []))
    answer = line("admin", "POST", "/configuration/plan", content=packed(files), headers=OCTETS)
    assert (answer.status_code, answer.json()["problems"][0]["path"]) == (422, "settings/settings.yaml:6")
