"""An authority of this install's own, for networks without a public name: phones trust it once, then all is quiet.

Its reach is limited by name constraints (RFC 5280 §4.2.1.10): whoever stole it could pretend to be machines of private
networks and the names that were set, not a bank. Leaves live 397 days, what browsers accept at most.
"""

import ipaddress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bihuan.core.late import dataclass
from bihuan.entry.reach.tls_files import TlsFiles, write_whole

_CA_LIFE = timedelta(days=3650)
_LEAF_LIFE = timedelta(days=397)
_RENEW_BEFORE = timedelta(days=30)
# A phone's clock may be behind.
_EARLIER = timedelta(days=1)
_PRIVATE_NETS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7", "::1/128")
_PRIVATE_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """Keeps `ca.crt`, `ca.key` and the server's pair in `folder`."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """What a phone installs, PEM."""
        return self.folder / "ca.crt"

    @property
    def files(self) -> TlsFiles:
        """The pair that the server shows."""
        return TlsFiles(self.folder / "server.crt", self.folder / "server.key")

    def keep(self, names: tuple[str, ...], now: datetime) -> bool:
        """Make what is missing, about to end, or made for other names; whether the pair was written anew.

        `names` are host names and addresses. The authority itself stays while it covers them: phones know it.
        """
        authority = self._authority(names, now)
        if self.files.exist() and _is_good(self.files.cert, authority[0], names, now):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _leaf(names, key.public_key(), authority, now)
        write_whole(self.files.key, _key_pem(key), secret=True)
        write_whole(self.files.cert, _pem(leaf) + _pem(authority[0]))
        return True

    def _authority(self, names: tuple[str, ...], now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key_file = self.folder / "ca.key"
        if self.certificate.is_file() and key_file.is_file():
            certificate = x509.load_pem_x509_certificate(self.certificate.read_bytes())
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            lasts = certificate.not_valid_after_utc > now + _LEAF_LIFE
            if lasts and isinstance(key, ec.EllipticCurvePrivateKey) and _covers(certificate, names):
                return certificate, key
        made = ec.generate_private_key(ec.SECP256R1())
        certificate = _root(names, made, now)
        write_whole(key_file, _key_pem(made), secret=True)
        write_whole(self.certificate, _pem(certificate))
        return certificate, made


def fingerprint(certificate: Path) -> str:
    """SHA-256 of the certificate as phones show it: pairs of hex digits."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()


def as_der(certificate: Path) -> bytes:
    """The certificate in the form that phones take as a download."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).public_bytes(serialization.Encoding.DER)


# --- certificates -------------------------------------------------------------------------------------------


def _root(names: tuple[str, ...], key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = _name(f"Bihuan {now:%Y-%m-%d} 本地证书 local authority")
    return (
        _builder(name, name, key.public_key(), now, _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    names: tuple[str, ...],
    public: ec.EllipticCurvePublicKey,
    authority: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
    now: datetime,
) -> x509.Certificate:
    root, signer = authority
    return (
        _builder(_name(f"Bihuan {names[0]}"[:64]), root.subject, public, now, _LEAF_LIFE)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)  # type: ignore[arg-type]
        .sign(signer, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now - _EARLIER + life)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good(path: Path, root: x509.Certificate, names: tuple[str, ...], now: datetime) -> bool:
    leaf = x509.load_pem_x509_certificate(path.read_bytes())
    if leaf.issuer != root.subject or leaf.not_valid_after_utc < now + _RENEW_BEFORE:
        return False
    shown = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {_general(name) for name in names} <= set(shown)


# --- names --------------------------------------------------------------------------------------------------


def _permitted(names: tuple[str, ...]) -> list[x509.GeneralName]:
    nets: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_network(net)) for net in _PRIVATE_NETS]
    domains: list[x509.GeneralName] = [x509.DNSName(name) for name in _PRIVATE_NAMES]
    return nets + domains + [_constraint(name) for name in names if not _is_private(name)]


def _covers(root: x509.Certificate, names: tuple[str, ...]) -> bool:
    permitted = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return all(_is_private(name) or _constraint(name) in permitted for name in names)


def _is_private(name: str) -> bool:
    general = _general(name)
    if isinstance(general, x509.IPAddress):
        nets = (ipaddress.ip_network(net) for net in _PRIVATE_NETS)
        return any(general.value in net for net in nets)
    return any(name == domain or name.endswith("." + domain) for domain in _PRIVATE_NAMES)


def _constraint(name: str) -> x509.GeneralName:
    general = _general(name)
    return x509.IPAddress(ipaddress.ip_network(name)) if isinstance(general, x509.IPAddress) else general


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
