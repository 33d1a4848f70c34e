"""Files: resumable, sniffed, kept once and encrypted, shown by their owners only (AUD-4, AUD-6)."""

import asyncio
import hashlib
import io
import json
import os
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bihuan.core.access import Grant
from bihuan.core.values import Refusal
from bihuan.kernel.command import system_caller
from bihuan.kernel.hooks import FileOwner, Hooks
from bihuan.kernel.media import clean_name, look_at_picture, sniff
from bihuan.kernel.tables import event as event_table
from bihuan.kernel.timers import due_timers
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import BindFiles, StoreFile, SweepFile
from tests.modules.masters.office import OUTSIDER, Office, person

UPLOADER = person("uploader", Grant("create", "file", "own_created"), Grant("read", "file", "own_created"))
READER = person("reader", Grant("read", "thing", "all"))
AUDITOR = person("auditor", Grant("read", "file", "all"))
NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "strings" / "blns.json").read_text(encoding="utf-8"))
WEEK = 7 * 86_400_000
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def things(hooks: Hooks) -> None:
    hooks.file_owner(FileOwner("thing", lambda _tx, caller, owner: caller.id == "reader" and owner == "t1"))


@pytest.fixture
def office(tmp_path):
    opened = Office(tmp_path, register=things)
    yield opened
    opened.close()


def upload(office: Office, content: bytes, name: str = "a.bin", caller=UPLOADER, **params):
    return office.http("POST", "/files/content", caller, params={"name": name, **params}, content=content)


