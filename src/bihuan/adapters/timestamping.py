"""Time stamps by RFC 3161: somebody else signs what existed by when, without learning more of it than a hash."""

from datetime import UTC

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bihuan.adapters.answers import check_status
from bihuan.adapters.outbound import Outbound
from bihuan.core.values import Instant
from bihuan.kernel.ports import Account, RefusedForGoodError, Stamp, TryAgainError

_CERTIFICATES = 0xA0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimeStamper:
    """Asks a time-stamp authority (settings: `url`; `roots`: PEM of those whom its certificate must come from)."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def stamp(self, account: Account, content: bytes, now: Instant) -> Stamp:
        """See kernel.ports.Stamper. What the authority answers is checked before it is believed."""
        builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
        request = builder.build()
        url, headers = str(account.settings.get("url", "")), {"Content-Type": _QUERY, "Accept": _REPLY}
        answer = self._outbound.post(url, headers, request.as_bytes())
        check_status(answer, now)
        response = _read(answer.body)
        _check(response, _digest(content), request.nonce, str(account.settings.get("roots") or ""))
        found = response.tst_info
        at = int(found.gen_time.replace(tzinfo=found.gen_time.tzinfo or UTC).timestamp() * 1000)
        return Stamp(answer.body, at, str(found.serial_number))


def _digest(content: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(content)
    return digest.finalize()


def _read(body: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(_in_order(body))
    except (ValueError, IndexError) as error:
        raise TryAgainError("delivery.not_understood", "no RFC 3161 response") from error
    if PKIStatus(response.status) != PKIStatus.GRANTED:
        raise RefusedForGoodError("delivery.rejected", ", ".join(response.status_string) or f"{response.status}")
    return response


def _in_order(body: bytes) -> bytes:
    """The response with its certificates in the order of DER: authorities write them as they come, and the reader
    is strict. No signature covers their order."""
    status_and_token = _parts(body, *_within(body, 0))
    if len(status_and_token) < 2:
        return body
    content = _parts(body, *_within(body, status_and_token[1]))[1]
    signed_data = _within(body, _within(body, content)[0])
    certificates = next((at for at in _parts(body, *signed_data) if body[at] == _CERTIFICATES), None)
    if certificates is None:
        return body
    start, end = _within(body, certificates)
    each = sorted(body[at : _within(body, at)[1]] for at in _parts(body, start, end))
    return body[:start] + b"".join(each) + body[end:]


def _within(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER value at `at` begins and ends. Raises ValueError."""
    size, start = data[at + 1], at + 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[at + 2 : start], "big")
    if start + size > len(data):
        raise ValueError("cut short")
    return start, start + size


def _parts(data: bytes, start: int, end: int) -> list[int]:
    """Where the values inside a constructed one begin."""
    found = []
    while start < end:
        found.append(start)
        start = _within(data, start)[1]
    return found


def _check(response: TimeStampResponse, digest: bytes, nonce: int | None, roots: str) -> None:
    """That it is about this very content and request; with `roots`, also that it was signed by one of theirs."""
    found = response.tst_info
    if found.message_imprint.message != digest or found.nonce != nonce:
        raise RefusedForGoodError("delivery.rejected", "stamped something else")
    if not roots.strip():
        return
    builder = VerifierBuilder(nonce=nonce, roots=x509.load_pem_x509_certificates(roots.encode()))
    try:
        builder.build().verify(response, digest)
    except VerificationError as error:
        raise RefusedForGoodError("delivery.certificate", str(error)) from error
