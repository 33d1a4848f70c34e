"""Checkpoints and proofs over HTTP, and the record of looks."""

import pytest

from bihuan.core import ledger
from bihuan.core.values import Kind
from bihuan.kernel import sequencer
from bihuan.modules.audit.messages import RecordAccess
from tests.modules.company import Company


def sign(company: Company) -> None:
    now = company.clock.now()
    while company.tenant.writer.call(sequencer.number_events):
        pass
    company.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, company.tenant.info, now))


@pytest.mark.req("AUD-1")
def test_an_event_is_proven_against_the_signed_checkpoint(company: Company) -> None:
    sign(company)
    # By hand: no newer checkpoint is signed between one question and the next.
    with company.http(by_hand=True) as line:
        checkpoint = line("auditor", "GET", "/ledger/checkpoint").json()
        stream = f"user:{company.people['engineer']}"
        proof = line("auditor", "GET", f"/ledger/proof/{stream}%231").json()
        assert proof["event"] == f"{stream}#1" and proof["size"] <= checkpoint["size"] + 10
        leaf = ledger.leaf_hash(bytes.fromhex(proof["hash"]))
        path = tuple(bytes.fromhex(step) for step in proof["path"])
        root = bytes.fromhex(line("auditor", "GET", "/ledger/checkpoint").json()["root"])
        assert ledger.verify_inclusion(leaf, proof["leaf"], proof["size"], path, root)
        by_leaf = line("auditor", "GET", f"/ledger/proof/{proof['leaf']}").json()
        assert by_leaf["event"] == proof["event"]
        key = line(None, "GET", "/ledger/public-key").json()
        assert key["algorithm"] == "Ed25519" and len(key["key"]) == 64


@pytest.mark.req("AUD-3")
def test_the_ledger_is_for_those_who_may_read_it(company: Company) -> None:
    sign(company)
    with company.http() as line:
        assert line("engineer", "GET", "/ledger/checkpoint").status_code == 404
        assert line(None, "GET", "/ledger/proof/0").status_code == 401
        assert line("auditor", "GET", "/ledger/proof/nothing%231").json()["code"] == "ledger.no_event"
        assert line("auditor", "GET", "/ledger/proof/999999999999").json()["code"] == "ledger.no_event"
        assert line("auditor", "GET", "/ledger/proof/what").json()["code"] == "ledger.event_name_invalid"


@pytest.mark.req("AUD-4")
def test_a_look_is_recorded_about_oneself_only(company: Company) -> None:
    engineer = company.people["engineer"]
    seen = RecordAccess("confidential_view", engineer, "ticket", "ticket-1")
    assert company.send("engineer", seen).events[0].stream == f"access:{engineer}"
    assert company.refusal("other_engineer", seen).kind is Kind.FORBIDDEN
    assert company.refusal("engineer", RecordAccess("export")).kind is Kind.FORBIDDEN
    assert company.refusal("engineer", RecordAccess("daydream", engineer)).code == "audit.fact_unknown"
