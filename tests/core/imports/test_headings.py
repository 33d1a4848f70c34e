"""The heading is found below titles, in merged cells, under the names that people use (S-8)."""

import pytest

from bihuan.core.imports import Wanted, find_heading, match_columns

pytestmark = pytest.mark.req("S-8")

WANTED = (
    Wanted("name", ("客户名称", "Customer", "单位名称", "客户")),
    Wanted("contact", ("联系人", "姓名")),
    Wanted("phone", ("联系电话", "电话", "手机")),
    Wanted("address", ("地址",)),
)


def columns(*rows):
    heading = find_heading(rows, WANTED)
    return heading.row, dict(match_columns(heading.titles, WANTED))


def test_a_title_and_who_made_it_stand_above():
    rows = (
        ("恒锐机电客户台账",),
        ("制表人：王芳", None, "2026年1月"),
        (),
        ("序号", "单位名称*", "姓名", "电话（必填）"),
    )
    assert columns(*rows, (1, "沪光", "李工", "138")) == (3, {1: "name", 2: "contact", 3: "phone"})


def test_merged_headings_of_two_rows_are_one():
    above = ("客户名称", "联系信息", None, "地址")
    below = (None, "姓名", "手机", None)
    assert columns(("台账",), above, below, ("沪光", "李工", "138", "上海")) == (
        2,
        {0: "name", 1: "contact", 2: "phone", 3: "address"},
    )


def test_english_and_noise_are_understood_and_each_field_is_taken_once():
    assert columns((" CUSTOMER ", "客户备用联系电话", "联系 电话：", "别的")) == (0, {0: "name", 2: "phone"})


def test_without_a_heading_there_is_none():
    assert columns(("沪光", "李工", "138"), ("恒锐", "张工", "139")) == (-1, {})
