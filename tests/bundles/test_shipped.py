"""Every bundle that ships: it stands on its own, it gets on with the others, and the code knows none of them."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bihuan.entry.bundles import apply_bundle, shipped_for, switch_off
from bihuan.modules.bundles.interface import read_bundle, shipped_bundles
from bihuan.modules.bundles.messages import Bundle
from bihuan.modules.flows import interface as flows
from bihuan.modules.flows.tables import flow_version
from tests.bundles.world import SHIPPED, install_of
from tests.modules.company import SLUG, Company

pytestmark = pytest.mark.req("ADM-1", "ADM-2")
SOURCE = Path(__file__).parents[2] / "src"
NAMES = [folder.name for folder in shipped_bundles()]


def bundle(name: str) -> Bundle:
    return read_bundle(SHIPPED / name)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_applied_to_an_empty_company_and_twice_changes_nothing(company: Company, name: str):
    install = install_of(company)
    assert apply_bundle(install, SLUG, bundle(name))["changed"]
    assert apply_bundle(install, SLUG, bundle(name))["changed"] == []


@pytest.mark.req("FLW-9")
@pytest.mark.parametrize("name", NAMES)
def test_the_publish_check_finds_nothing_at_all_in_any_of_them(company: Company, name: str):
    apply_bundle(install_of(company), SLUG, bundle(name))
    checked = company.read(lambda tx: tx.all(flow_version))
    assert {row["flow"] for row in checked} >= {flow.body["key"] for flow in bundle(name).flows}
    assert not [(row["flow"], finding["code"]) for row in checked for finding in row["findings"]]


def test_what_two_bundles_share_they_write_alike():
    """Applied one after the other, none changes what the other brought."""
    written: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for name in NAMES:
        for item in bundle(name).documents:
            if item.kind in ("roles", "forms", "flows", "types", "calendars", "channels"):
                written[item.kind, str(item.body.get("form" if item.kind == "forms" else "key"))].append(item.body)
    assert not [key for key, bodies in written.items() if any(body != bodies[0] for body in bodies)]
    prefixes = [body["prefix"] for (part, _), bodies in written.items() if part == "types" for body in bodies[:1]]
    assert len(prefixes) == len(set(prefixes))


def test_everybody_reads_what_a_bundle_is_for_in_both_languages():
    for name in NAMES:
        told = bundle(name).main.body
        assert {"zh", "en"} <= told["summary"].keys() and len(told["summary"]["zh"]) <= 80, name


def test_no_key_of_any_bundle_occurs_in_the_code():
    keys = {name for name in NAMES if "_" in name}
    for name in NAMES:
        keys |= {item.body["key"] for item in (*bundle(name).flows, *bundle(name).types) if "_" in item.body["key"]}
    assert all(re.fullmatch(r"\w+", key) for key in keys)
    files = [path for path in SOURCE.rglob("*") if path.suffix in (".py", ".json", ".yaml")]
    words = {path: set(re.findall(r"\w+", path.read_text())) for path in files}
    assert not [f"{path}: {found}" for path in files if (found := keys & words[path])]


def test_switched_off_its_types_rest_as_the_company_had_them(company: Company):
    install = install_of(company)
    for name in ("school", "decoration"):
        apply_bundle(install, SLUG, bundle(name))
    switch_off(install, SLUG, "school", company.caller("admin"))
    rest = {kind.key for kind in company.read(flows.ticket_types) if not kind.active}
    assert rest == {"tuition_refund", "scholarship", "pupil_leave"}
    states = {one["key"]: (one["state"], one["known"]) for one in shipped_for(install, SLUG)}
    assert (states["school"], states["decoration"], states["law_firm"]) == (("off", True), ("on", True), ("off", False))
