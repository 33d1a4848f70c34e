"""What the company calls itself, and its logo: who says so, what is kept of a picture, who is shown it (ADM-8)."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bihuan.core.values import Refusal
from bihuan.kernel import logo as kernel_logo
from bihuan.kernel.logo import redrawn
from bihuan.modules.company.handlers import MOST_CONTENT
from bihuan.modules.company.messages import SetLogo
from tests.modules.company import Company, Line, hooks_of

pytestmark = pytest.mark.req("ADM-8", "PTL-1")
OCTETS = {"Content-Type": "application/octet-stream"}
RED = (200, 30, 30, 255)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGBA", size, RED)
    (image.convert("RGB") if kind == "JPEG" else image).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=("PNG",))


# --- what is kept of a picture ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_as_a_png(kind: str) -> None:
    made = redrawn(picture(kind))
    assert (made.width, made.height) == (40, 20) == opened(made.content).size
    assert made.content.startswith(b"\x89PNG")


def test_a_large_one_is_made_small_and_keeps_its_shape() -> None:
    made = redrawn(picture(size=(2_400, 600)))
    assert (made.width, made.height) == (800, 200)


def test_transparent_margins_are_cut_off() -> None:
    wide = Image.new("RGBA", (100, 100))
    wide.paste(Image.new("RGBA", (30, 10), RED), (20, 40))
    out = io.BytesIO()
    wide.save(out, "PNG")
    made = redrawn(out.getvalue())
    assert (made.width, made.height) == (30, 10)


def test_nothing_but_pixels_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    given = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    assert b"secret place" in given
    made = redrawn(given).content
    assert b"secret" not in made and b"script" not in made


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "an SVG": (SVG, "company.logo_type"),
    "an SVG with a prologue": (b'<?xml version="1.0"?>' + SVG, "company.logo_type"),
    "a GIF": (picture("GIF"), "company.logo_type"),
    "a PDF": (b"%PDF-1.7", "company.logo_type"),
    "half a PNG": (picture(size=(300, 300))[:60], "company.logo_damaged"),
    "a picture that claims to be enormous": (picture("PNG", (5_000, 4_000), compress_level=9), "company.logo_pixels"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    given, code = REFUSED[what]
    with pytest.raises(Refusal) as refused:
        redrawn(given)
    assert refused.value.code == code


def test_a_picture_of_which_nothing_would_be_seen_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9)).save(out, "PNG")
    with pytest.raises(Refusal, match=r"company\.logo_empty"):
        redrawn(out.getvalue())


# --- who says so, who is shown it ---------------------------------------------------------------------------------


MODULES = ("audit", "company", "identity")


@pytest.fixture
def line(company_as_built: Company, tmp_path: Path) -> Iterator[Line]:
    company = Company(tmp_path / "company", hooks_of(*MODULES), like=company_as_built)
    with company.http(by_hand=True) as line:
        yield line
    company.close()


def put_logo(line: Line, who: str | None, content: bytes) -> Any:
    return line(who, "PUT", "/company/logo", content=content, headers=OCTETS)


def test_as_long_as_nobody_has_said_anything_it_is_called_as_it_was_founded(line: Line) -> None:
    assert line("admin", "GET", "/company").json() == {
        **dict.fromkeys(("name", "full_name", "phone", "address"), ""),
        "founded_as": "恒锐机电",
        "logo": None,
        "version": 0,
    }
    shown = line(None, "GET", "/portal/company")
    named = {"name": "恒锐机电", "full_name": "恒锐机电", "phone": "", "logo": None, "own": False}
    assert shown.json() == {**named, "zone": "Asia/Shanghai"}


def test_an_administrator_says_it_and_everybody_is_shown_it_before_any_sign_in(line: Line) -> None:
    words = {"name": "恒锐", "full_name": "苏州恒锐机电 有限公司", "phone": "0512-6688", "address": "星湖街 328 号"}
    assert line("admin", "PUT", "/company", json=words).json()["version"] == 1
    made = put_logo(line, "admin", picture()).json()
    shown = line(None, "GET", "/portal/company")
    assert shown.json() == {
        **{key: words[key] for key in ("name", "full_name", "phone")},
        "logo": made["logo"],
        "own": True,
        "zone": "Asia/Shanghai",
    }
    drawn = line(None, "GET", made["logo"])
    assert drawn.headers["content-type"] == "image/png"
    assert "immutable" in drawn.headers["cache-control"]
    assert "default-src 'none'" in drawn.headers["content-security-policy"]
    assert opened(drawn.content).size == (40, 20)


def test_a_browser_keeps_it_and_asks_whether_it_is_still_so(line: Line) -> None:
    first = line(None, "GET", "/portal/company")
    assert first.headers["cache-control"] == "public, no-cache"
    again = line(None, "GET", "/portal/company", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    line("admin", "PUT", "/company", json={"name": "恒锐"})
    assert line(None, "GET", "/portal/company", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_address_of_a_logo_that_was_replaced_or_removed_shows_nothing(line: Line) -> None:
    first = put_logo(line, "admin", picture()).json()["logo"]
    second = put_logo(line, "admin", picture(size=(20, 20))).json()["logo"]
    assert line(None, "GET", first).status_code == 404
    assert line("admin", "DELETE", "/company/logo").json()["logo"] is None
    assert line(None, "GET", second).status_code == 404
    assert line(None, "GET", second).json()["code"] == "company.no_logo"


def test_the_same_again_is_no_change(line: Line) -> None:
    put_logo(line, "admin", picture())
    assert put_logo(line, "admin", picture()).json()["version"] == 1
    assert line("admin", "PUT", "/company", json={"name": "恒锐"}).json()["version"] == 2
    assert line("admin", "PUT", "/company", json={"name": " 恒锐 "}).json()["version"] == 2


def test_whoever_saves_what_somebody_else_has_changed_meanwhile_is_told(line: Line) -> None:
    line("admin", "PUT", "/company", json={"name": "恒锐"})
    old = line("admin", "PUT", "/company", json={"name": "别的"}, headers={"If-Match": '"0"'})
    assert old.status_code == 412


@pytest.mark.parametrize("who", ["front_desk", "lead", "auditor", "requester", None])
def test_nobody_else_changes_it(line: Line, who: str | None) -> None:
    for answer in (
        line(who, "GET", "/company"),
        line(who, "PUT", "/company", json={"name": "别的"}),
        put_logo(line, who, picture()),
        line(who, "DELETE", "/company/logo"),
    ):
        assert answer.status_code in (401, 403, 404)
    assert line(None, "GET", "/portal/company").json()["name"] == "恒锐机电"


def test_too_long_words_are_named_one_by_one(line: Line) -> None:
    answer = line("admin", "PUT", "/company", json={"name": "长" * 31, "phone": "1" * 61, "address": "街" * 200})
    assert answer.status_code == 422
    assert [problem["path"] for problem in answer.json()["problems"]] == ["name", "phone"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(line: Line) -> None:
    answer = put_logo(line, "admin", b"\x89PNG\r\n\x1a\n" + bytes(kernel_logo.MOST_BYTES))
    assert (answer.status_code, answer.json()["code"]) == (413, "company.logo_large")


def test_a_command_from_within_is_held_to_the_same_size(company_as_built: Company, tmp_path: Path) -> None:
    company = Company(tmp_path / "company", hooks_of(*MODULES), like=company_as_built)
    with pytest.raises(Refusal, match=r"company\.logo_large"):
        company.send("admin", SetLogo(base64.b64encode(bytes(MOST_CONTENT)).decode(), "x", 1, 1))
    company.close()


@pytest.mark.postgres
def test_so_it_is_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    company = Company(tmp_path, hooks_of(*MODULES), url=postgres_url)
    with company.http(by_hand=True) as line:
        line("admin", "PUT", "/company", json={"name": "恒锐"})
        made = put_logo(line, "admin", picture()).json()
        assert line(None, "GET", made["logo"]).status_code == 200
        assert line("admin", "DELETE", "/company/logo").json()["name"] == "恒锐"
    company.close()
