"""A renewed certificate is shown to the next who connects; a broken one is not."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from bihuan.core.values import Refusal
from bihuan.entry.reach.local_authority import LocalAuthority
from bihuan.entry.reach.tls_context import watched_context
from bihuan.entry.reach.tls_files import TlsFiles
from tests.entry.reach.days import TODAY

pytestmark = pytest.mark.req("TEN-2", "AUD-4")


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    made = LocalAuthority(tmp_path / "data.tls")
    made.keep(("127.0.0.1",), TODAY)
    return made


@pytest.fixture
def shown(authority: LocalAuthority) -> Iterator[Callable[[], x509.Certificate]]:
    """Connects, and gives the certificate that the listening side shows."""
    context = watched_context(authority.files, look_every_s=0)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            with context.wrap_socket(raw, server_side=True):
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def look() -> x509.Certificate:
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname = False
        client.verify_mode = ssl.CERT_NONE
        with socket.create_connection(listener.getsockname()) as raw, client.wrap_socket(raw) as secure:
            return x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")

    yield look
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_who_connects_after_a_renewal_sees_the_new_one(
    authority: LocalAuthority, shown: Callable[[], x509.Certificate]
) -> None:
    before = shown()
    authority.keep(("127.0.0.1",), TODAY + timedelta(days=390))
    after = shown()
    assert after.serial_number != before.serial_number


def test_a_broken_file_changes_nothing(authority: LocalAuthority, shown: Callable[[], x509.Certificate]) -> None:
    before = shown()
    authority.files.cert.write_text("half a certi")
    assert shown() == before
    authority.files.cert.unlink()
    assert shown() == before


def test_a_start_with_a_key_of_another_certificate_is_refused(authority: LocalAuthority, tmp_path: Path) -> None:
    other = LocalAuthority(tmp_path / "other.tls")
    other.keep(("127.0.0.1",), TODAY)
    with pytest.raises(Refusal) as refused:
        watched_context(TlsFiles(authority.files.cert, other.files.key))
    assert refused.value.code == "tls.unreadable"
