"""Where a request may go that an administrator of a tenant asked for: not into our own network."""

import socket

import pytest

from bihuan.adapters import Outbound, WeComRobot, carriers
from bihuan.kernel.ports import Account, Letter, RefusedForGoodError, TryAgainError
from tests.adapters.providers import provider, wecom

pytestmark = pytest.mark.req("COL-2.server")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[2002:7f00:1::]/x",
        "https://10.1.2.3/x",
        "https://192.168.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://0.0.0.0/x",
        "https://224.0.0.1/x",
        "http://8.8.8.8/x",
        "ftp://8.8.8.8/x",
        "https://user:pass@8.8.8.8/x",
        "https:///x",
        "not an address",
    ],
)
def test_an_address_that_is_not_public_and_https_is_refused_for_good(url: str) -> None:
    with pytest.raises(RefusedForGoodError, match=r"delivery\.address_denied"):
        Outbound().post(url, {}, b"")


def test_a_name_is_judged_by_where_it_leads_and_reached_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    with provider(wecom) as there:
        port = there.url.rpartition(":")[2]
        # From here on names are resolved once, by us: httpx connects to the address that was judged.
        monkeypatch.setattr("bihuan.adapters.outbound.socket.getaddrinfo", resolve)
        account = Account({}, {"url": f"http://robots.example:{port}/?key=good"})
        with pytest.raises(RefusedForGoodError, match=r"address_denied: robots\.example"):
            WeComRobot(Outbound()).carry(account, Letter(id="n", title="t", text="x"), 0)
        monkeypatch.undo()
    assert asked == ["robots.example"] and there.requests == []


def test_the_operator_may_allow_names_addresses_and_networks() -> None:
    for allowed in ("127.0.0.1", "10.0.0.0/8, 127.0.0.0/8", "localhost"):
        with provider(wecom) as there:
            url = there.url.replace("127.0.0.1", "localhost" if allowed == "localhost" else "127.0.0.1")
            WeComRobot(Outbound(allowed)).carry(
                Account({}, {"url": f"{url}/?key=good"}), Letter(id="n", title="t", text="x"), 0
            )
            assert there.requests[0].headers["host"].startswith(("127.0.0.1", "localhost"))


def test_nobody_there_is_a_reason_to_try_again_and_no_secret_stands_in_the_error() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    account = Account({}, {"url": f"http://127.0.0.1:{port}/?key=s3cret"})
    with pytest.raises(TryAgainError, match=r"delivery\.unreachable") as raised:
        WeComRobot(Outbound("127.0.0.1")).carry(account, Letter(id="n", title="t", text="x"), 0)
    assert "s3cret" not in str(raised.value) and "s3cret" not in repr(account)


def test_every_kind_of_channel_has_its_carrier() -> None:
    from bihuan.modules.notifications.interface import KINDS

    assert KINDS.keys() <= carriers("").keys()
