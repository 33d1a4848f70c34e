"""报表: a question is chosen, answered with a chart and a table, taken away as a file, and leads to its tickets."""

import re
from pathlib import Path

import pytest


@pytest.mark.full
@pytest.mark.req("RPT-3", "SLA-5")
def test_a_lead_of_everything_asks_and_takes_the_answer_away(person, demo, tmp_path: Path):
    someone = person()
    page = someone.sign_in("admin", "/reports")
    answer = page.get_by_role("table", name="统计结果")
    answer.wait_for()
    assert answer.get_by_role("columnheader").all_inner_texts()[:3] == ["周", "新建", "已解决"]
    someone.shoot("reports-volume")
    page.get_by_label("问题").select_option("backlog")
    page.get_by_role("columnheader", name="账龄（天）").wait_for()
    page.get_by_label("分组").select_option("type")
    page.get_by_role("columnheader", name="工单类型").wait_for()
    page.get_by_role("figure").get_by_role("listitem").first.wait_for()
    someone.shoot("reports-backlog")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出 CSV").click()
    taken.value.save_as(tmp_path / "report.csv")
    lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith("未结") and len(lines) == answer.get_by_role("row").count()
    answer.get_by_role("link").first.click()
    page.wait_for_url("**/tickets?where=*")


@pytest.mark.full
@pytest.mark.req("RPT-3")
def test_measures_of_ones_own_and_nothing_to_count(person, demo):
    someone = person()
    own = "ask=own&measures=resolution_p90,first_response_kept&by=assignee&period=always"
    page = someone.sign_in("admin", f"/reports?{own}")
    page.get_by_role("columnheader", name=re.compile("解决时间")).wait_for()
    someone.shoot("reports-own")
    page.goto(f"{demo.base_url}/reports?ask=volume&period=between&from=2001-01-01&to=2001-01-31")
    page.get_by_text("这段时间没有可统计的工单").wait_for()
    someone.shoot("reports-empty")
