"""One word per thing (semantics §1): what people read never calls a thing by another name.

The table holds, for each standard word, the other words that people reach for. It reads every text of the web apps and
of the server, in both languages. What may stand all the same is listed with its reason; an exception that nothing
needs any more fails, too.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = re.compile(r"([tT]exts|words|wording)\.ts$")
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
HAN = re.compile(r"[\u4e00-\u9fff]")

# Standard word → what is not said in its place.
CHINESE = {
    "工单": r"任务单|工作单|服务单|单据|故障单|报障单",
    "工单类型": r"工单类别|工单种类|单型",
    "表单": r"填报单|申请表格",
    "字段": r"填写项|表单项|栏目",
    "流程": r"工作流|流转图",
    "步骤": r"环节|节点|工序",
    "阶段": r"工单的?状态",
    "待办": r"任务",
    "处理人": r"经办人|受理人|没有负责人|工单负责人",
    "候选人": r"候选者|备选人",
    "代理人": r"代办人|代班人|替班人|代审人",
    "派单": r"派工|分单|调度",
    "抢单": r"认领|领单",
    "紧急等级": r"优先级|优先等级|紧急级别",
    "时效策略": r"SLA|服务等级协议|时限策略",
    "工作日历": r"工作历|班历",
    "排班": r"值班表|轮班表|排期表",
    "设备": r"机台|资产",
    "备件": r"配件|零件|备品",
    "知识": r"文章",
    "客户分群": r"客户分组|客群",
    "配置包": r"模板包|应用包|行业模板|应用模板",
    "溯源": r"追溯|追踪",
    "存证点": r"检查点|锚点|见证点",
    "租户": r"工作区|企业空间",
}
ENGLISH = {
    "ticket": r"\b[Ww]ork orders?\b|\b[Jj]ob tickets?\b",
    "step": r"\b[Nn]odes?\b",
    "assignee": r"\b[Hh]andlers?\b",
    "deputy": r"\b[Dd]elegates?\b|\b[Ss]ubstitutes?\b",
    "dispatch": r"\b[Aa]llocat(e|ion)\b",
    "claim": r"\b[Gg]rab(bing|s)?\b",
    "roster": r"\b[Rr]otas?\b|\b[Ss]hift plans?\b",
    "device": r"\b[Aa]ssets?\b",
    "part": r"\b[Ss]pares?\b",
    "bundle": r"\b[Tt]emplate packs?\b|\b[Rr]eady templates?\b|template of your trade",
    "trace": r"\b[Tt]raceability\b",
    "checkpoint": r"\b[Aa]nchors?\b",
}
# A text, or part of one, that may stand, and why.
ALLOWED = {
    "派工单": "the paper's own name on building sites and in workshops (ADM-8)",
    "ork order": "the same paper's name in English, and the slogan that was given",
    "可追溯率": "the figure's name as the auditors gave it (AUD-2)",
    "后续任务": "what a machine does after a commit, which semantics calls a job and gives no Chinese word",
    "放弃的任务": "the same, given up",
    "链路追踪": "a machine's own traces (OpenTelemetry), nothing of a ticket",
    "上门环节": "the parts of a visit, which are neither steps nor stages",
    "不分环节": "the same",
}


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(where, what) of every text for people."""
    return (*_of_the_apps(), *_of_the_server())


def _of_the_apps() -> Iterator[tuple[str, str]]:
    for folder in ("packages", "apps"):
        for path in sorted((ROOT / "web" / folder).rglob("*.ts")):
            where = path.relative_to(ROOT).as_posix()
            if "/src/" in where and "node_modules" not in where and CATALOGUE.search(path.name):
                # The keys of a catalogue are words of the code; a text stands behind a colon or on a line of its own.
                yield from ((where, found) for found in STRING.findall(path.read_text("utf-8")))


def _of_the_server() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "src/bihuan/texts").rglob("*.json")):
        where = path.relative_to(ROOT).as_posix()
        for key, text in json.loads(path.read_text("utf-8")).items():
            yield f"{where}: {key}", text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)


def without_allowed(text: str) -> str:
    """The text but for what may stand."""
    for words in ALLOWED:
        text = text.replace(words, "")
    return text


def wrong_words(text: str) -> list[str]:
    """The standard words that this text should have used."""
    left = without_allowed(text)
    table = CHINESE if HAN.search(text) else ENGLISH if " " in text else {}
    return [word for word, others in table.items() if re.search(others, left)]


@pytest.mark.req("ADM-6")
def test_no_text_calls_a_thing_by_another_name() -> None:
    assert len(texts()) > 4_000
    found = [f"{where} | {text[:80]} | say {word}" for where, text in texts() for word in wrong_words(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("words", ALLOWED)
def test_every_exception_is_still_needed(words: str) -> None:
    assert any(words in text for _, text in texts())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("新建服务单", "工单"),
        ("请选择优先级", "紧急等级"),
        ("派工给他", "派单"),
        ("Open the work-order", None),
        ("See its handler now", "assignee"),
        ("印派工单", None),
    ],
)
def test_the_table_bites(text: str, word: str | None) -> None:
    assert wrong_words(text) == ([word] if word else [])


def test_every_word_of_the_table_is_a_standard_one() -> None:
    page = (ROOT / "docs/semantics.md").read_text("utf-8")
    assert [word for word in CHINESE if word not in page] == []
