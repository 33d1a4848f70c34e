"""A tenant is one database, one file root, one key: made, closed, moved and destroyed as one thing (TEN-1, TEN-3)."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.core.values import Kind, Refusal
from bihuan.kernel import backup, sequencer
from bihuan.kernel import keys as key_tools
from bihuan.kernel.owner import OwnerLock
from bihuan.kernel.tables import event, payload
from bihuan.kernel.tenants import Tenants
from tests.kernel import shop as toy
from tests.kernel.shop import OpenBox, PutIn, Shop, box, label_count

pytestmark = pytest.mark.req("TEN-1")


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def fill(shop: Shop, boxes: int = 12) -> None:
    for n in range(boxes):
        shop.send(OpenBox(f"b{n}", f"电机 {n} 号 👷"), n)
        shop.send(PutIn(f"b{n}", n + 1), f"p{n}")
    shop.tenant.writer.call(sequencer.number_events)
    shop.tenant.writer.call(lambda tx: sequencer.sign_checkpoint(tx, shop.tenant.info, 1))
    shop.tenant.files.joinpath("ab").mkdir()
    shop.tenant.files.joinpath("ab", "abcd").write_bytes(os.urandom(3_000))


# --- create, suspend, resume, erase -------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["", "A", "a", "-ab", "ab-", "1ab", "ab_c", "a" * 41, "苏州", "a b", "../ab"])
def test_a_slug_that_could_be_misread_is_refused(sqlite_shop: Shop, slug: str) -> None:
    assert code_of(lambda: sqlite_shop.tenants.create(slug, "x")) == "tenant.slug_invalid"


def test_a_taken_slug_is_refused(sqlite_shop: Shop) -> None:
    assert code_of(lambda: sqlite_shop.tenants.create("acme", "x")) == "tenant.exists"


def test_an_unknown_tenant_is_not_found(sqlite_shop: Shop) -> None:
    with pytest.raises(Refusal) as caught:
        sqlite_shop.tenants.get("nobody")
    assert (caught.value.code, caught.value.kind) == ("tenant.unknown", Kind.NOT_FOUND)


def test_a_suspended_tenant_serves_nobody_and_keeps_everything(shop: Shop) -> None:
    fill(shop)
    shop.tenants.suspend("acme")
    assert code_of(lambda: shop.tenants.get("acme")) == "tenant.suspended"
    assert code_of(lambda: shop.bus.send("acme", toy.envelope(PutIn("b1", 1), "late"))) == "tenant.suspended"
    shop.tenants.resume("acme")
    assert shop.box("b1")["total"] == 2
    assert [row.state for row in shop.tenants.rows()] == ["active"]


def test_an_erased_tenant_leaves_neither_rows_nor_files_nor_keys(shop: Shop) -> None:
    fill(shop)
    folder = shop.tenant.files.parent
    shop.tenants.erase("acme")
    assert not folder.exists()
    assert shop.tenants.rows() == []
    assert code_of(lambda: shop.tenants.get("acme")) == "tenant.unknown"
    shop.tenants.create("acme", "neu")
    assert shop.count(event) == 0


def test_the_least_used_tenant_is_closed_and_opens_again(new_shop: Callable[..., Shop]) -> None:
    shop = new_shop(open_tenants=2)
    shop.send(OpenBox("b1", "x"), 1)
    for slug in ("second", "third"):
        shop.tenants.create(slug, "x")
    assert [tenant.info.slug for tenant in shop.tenants.open_now()] == ["second", "third"]
    assert shop.box("b1") is not None
    assert [tenant.info.slug for tenant in shop.tenants.open_now()] == ["third", "acme"]


# --- one owner ----------------------------------------------------------------------------------------------


def test_a_second_owner_of_the_same_tenant_is_refused(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    second = Tenants(shop.settings, shop.hooks, shop.clock, lambda _database: None)
    with pytest.raises(Refusal) as caught:
        second.get("acme")
    assert caught.value.code == "tenant.owned_elsewhere"
    assert caught.value.data == {"slug": "acme", "process": str(os.getpid())}
    shop.tenants.close("acme")
    assert second.get("acme").info.slug == "acme"
    second.close_all()
    shop.close()


def test_the_lock_of_a_dead_owner_is_free(tmp_path: Path) -> None:
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        OwnerLock.take(tmp_path / "owner.lock", "acme")
        os._exit(0)
    OwnerLock.take(tmp_path / "owner.lock", "acme").release()


# --- back up and restore ------------------------------------------------------------------------------------


@pytest.mark.req("TEN-3")
def test_a_backup_restores_on_a_bare_machine_with_the_phrase(new_shop: Callable[..., Shop], tmp_path: Path) -> None:
    shop = new_shop()
    fill(shop)
    backup.back_up(shop.tenants, "acme", tmp_path / "acme.backup")
    before = everything(shop)
    bare = Shop(tmp_path / "bare", clock=shop.clock, tenant=None)
    row = backup.restore(bare.tenants, tmp_path / "acme.backup", phrase=shop.phrase)
    assert row.id == shop.tenants.control.tenant("acme").id
    assert everything(bare) == before
    assert bare.faults() == []
    bare.send(PutIn("b1", 1), "after")
    bare.check_replay(["box:b1"])
    bare.close()


@pytest.mark.req("TEN-3")
@pytest.mark.postgres
def test_a_tenant_moves_from_sqlite_to_postgres_and_back(tmp_path: Path, postgres_url: str) -> None:
    here = Shop(tmp_path / "here")
    fill(here)
    before = everything(here)
    backup.back_up(here.tenants, "acme", tmp_path / "there.backup")
    there = Shop(tmp_path / "there", url=postgres_url, clock=here.clock, tenant=None)
    backup.restore(there.tenants, tmp_path / "there.backup", phrase=here.phrase)
    assert everything(there) == before
    assert there.faults() == []
    there.send(OpenBox("new", "苏州"), "new")
    there.tenant.writer.call(sequencer.number_events)
    backup.back_up(there.tenants, "acme", tmp_path / "back.backup")
    back = Shop(tmp_path / "back", clock=here.clock, tenant=None)
    backup.restore(back.tenants, tmp_path / "back.backup", phrase=there.phrase)
    assert back.box("new")["label"] == "苏州"
    assert back.faults() == []
    for one in (here, there, back):
        one.close()


def everything(shop: Shop) -> dict[str, object]:
    """What a tenant holds, as far as it is the same on every database."""
    rows = {
        table.name: sorted(map(repr, shop.tenant.read(lambda tx, table=table: plain(tx.all(table)))))
        for table in (box, label_count, event)
    }
    files = {str(path.relative_to(shop.tenant.files)): path.read_bytes() for path in shop.tenant.files.rglob("*/*")}
    return {**rows, "payloads": shop.count(payload), "files": files}


def plain(rows: list[dict]) -> list[dict]:
    return [{name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()} for row in rows]


@pytest.mark.req("TEN-3")
def test_another_phrase_opens_no_backup(sqlite_shop: Shop, tmp_path: Path) -> None:
    backup.back_up(sqlite_shop.tenants, "acme", tmp_path / "a.backup")
    sqlite_shop.tenants.erase("acme")
    other = key_tools.new_recovery_phrase()
    assert code_of(lambda: backup.restore(sqlite_shop.tenants, tmp_path / "a.backup", phrase=other)) == "key.wrong"
    assert sqlite_shop.tenants.rows() == []
    backup.restore(sqlite_shop.tenants, tmp_path / "a.backup", phrase=str(sqlite_shop.phrase).lower().replace("-", " "))


@pytest.mark.req("TEN-3")
def test_a_backup_shows_nothing_of_what_it_holds(sqlite_shop: Shop, tmp_path: Path) -> None:
    sqlite_shop.send(OpenBox("b1", "13812345678"), 1)
    backup.back_up(sqlite_shop.tenants, "acme", tmp_path / "a.backup")
    stored = (tmp_path / "a.backup").read_bytes()
    assert b"13812345678" not in stored
    assert b"BoxOpened" not in stored


@pytest.mark.req("TEN-3")
@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_a_damaged_backup_is_refused_and_nothing_remains(sqlite_shop: Shop, tmp_path: Path, damage: str) -> None:
    fill(sqlite_shop)
    path = tmp_path / "a.backup"
    backup.back_up(sqlite_shop.tenants, "acme", path)
    content = bytearray(path.read_bytes())
    if damage == "flip":
        content[len(content) // 3] ^= 1
    kept = {"cut": len(content) // 2, "flip": len(content), "empty": 0}[damage]
    path.write_bytes(bytes(content[:kept]))
    sqlite_shop.tenants.erase("acme")
    with pytest.raises(Refusal):
        backup.restore(sqlite_shop.tenants, path, phrase=sqlite_shop.phrase)
    assert sqlite_shop.tenants.rows() == []
    assert not (sqlite_shop.settings.data / "tenants" / "acme").exists()


@pytest.mark.req("TEN-3")
def test_an_existing_tenant_is_not_restored_over(sqlite_shop: Shop, tmp_path: Path) -> None:
    fill(sqlite_shop, 2)
    backup.back_up(sqlite_shop.tenants, "acme", tmp_path / "a.backup")
    assert code_of(lambda: backup.restore(sqlite_shop.tenants, tmp_path / "a.backup")) == "tenant.exists"
    assert sqlite_shop.box("b1")["total"] == 2


# --- keys ---------------------------------------------------------------------------------------------------


class PowerCutError(Exception):
    """The machine stopped here."""


@pytest.fixture
def reopened(new_shop: Callable[..., Shop]) -> Callable[[], Shop]:
    return new_shop


def test_a_rotated_key_opens_what_the_old_one_sealed(shop: Shop, reopened: Callable[[], Shop]) -> None:
    fill(shop, 3)
    old = shop.settings.key_path.read_text()
    shop.tenants.rotate_master()
    shop.tenants.close("acme")
    assert shop.box("b1")["total"] == 2
    shop.close()
    assert shop.settings.key_path.read_text() != old
    assert reopened().box("b1")["total"] == 2


@pytest.mark.parametrize(
    ("database_url", "place"),
    [
        ("sqlite", "rekey"),
        ("sqlite", "change"),
        ("sqlite", "replace"),
        pytest.param("postgresql", "change", marks=pytest.mark.postgres),
    ],
    indirect=["database_url"],
)
def test_a_rotation_cut_short_anywhere_is_finished_at_the_next_start(
    shop: Shop, reopened: Callable[[], Shop], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    fill(shop, 3)
    shop.tenants.create("second", "x")
    calls = []

    def cut(*_arguments: object, **_named: object) -> None:
        calls.append(1)
        if place != "change" or len(calls) == 2:
            raise PowerCutError

    with monkeypatch.context() as patched:
        if place == "replace":
            patched.setattr(Path, "replace", cut)
        else:
            real = getattr(shop.tenants.control, place)

            def cut_before(*arguments: object, **named: object) -> None:
                cut()
                real(*arguments, **named)

            patched.setattr(shop.tenants.control, place, cut_before)
        with pytest.raises(PowerCutError):
            shop.tenants.rotate_master()
    shop.close()
    again = reopened()
    assert again.box("b1")["total"] == 2
    assert again.tenants.get("second").info.name == "x"
    assert not again.settings.key_path.with_name("master.key.new").exists()


def test_a_missing_key_is_not_replaced_by_a_new_one(shop: Shop, reopened: Callable[[], Shop]) -> None:
    shop.close()
    path = shop.settings.key_path
    path.rename(path.with_suffix(".elsewhere"))
    assert code_of(reopened) == "key.file_missing"
    assert not path.exists()


@SQLITE
def test_another_key_opens_nothing(shop: Shop, reopened: Callable[[], Shop]) -> None:
    shop.close()
    shop.settings.key_path.write_text(bytes(32).hex())
    assert code_of(lambda: reopened().tenant) == "key.wrong"


@SQLITE
def test_a_key_that_others_can_read_is_refused(shop: Shop, reopened: Callable[[], Shop]) -> None:
    shop.close()
    shop.settings.key_path.chmod(0o644)
    assert code_of(reopened) == "key.file_is_open"


def test_the_recovery_phrase_is_made_once_and_reminded_of_until_confirmed(sqlite_shop: Shop) -> None:
    assert sqlite_shop.phrase is not None
    assert sqlite_shop.tenants.set_up_recovery() is None
    assert not sqlite_shop.tenants.recovery_confirmed()
    assert code_of(lambda: sqlite_shop.tenants.confirm_recovery(key_tools.new_recovery_phrase())) == "key.wrong"
    assert code_of(lambda: sqlite_shop.tenants.confirm_recovery("not a phrase")) == "key.phrase_malformed"
    sqlite_shop.tenants.confirm_recovery(sqlite_shop.phrase)
    assert sqlite_shop.tenants.recovery_confirmed()
