"""Where a request may go that an administrator of a tenant asked for: not into our own network."""

import ipaddress
import socket

import pytest

from bihuan.adapters import Outbound, WeComRobot, carriers
from bihuan.adapters.reach import Allowed, is_public
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
        "https://[2002:a01:203::1]/x",
        "https://[64:ff9b::10.0.0.1]/x",
        "https://[64:ff9b::a9fe:a9fe]/x",
        "https://[64:ff9b:1::1]/x",
        "https://[fec0::1]/x",
        "https://[::10.0.0.1]/x",
        "https://[::8.8.8.8]/x",
        "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/x",
        "https://[::ffff:192.168.0.1]/x",
        "https://[fc00::1]/x",
        "https://[fe80::1]/x",
        "https://[ff02::1]/x",
        "https://[2001:db8::1]/x",
        "https://[3fff::1]/x",
        "https://[5f00::1]/x",
        "https://192.0.0.8/x",
        "https://192.0.0.171/x",
        "https://192.88.99.1/x",
        "https://100.64.0.1/x",
        "https://198.18.0.1/x",
        "https://240.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
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
        "https://8.8.8.8:99999/x",
        "https://8.8.8.8:0/x",
        "https://8.8.8.8:x/",
        "https://a..b/x",
        "https://[::1/x",
        "https://8.8.8.8/a\r\nX: y",
        "https://8.8.8.8\\@127.0.0.1/",
    ],
)
def test_an_address_that_is_not_public_and_https_is_refused_for_good(url: str) -> None:
    with pytest.raises(RefusedForGoodError, match=r"delivery\.address_denied"):
        Outbound().post(url, {}, b"")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("192.0.1.1", True),
        ("2400:3200::1", True),
        ("::ffff:8.8.8.8", True),
        # Who has IPv6 only reaches the old world through NAT64.
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("64:ff9b::7f00:1", False),
        ("2002:c0a8:1::1", False),
    ],
)
def test_an_address_is_judged_by_where_it_leads_in_the_end(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_what_the_operator_allowed_holds_for_the_clothes_of_ipv6_too() -> None:
    allowed = Allowed.read("10.0.0.0/8, fc00::/7, mail.lan:1025, [::1]:2500, robots.lan")
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fc00::1"):
        assert allowed.has_address(ipaddress.ip_address(address)), address
    for address in ("192.168.0.1", "::ffff:192.168.0.1", "fe80::1", "::10.1.2.3"):
        assert not allowed.has_address(ipaddress.ip_address(address)), address
    assert allowed.has_place("mail.lan", 1025) and not allowed.has_place("mail.lan", 1026)
    assert allowed.has_place("::1", 2500)
    assert allowed.has_host("robots.lan", 1) and not allowed.has_place("robots.lan", 1)


def test_a_place_that_was_allowed_is_that_port_only() -> None:
    with provider(wecom) as there:
        host, port = "127.0.0.1", int(there.url.rpartition(":")[2])
        for allowed, good in ((f"{host}:{port}", True), (f"{host}:{port + 1}", False)):
            way = WeComRobot(Outbound(allowed))
            account, letter = Account({}, {"url": f"{there.url}/?key=good"}), Letter(id="n", title="t", text="x")
            if good:
                way.carry(account, letter, 0)
                continue
            with pytest.raises(RefusedForGoodError, match=r"delivery\.address_denied"):
                way.carry(account, letter, 0)
    assert len(there.requests) == 1


def test_international_names_and_paths_are_sent_as_servers_know_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    with provider(lambda _: (200, {}, {})) as there:
        port = there.url.rpartition(":")[2]
        monkeypatch.setattr("bihuan.adapters.outbound.socket.getaddrinfo", resolve)
        Outbound("127.0.0.1").post(f"http://例子.中国:{port}/钩子/a%20b?名=值&x=1", {}, b"{}")
        monkeypatch.undo()
    assert asked == ["xn--fsqu00a.xn--fiqs8s"]
    assert there.requests[0].headers["host"] == f"{asked[0]}:{port}"
    assert there.requests[0].path == "/%E9%92%A9%E5%AD%90/a%20b?%E5%90%8D=%E5%80%BC&x=1"


def test_a_name_is_resolved_once_and_that_address_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again a moment later the name would lead somewhere else."""
    answers = ["127.0.0.1", "127.0.0.2"]

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), 0))]

    with provider(wecom) as there:
        port = there.url.rpartition(":")[2]
        monkeypatch.setattr("bihuan.adapters.outbound.socket.getaddrinfo", resolve)
        account = Account({}, {"url": f"http://robots.example:{port}/?key=good"})
        WeComRobot(Outbound("127.0.0.1/32")).carry(account, Letter(id="n", title="t", text="x"), 0)
        monkeypatch.undo()
    assert answers == ["127.0.0.2"] and there.requests[0].headers["host"] == f"robots.example:{port}"


def test_a_name_is_judged_by_where_it_leads_and_reached_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    with provider(wecom) as there:
        port = there.url.rpartition(":")[2]
        # From here on names are resolved once, by us: connected is to the address that was judged.
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