def photo(size=(800, 600), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", **more)
    return out.getvalue()


def bind(office: Office, file: str, owner: str = "t1") -> None:
    office.do(BindFiles((file,), "thing", owner), system_caller("test"))


@pytest.mark.req("AUD-4")
def test_an_upload_is_its_uploaders_alone_until_it_is_bound_and_then_its_owners(office):
    file = upload(office, b"abc").json()["id"]
    path = f"/files/{file}"
    assert office.http("GET", path, UPLOADER).content == b"abc"
    for caller in (READER, OUTSIDER, AUDITOR):
        assert office.http("GET", path, caller).status_code == 404
    bind(office, file)
    assert office.http("GET", path, READER).content == b"abc"
    for caller in (UPLOADER, OUTSIDER, AUDITOR):
        answer, unknown = office.http("GET", path, caller), office.http("GET", "/files/nowhere", caller)
        assert (answer.status_code, answer.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


@pytest.mark.req("AUD-4")
def test_knowing_a_hash_or_an_id_grants_nothing(office):
    content = b"the same plan"
    mine = upload(office, content).json()["id"]
    sha256 = hashlib.sha256(content).hexdigest()
    other = person("other", *UPLOADER.subject.grants)
    announced = office.http("POST", "/files", other, json={"name": "x", "size": len(content), "sha256": sha256}).json()
    assert (announced["state"], announced["offset"]) == ("open", 0)
    assert office.read(lambda tx: files.attachable(tx, other, [mine, announced["id"]])) == {}
    for command in (StoreFile(mine), StoreFile(announced["id"]), BindFiles((mine,), "thing", "t1")):
        with pytest.raises(Refusal):
            office.do(command, other)
    for method, suffix in (("GET", ""), ("GET", "/facts"), ("GET", "/thumbnail"), ("HEAD", ""), ("DELETE", "")):
        assert office.http(method, f"/files/{mine}{suffix}", other).status_code == 404


@pytest.mark.req("AUD-4")
def test_equal_contents_are_kept_once_encrypted_and_under_a_name_that_tells_nothing(office):
    content = b"confidential plan " * 1000
    one, two = (upload(office, content, name).json()["id"] for name in ("a.txt", "b.txt"))
    assert one != two
    kept = [path for path in office.tenant.files.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"confidential" not in kept[0].read_bytes()
    assert hashlib.sha256(content).hexdigest() not in str(kept[0])
    bodies = office.read(lambda tx: [row["body"] for row in tx.all(event_table)])
    assert not any("a.txt" in body or hashlib.sha256(content).hexdigest() in body for body in bodies)


def test_a_cut_upload_is_not_a_file_and_goes_on_where_it_stopped(office):
    content = os.urandom(300_000)
    begun = office.http("POST", "/files", UPLOADER, json={"name": "film.bin", "size": len(content)})
    assert begun.status_code == 201
    path = f"/files/{begun.json()['id']}"
    first = office.http("PATCH", path, UPLOADER, content=content[:100_000], headers={"Upload-Offset": "0"})
    assert (first.json()["state"], first.json()["offset"]) == ("open", 100_000)
    assert office.http("GET", path, UPLOADER).status_code == 404
    assert office.read(lambda tx: files.attachable(tx, UPLOADER, [begun.json()["id"]])) == {}
    told = office.http("HEAD", path, UPLOADER)
    assert (told.headers["upload-offset"], told.headers["upload-length"]) == ("100000", "300000")
    again = office.http("PATCH", path, UPLOADER, content=content[:5], headers={"Upload-Offset": "0"})
    assert (again.status_code, again.json()["data"]["offset"]) == (409, 100_000)
    rest = office.http("PATCH", path, UPLOADER, content=content[100_000:], headers={"Upload-Offset": "100000"})
    assert rest.json()["state"] == "stored"
    assert office.http("GET", path, UPLOADER).content == content
    assert not list((office.tenant.files / "uploads").iterdir())


def test_what_arrived_before_the_line_was_cut_is_kept(office):
    content = b"x" * 1000
    file = office.http("POST", "/files", UPLOADER, json={"name": "a", "size": len(content)}).json()["id"]

    asyncio.run(office.send_and_hang_up("PATCH", f"/files/{file}", UPLOADER, content[:400], {"upload-offset": "0"}))
    offset = int(office.http("HEAD", f"/files/{file}", UPLOADER).headers["upload-offset"])
    rest = office.http(
        "PATCH", f"/files/{file}", UPLOADER, content=content[offset:], headers={"Upload-Offset": str(offset)}
    )
    assert rest.json()["state"] == "stored"
    assert office.http("GET", f"/files/{file}", UPLOADER).content == content


def test_more_than_announced_or_another_content_is_refused_and_leaves_nothing(office):
    file = office.http("POST", "/files", UPLOADER, json={"name": "a", "size": 3}).json()["id"]
    headers = {"Upload-Offset": "0"}
    assert office.http("PATCH", f"/files/{file}", UPLOADER, content=b"abcd", headers=headers).status_code == 413
    answer = upload(office, b"abc", sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (422, "file.checksum_differs")
    assert not [path for path in office.tenant.files.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_or_of_a_denied_type_is_refused(office):
    most = office.settings.max_upload_mb << 20
    assert office.http("POST", "/files", UPLOADER, json={"name": "a", "size": most + 1}).status_code == 413
    assert upload(office, b"MZ\x90\x00\x03", "photo.jpg").json()["code"] == "file.type_denied"
    assert office.http("POST", "/files", UPLOADER, json={"name": "a", "size": 0}).status_code == 422
    assert office.http("POST", "/files", OUTSIDER, json={"name": "a", "size": 1}).status_code in (403, 404)


def test_an_upload_may_be_given_up(office):
    file = office.http("POST", "/files", UPLOADER, json={"name": "a", "size": 10}).json()["id"]
    office.http("PATCH", f"/files/{file}", UPLOADER, content=b"abc", headers={"Upload-Offset": "0"})
    assert office.http("DELETE", f"/files/{file}", OUTSIDER).status_code == 404
    assert office.http("DELETE", f"/files/{file}", UPLOADER).status_code == 204
    assert office.http("HEAD", f"/files/{file}", UPLOADER).status_code == 404
    assert not [path for path in office.tenant.files.rglob("*") if path.is_file()]


def test_the_same_request_twice_is_one_file(office):
    headers = {"Idempotency-Key": "once"}
    ids = {
        office.http("POST", "/files/content", UPLOADER, params={"name": "a"}, content=b"abc", headers=headers).json()[
            "id"
        ]
        for _ in range(3)
    }
    assert len(ids) == 1


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize("content", [SVG, b"<html><script>alert(1)</script>", b"  <!-- x --><SvG onload=alert(1)>"])
def test_what_could_run_is_saved_never_shown(office, content):
    file = upload(office, content, "photo.png").json()
    assert file["kind"] == "document" and not file["media_type"].startswith("image/png")
    answer = office.http("GET", f"/files/{file['id']}", UPLOADER)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.req("AUD-6")
def test_a_photo_is_known_by_its_bytes_and_its_small_picture_has_no_exif(office):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    content = photo(exif=exif)
    file = upload(office, content, "report.pdf").json()
    assert (file["kind"], file["media_type"], file["width"], file["height"]) == ("photo", "image/jpeg", 800, 600)
    small = office.http("GET", f"/files/{file['id']}/thumbnail", UPLOADER)
    assert small.headers["content-type"] == "image/jpeg" and b"SecretCamera" not in small.content
    assert max(Image.open(io.BytesIO(small.content)).size) == 512
    assert office.http("GET", f"/files/{file['id']}", UPLOADER).content == content
    assert office.http("GET", f"/files/{file['id']}/thumbnail", OUTSIDER).status_code == 404


@pytest.mark.req("AUD-6")
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(office):
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    bomb = bytearray(out.getvalue())
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    answer = upload(office, bytes(bomb), "bomb.png")
    assert (answer.status_code, answer.json()["code"]) == (422, "file.too_many_pixels")
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    assert upload(office, out.getvalue(), "large.png").json()["code"] == "file.too_many_pixels"


def test_a_damaged_photo_is_kept_without_a_small_picture(office):
    file = upload(office, photo()[:600], "cut.jpg").json()
    assert (file["kind"], file["thumbnail"]) == ("photo", False)
    assert office.http("GET", f"/files/{file['id']}/thumbnail", UPLOADER).json()["code"] == "file.no_thumbnail"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=1048570-1048585", 206, slice(1048570, 1048586)),
        ("bytes=0-99999999", 206, slice(0, None)),
        ("bytes=9999999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=a-b", 200, slice(0, None)),
        ("bytes=0-1,3-4", 200, slice(0, None)),
        ("lines=0-1", 200, slice(0, None)),
    ],
)
def test_a_range_is_answered_with_exactly_that_part(office, asked, status, part):
    content = os.urandom((1 << 20) * 2 + 17)
    file = upload(office, content, "film.mp4").json()["id"]
    answer = office.http("GET", f"/files/{file}", UPLOADER, headers={"Range": asked})
    assert answer.status_code == status
    if part is not None:
        assert answer.content == content[part]
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_what_the_caller_has_already_is_not_sent_again_but_still_only_by_right(office):
    file = upload(office, b"abc").json()["id"]
    tag = office.http("GET", f"/files/{file}", UPLOADER).headers["etag"]
    again = office.http("GET", f"/files/{file}", UPLOADER, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert office.http("GET", f"/files/{file}", OUTSIDER, headers={"If-None-Match": tag}).status_code == 404


def test_what_nobody_used_for_a_week_is_swept_and_what_is_bound_stays(office):
    lonely, used = (upload(office, content).json()["id"] for content in (b"lonely", b"used"))
    bind(office, used)
    due = office.read(lambda tx: due_timers(tx, office.hooks, office.clock.now() + WEEK))
    assert [timer.command for timer in due] == [SweepFile(lonely)]
    for file in (lonely, used):
        office.do(SweepFile(file), system_caller("timer"))
    assert office.http("GET", f"/files/{lonely}", UPLOADER).status_code == 404
    assert office.http("GET", f"/files/{used}", READER).content == b"used"

    for path in office.tenant.files.rglob("*"):
        os.utime(path, (0, 0))
    office.clock.instant += WEEK
    upload(office, b"something new")
    kept = [path for path in (office.tenant.files / "objects").rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert office.http("GET", f"/files/{used}", READER).content == b"used"


@pytest.mark.req("AUD-4")
def test_erasing_destroys_content_small_picture_and_name_but_spares_who_else_has_the_content(office):
    boss = person("boss", Grant("*", "file", "all"))
    content = photo()
    one, two = (upload(office, content, "王先生.jpg").json()["id"] for _ in range(2))
    assert office.http("POST", f"/files/{one}/erase", UPLOADER).status_code in (403, 404)
    assert office.http("POST", f"/files/{one}/erase", boss).status_code == 204
    assert office.http("GET", f"/files/{one}", UPLOADER).status_code == 404
    assert office.http("GET", f"/files/{two}", UPLOADER).content == content
    office.http("POST", f"/files/{two}/erase", boss)
    assert not [path for path in office.tenant.files.rglob("*") if path.is_file()]
    office.check_replay([f"file:{one}", f"file:{two}"])


def test_a_content_that_was_harmed_on_disk_is_never_shown(office):
    file = upload(office, b"x" * 5000).json()["id"]
    (path,) = [path for path in (office.tenant.files / "objects").rglob("*") if path.is_file()]
    harmed = bytearray(path.read_bytes())
    harmed[100] ^= 1
    path.write_bytes(bytes(harmed))
    assert office.http("GET", f"/files/{file}", UPLOADER).status_code >= 400
    path.unlink()
    assert office.http("GET", f"/files/{file}", UPLOADER).json()["code"] == "file.content_missing"


def test_another_tenants_file_is_not_there(office):
    file = upload(office, b"abc").json()["id"]
    office.tenants.create("globex", "另一家")
    other = office.tenants.get("globex")
    assert other.read(lambda tx: files.attachable(tx, system_caller(), [file])) == {}
    assert other.files != office.tenant.files


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("现场照片.jpg", "现场照片.jpg"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("gpj.exe\u202efdp", "gpj.exefdp"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
    ],
)
def test_names_are_cleaned(given_name, kept):
    assert clean_name(given_name) == kept


def test_no_name_is_harmful():
    for name in NAUGHTY:
        cleaned = clean_name(name)
        assert 0 < len(cleaned) <= 120 and not set(cleaned) & set('/\\\0\r\n"<>')


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_have_a_type_and_harm_nothing(content, name):
    assert sniff(content, name)
    look_at_picture(content)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"\x00\x00\x00\x18ftypmp42", "a", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic", "a", "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVE", "a", "audio/wav"),
        (b"\x1aE\xdf\xa3..\x86\x86A_OPUS", "a", "audio/webm"),
        (b"\x1aE\xdf\xa3..\x86\x86A_OPUS..\x86\x85V_VP8", "a", "video/webm"),
        (b"\x1aE\xdf\xa3..", "a", "video/webm"),
        (b"#!AMR\n", "voice.amr", "audio/amr"),
        (b"PK\x03\x04", "报告.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04", "a.jpg", "application/zip"),
        ("名称,数量\n".encode(), "a.csv", "text/csv"),
        ("名称,数量\n".encode("gb18030"), "a.csv", "text/csv"),
        (b"hello", "a.html", "text/plain"),
        (b"\x00\x01\x02", "a", "application/octet-stream"),
    ],
)
def test_types_come_from_the_bytes(content, name, media_type):
    assert sniff(content, name) == media_type
