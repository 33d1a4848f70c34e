"""Certificates from a public authority by ACME (RFC 8555), proven by a file that the plain door shows (http-01).

The library speaks the protocol; here is only what is kept between two runs and when it is asked.
"""

from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from acme import challenges, client, errors, messages
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from josepy.jwk import JWKRSA

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal
from bihuan.entry.reach.tls_files import TlsFiles, write_whole

# What RFC 8555's authorities recommend: a third of ninety days.
_RENEW_BEFORE = timedelta(days=30)
_ACCOUNT_BITS = 2048
_AGENT = "bihuan"


@dataclass(frozen=True, slots=True)
class AcmeAuthority:
    """Keeps the account's key and the server's pair in `folder`; `shown` is what the plain door answers by token."""

    folder: Path
    directory: str
    email: str
    shown: MutableMapping[str, str]

    @property
    def files(self) -> TlsFiles:
        """The pair that the server shows."""
        return TlsFiles(self.folder / "server.crt", self.folder / "server.key")

    def is_due(self, names: tuple[str, ...], now: datetime) -> bool:
        """Whether a certificate of this authority is missing, about to end, or for other names."""
        note = self.folder / "acme.names"
        if not self.files.exist() or not note.is_file() or note.read_text() != ",".join(names):
            return True
        leaf = x509.load_pem_x509_certificate(self.files.cert.read_bytes())
        return leaf.not_valid_after_utc < now + _RENEW_BEFORE

    def obtain(self, names: tuple[str, ...]) -> None:
        """Prove the names and write the pair. Refuses `tls.acme_failed` with what the authority said."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            chain = self._order(_request(names, key))
        except (errors.Error, messages.Error, OSError, ValueError) as error:
            raise Refusal("tls.acme_failed", reason=_said(error)) from error
        # A reader between the two writes finds a pair that does not fit and keeps the one it has.
        write_whole(self.files.key, _pem(key), secret=True)
        write_whole(self.files.cert, chain.encode())
        write_whole(self.folder / "acme.names", ",".join(names).encode())

    def _order(self, request: bytes) -> str:
        talk, account = self._account()
        order = talk.new_order(request)
        tokens = [self._answer(talk, authorization, account) for authorization in order.authorizations]
        try:
            return str(talk.poll_and_finalize(order).fullchain_pem)  # waits a minute and a half at most
        finally:
            for token in tokens:
                self.shown.pop(token, None)

    def _account(self) -> tuple[client.ClientV2, JWKRSA]:
        key = JWKRSA(key=_kept_key(self.folder / "acme.key"))
        net = client.ClientNetwork(key, user_agent=_AGENT)
        talk = client.ClientV2(client.ClientV2.get_directory(self.directory, net), net)
        wanted = messages.NewRegistration.from_data(email=self.email or None, terms_of_service_agreed=True)
        try:
            talk.new_account(wanted)
        except errors.ConflictError as known:
            net.account = messages.RegistrationResource(uri=known.location, body=messages.Registration())
            net.account = talk.query_registration(net.account)
        return talk, key

    def _answer(self, talk: client.ClientV2, authorization: Any, key: JWKRSA) -> str:
        for offered in authorization.body.challenges:
            if isinstance(offered.chall, challenges.HTTP01):
                response, validation = offered.response_and_validation(key)
                token = str(offered.chall.encode("token"))
                self.shown[token] = validation
                talk.answer_challenge(offered, response)
                return token
        raise ValueError(f"no http-01 for {authorization.body.identifier.value}")


def renewer(authority: AcmeAuthority, names: tuple[str, ...]) -> Callable[[datetime], bool]:
    """What a keeper calls from time to time: obtains what is due; whether it did."""

    def renew(now: datetime) -> bool:
        if not authority.is_due(names, now):
            return False
        authority.obtain(names)
        return True

    return renew


def _request(names: tuple[str, ...], key: ec.EllipticCurvePrivateKey) -> bytes:
    shown = x509.SubjectAlternativeName([x509.DNSName(name.encode("idna").decode()) for name in names])
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(shown, critical=False)
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _kept_key(path: Path) -> rsa.RSAPrivateKey:
    if path.is_file():
        kept = serialization.load_pem_private_key(path.read_bytes(), None)
        if isinstance(kept, rsa.RSAPrivateKey):
            return kept
    made = rsa.generate_private_key(public_exponent=65537, key_size=_ACCOUNT_BITS)
    write_whole(path, _pem(made), secret=True)
    return made


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _said(error: Exception) -> str:
    """What went wrong in a line; of a failed proof, what the authority saw."""
    told: list[str] = []
    for authorization in getattr(error, "failed_authzrs", ()):
        with suppress(AttributeError):
            told += [str(item.error.detail) for item in authorization.body.challenges if item.error]
    return ("; ".join(told) or str(error) or type(error).__name__).splitlines()[0][:300]
