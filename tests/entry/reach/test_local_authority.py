"""An authority of the install's own: phones trust it once, and it is good for nothing but the company's own network."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification

from bihuan.entry.reach import local_authority
from bihuan.entry.reach.local_authority import LocalAuthority
from tests.entry.reach.days import TODAY

pytestmark = pytest.mark.req("TEN-2", "AUD-4")

NAMES = ("192.168.1.20", "bihuan.local")


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    made = LocalAuthority(tmp_path / "data.tls")
    assert made.keep(NAMES, TODAY)
    return made


def leaf_of(authority: LocalAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificates(authority.files.cert.read_bytes())[0]


def root_of(authority: LocalAuthority) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.certificate.read_bytes())


def check(authority: LocalAuthority, leaf: x509.Certificate, name: str) -> None:
    """As a browser does that trusts the authority. Raises where a browser would warn."""
    store = verification.Store([root_of(authority)])
    builder = verification.PolicyBuilder().store(store).time(TODAY)
    builder.build_server_verifier(x509.DNSName(name)).verify(leaf, [])


def test_a_phone_that_trusts_the_authority_trusts_the_server(authority: LocalAuthority) -> None:
    check(authority, leaf_of(authority), "bihuan.local")
    shown = leaf_of(authority).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(address) for address in shown.get_values_for_type(x509.IPAddress)] == ["192.168.1.20"]


def test_a_stolen_authority_cannot_pretend_to_be_a_bank(authority: LocalAuthority) -> None:
    stolen = serialization.load_pem_private_key((authority.folder / "ca.key").read_bytes(), None)
    assert isinstance(stolen, ec.EllipticCurvePrivateKey)
    forged = local_authority._leaf(("bank.example",), stolen.public_key(), (root_of(authority), stolen), TODAY)
    with pytest.raises(verification.VerificationError):
        check(authority, forged, "bank.example")


def test_a_name_that_was_set_is_allowed_too(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path / "data.tls")
    authority.keep(("desk.factory.example", "203.0.113.7"), TODAY)
    check(authority, leaf_of(authority), "desk.factory.example")


def test_keys_are_for_their_owner_alone(authority: LocalAuthority) -> None:
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((authority.folder / name).stat().st_mode) == 0o600


def test_nothing_is_made_anew_while_it_is_good(authority: LocalAuthority) -> None:
    before = leaf_of(authority)
    assert not authority.keep(NAMES, TODAY + timedelta(days=300))
    assert leaf_of(authority) == before


def test_a_month_before_its_end_the_certificate_is_renewed_and_phones_notice_nothing(authority: LocalAuthority) -> None:
    root, before = root_of(authority), leaf_of(authority)
    assert authority.keep(NAMES, before.not_valid_after_utc - timedelta(days=29))
    assert root_of(authority) == root
    assert leaf_of(authority).not_valid_after_utc > before.not_valid_after_utc


def test_a_new_address_of_the_machine_needs_no_new_trust(authority: LocalAuthority) -> None:
    root = root_of(authority)
    assert authority.keep((*NAMES, "192.168.1.77"), TODAY)
    assert root_of(authority) == root


def test_browsers_accept_how_long_it_lives(authority: LocalAuthority) -> None:
    leaf = leaf_of(authority)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=398)
    assert leaf.signature_hash_algorithm is not None
    assert leaf.signature_hash_algorithm.name == hashes.SHA256.name
