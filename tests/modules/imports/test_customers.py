"""Customers come from people's tables with their contacts and sites (CRM-1, S-8)."""

import io
import zipfile

import pytest

from bihuan.core.access import Grant
from bihuan.kernel import kept_sheets
from bihuan.kernel.sheets import read_sheet
from bihuan.kernel.tables import event as event_table
from bihuan.modules.imports.tables import data_import
from tests.kernel.workbooks import row, sharing, workbook
from tests.modules.imports.desk import CUSTOMERS
from tests.modules.masters.office import ENGINEER, FRONT_DESK, OUTSIDER, SUZHOU, everything, person

pytestmark = pytest.mark.req("CRM-1", "S-8")
MESSY = """恒锐客户台账（2026）,,,,,
序号,单位名称*,类型,姓名,手机,单位地址
1,恒锐机电,企业,张工,１３８１２３４５６７８,苏州市吴中区
2,恒锐机电,企业,李工,13900000000,苏州市工业园区
3,王芳,个人,,1.3812345678E+10,上海市
4,,企业,赵工,13811112222,无锡市
5,沪光电机,学校,周工,1.38E+10,上海市
,,,,,
备注：以上为老客户,,,,,
"""


def checked(office, content, caller=FRONT_DESK, **asking):
    return office.ask("/imports/check", {"kind": "customer", "file": office.upload(content, caller), **asking}, caller)


def test_a_row_makes_a_customer_with_contact_and_site(office):
    done = office.take_over("customer", CUSTOMERS)
    assert (done["state"], done["made"], done["refused"]) == ("done", 2, 0)
    first, second = office.customers()
    assert (first["customer"]["name"], second["customer"]["name"]) == ("恒锐机电", "沪光电机")
    assert [(c["name"], c["phone"]) for c in first["contacts"]] == [("张工", "138 1234 5678")]
    assert [s["address"] for s in first["sites"]] == ["苏州市吴中区"]


def test_the_precheck_names_every_fault_with_row_column_and_reason_and_writes_nothing(office):
    before = office.read(lambda tx: len(tx.all(event_table)))
    found = checked(office, MESSY)
    assert (found["rows"], found["made"], found["refused"]) == (5, 3, 2)
    faults = {
        line["row"]: [((fault["column"] or {}).get("zh"), fault["code"]) for fault in line["faults"]]
        for line in found["faulty"]
    }
    assert faults == {
        6: [("客户名称", "record.required")],
        7: [("客户类别", "import.option_unknown"), ("联系电话", "import.digits_lost")],
    }
    assert "已被 Excel 丢掉" in found["faulty"][1]["faults"][1]["detail"]
    assert found["left_out"] == [{"row": 9, "text": "备注：以上为老客户"}]
    stored = office.read(lambda tx: tx.rows(event_table.select().where(event_table.c.type != "FileStored")))
    assert len(stored) <= before and not office.customers()


def test_rows_of_one_customer_become_one_customer_with_several_contacts(office):
    office.take_over("customer", MESSY)
    by_name = {card["customer"]["name"]: card for card in office.customers()}
    assert sorted(by_name) == ["恒锐机电", "王芳"]
    assert sorted(c["name"] for c in by_name["恒锐机电"]["contacts"]) == ["张工", "李工"]
    assert len(by_name["恒锐机电"]["sites"]) == 2
    private = by_name["王芳"]
    assert (private["customer"]["category"], private["contacts"][0]["name"]) == ("person", "王芳")
    assert private["contacts"][0]["phone"] == "13812345678"


def test_faulty_rows_come_back_as_a_workbook_with_their_reasons(office):
    body = {"kind": "customer", "file": office.upload(MESSY)}
    answer = office.http("POST", "/imports/faulty", json=body)
    rows = read_sheet(answer.content).rows
    assert rows[0][-1] == "未导入的原因（改好后可删除本列再导入）"
    assert [row[0] for row in rows[1:]] == ["4", "5"]
    assert str(rows[2][-1]).startswith("客户类别: 没有“学校”这个选项，可填：单位、个人。")


@pytest.mark.parametrize(
    ("choice", "counts", "names"),
    [
        ("skip", {"skipped": 2, "made": 0}, ["恒锐机电", "沪光电机"]),
        ("update", {"changed": 1, "skipped": 1, "made": 0}, ["恒锐机电", "沪光电机"]),
        ("new", {"made": 2}, ["恒锐机电", "恒锐机电", "沪光电机", "沪光电机"]),
    ],
)
def test_what_is_there_already_is_skipped_updated_or_made_anew(office, choice, counts, names):
    office.take_over("customer", CUSTOMERS)
    changed = CUSTOMERS.replace("苏州市吴中区", "苏州市虎丘区")
    planned = checked(office, changed, duplicates=choice)
    assert planned["there"] or choice == "new"
    done = office.take_over("customer", changed, duplicates=choice)
    assert {key: done[key] for key in counts} == counts
    cards = office.customers()
    assert [card["customer"]["name"] for card in cards] == names
    if choice == "update":
        assert sorted(site["address"] for site in cards[0]["sites"]) == ["苏州市吴中区", "苏州市虎丘区"]
        assert len(cards[0]["contacts"]) == 1


def test_people_of_the_same_name_are_told_apart_by_their_phone(office):
    people = "客户名称,类别,电话\n王芳,个人,13800000001\n王芳,个人,13800000002\n王芳,个人,138-0000-0001\n"
    done = office.take_over("customer", people)
    assert done["made"] == 3 and len(office.customers()) == 2
    again = office.take_over("customer", people)
    assert again["skipped"] == 3 and len(office.customers()) == 2


def test_the_same_import_sent_twice_makes_nothing_twice(office):
    body = {"kind": "customer", "file": office.upload(CUSTOMERS)}
    headers = {"idempotency-key": "one"}
    first, second = (office.http("POST", "/imports", json=body, headers=headers).json() for _ in range(2))
    assert first["id"] == second["id"]
    done = office.go_on(first)
    assert office.ask(f"/imports/{first['id']}/continue") == done
    assert len(office.customers()) == 2
    assert office.ask("/imports/check", body)["earlier"] == [{"id": first["id"], "at": first["at"]}]


def test_a_file_uploaded_again_is_recognised(office):
    first = office.take_over("customer", CUSTOMERS)
    assert [one["id"] for one in checked(office, CUSTOMERS)["earlier"]] == [first["id"]]
    assert checked(office, CUSTOMERS + "新客户,,,\n")["earlier"] == []


def test_it_says_where_it_stopped_and_goes_on_from_there(office, monkeypatch):
    """A request takes over pieces for a while; whoever closes the page finds the import where it stopped."""
    from bihuan.modules.imports import api

    monkeypatch.setattr(api, "_PIECE", 2)
    moments = iter(range(100))
    monkeypatch.setattr(api, "monotonic_seconds", lambda: next(moments) * 1.5)
    many = "客户名称,电话\n" + "".join(f"客户{n},1380000{n:04d}\n" for n in range(5))
    begun = office.ask("/imports", {"kind": "customer", "file": office.upload(many)})
    assert (begun["state"], begun["done"], begun["rows"]) == ("running", 0, 5)
    half = office.ask(f"/imports/{begun['id']}/continue")
    assert (half["state"], half["done"], len(office.customers())) == ("running", 2, 2)
    monkeypatch.setattr(api, "SHEETS", kept_sheets.Sheets())  # the process starts anew: the file is read again
    assert office.http("GET", "/imports", params={"kind": "customer"}).json() == [half]
    done = office.go_on(half)
    assert (done["state"], done["done"], len(office.customers())) == ("done", 5, 5)


def test_a_cancelled_import_keeps_what_was_taken_over_and_takes_no_more(office, monkeypatch):
    from bihuan.modules.imports import api

    monkeypatch.setattr(api, "_PIECE", 1)
    moments = iter(range(100))
    monkeypatch.setattr(api, "monotonic_seconds", lambda: next(moments) * 1.5)
    begun = office.ask("/imports", {"kind": "customer", "file": office.upload(CUSTOMERS)})
    office.ask(f"/imports/{begun['id']}/continue")
    assert office.ask(f"/imports/{begun['id']}/cancel")["state"] == "cancelled"
    assert office.ask(f"/imports/{begun['id']}/continue")["done"] == 1
    assert len(office.customers()) == 1
    assert office.ask(f"/imports/{begun['id']}/cancel")["state"] == "cancelled"


def test_what_became_of_each_row_is_listed(office):
    done = office.take_over("customer", MESSY)
    rows = office.ask(f"/imports/{done['id']}/rows", method="GET")["rows"]
    assert [(row["row"], row["outcome"]) for row in rows] == [
        *((3, "made"), (4, "joined"), (5, "made"), (6, "refused"), (7, "refused")),
    ]
    assert rows[0]["record"] == rows[1]["record"]
    refused = office.ask(f"/imports/{done['id']}/rows?refused=true", method="GET")["rows"]
    assert [(row["row"], row["faults"][0]["code"]) for row in refused] == [
        (6, "record.required"),
        (7, "import.option_unknown"),
    ]
    assert "“1.38E+10”" in refused[1]["faults"][1]["detail"]


@pytest.mark.req("AUD-3")
def test_what_stood_in_the_cells_is_in_no_event_of_the_import(office):
    done = office.take_over("customer", MESSY)
    events = office.read(lambda tx: tx.all(event_table, stream=f"import:{done['id']}"))
    assert len(events) == 2
    assert not any(word in row["body"] for row in events for word in ("恒锐", "138", "张工", "学校"))


@pytest.mark.req("AUD-3")
def test_who_brought_them_is_who_made_them_and_only_he_sees_the_import(office):
    done = office.take_over("customer", CUSTOMERS)
    rows = office.read(lambda tx: tx.all(event_table, stream=f"customer:{office.customers()[0]['customer']['id']}"))
    assert '"front"' in rows[0]["body"]
    other = person("other", *everything("customer", "contact", "site", "file"))
    for method, path in (("GET", ""), ("POST", "/continue"), ("POST", "/cancel"), ("GET", "/rows")):
        assert office.http(method, f"/imports/{done['id']}{path}", other).status_code == 404
    file = {"kind": "customer", "file": done["file"]}
    assert office.http("POST", "/imports/check", other, json=file).status_code == 404
    assert office.http("GET", f"/files/{done['file']}", other).status_code == 404


@pytest.mark.req("AUD-3")
def test_who_may_make_no_customers_may_bring_none(office):
    file = office.upload(CUSTOMERS)
    for caller, status in ((ENGINEER, 403), (OUTSIDER, 404)):
        for path in ("/imports", "/imports/check", "/imports/read", "/imports/faulty"):
            answer = office.http("POST", path, caller, json={"kind": "customer", "file": file})
            assert answer.status_code == status, path


@pytest.mark.req("AUD-3")
def test_who_looks_after_one_area_brings_customers_of_this_area_only(office):
    suzhou = office.save_area("苏州")
    office.save_area("无锡")
    caller = person("s", *everything("customer", "contact", "site", rows="own_area"), Grant("*", "file", "all"),
                    areas=frozenset({suzhou}))  # fmt: skip
    rows = "客户名称,区域,联系人,电话\n甲公司,苏州,张工,13800000001\n乙公司,无锡,李工,13800000002\n丙公司,南京,,\n"
    found = checked(office, rows, caller)
    assert [(line["row"], line["faults"][0]["code"]) for line in found["faulty"]] == [
        (3, "access.denied"),
        (4, "import.area_unknown"),
    ]
    done = office.take_over("customer", rows, caller)
    assert (done["made"], done["refused"]) == (1, 2)
    (card,) = office.customers()
    assert (card["customer"]["name"], card["customer"]["area"], len(card["contacts"])) == ("甲公司", suzhou, 1)


@pytest.mark.req("AUD-3")
def test_customers_of_others_are_not_found_and_not_changed(office):
    office.take_over("customer", CUSTOMERS)
    blind = person("b", Grant("create", "customer", "all"), Grant("read", "customer", "own_created"),
                   Grant("*", "contact", "all"), Grant("*", "site", "all"), Grant("*", "file", "all"))  # fmt: skip
    found = checked(office, CUSTOMERS, blind, duplicates="update")
    assert (found["made"], found["there"]) == (2, [])


def test_a_number_that_is_taken_is_refused_and_the_others_are_taken_over(office):
    office.save("customer", name="旧客户", code="K1", area="wuxi")
    rows = "客户名称,客户编号\n新客户,k-1\n另一个,K2\n"
    done = office.take_over("customer", rows, duplicates="new")
    assert (done["made"], done["refused"]) == (1, 1)
    assert office.take_over("customer", rows, duplicates="update")["changed"] == 1
    assert sorted(card["customer"]["name"] for card in office.customers()) == ["另一个", "新客户"]


def test_columns_may_be_matched_by_hand(office):
    table = "A,B,C\n恒锐机电,13800000001,苏州\n"
    body = {"kind": "customer", "file": office.upload(table)}
    found = office.ask("/imports/read", body)
    assert (found["heading"], found["missing"], found["rows"]) == (0, ["name"], 2)
    asked = {**body, "heading": 1, "columns": {"0": "name", "1": "contact_phone"}}
    found = office.ask("/imports/read", asked)
    assert [(c["title"], c["key"], c["samples"]) for c in found["columns"]] == [
        *(("A", "name", ["恒锐机电"]), ("B", "contact_phone", ["13800000001"]), ("C", None, ["苏州"])),
    ]
    assert office.go_on(office.ask("/imports", asked))["made"] == 1
    twice = {**asked, "columns": {"0": "name", "1": "name", "2": "nonsense"}}
    refused = office.http("POST", "/imports/read", json=twice).json()
    assert [problem["code"] for problem in refused["problems"]] == ["import.column_unknown", "import.column_twice"]


def test_the_template_needs_no_matching(office):
    content = office.http("GET", "/imports/template", params={"kind": "customer"}).content
    found = office.ask("/imports/read", {"kind": "customer", "file": office.upload(content)})
    assert found["missing"] == [] and all(column["key"] for column in found["columns"])


def test_replay_gives_the_same_rows(office):
    office.take_over("customer", MESSY)
    before = office.read(lambda tx: tx.all(data_import))
    office.check_replay({f"import:{row['id']}" for row in before})
    assert office.read(lambda tx: tx.all(data_import)) == before


@pytest.mark.parametrize("content", ["", "\n\n", "客户名称\n"])
def test_an_empty_table_is_no_fault(office, content):
    if not content:
        content = " "
    found = office.ask("/imports/read", {"kind": "customer", "file": office.upload(content)})
    assert found["rows"] in (0, 1)
    assert office.take_over("customer", content)["state"] == "done"


def test_suzhou_may_not_change_what_is_elsewhere(office):
    office.save("customer", name="恒锐机电", area="wuxi")
    assert office.ask("/imports/check", {"kind": "customer", "file": office.upload(CUSTOMERS, _with_files(SUZHOU)),
                      "duplicates": "update"}, _with_files(SUZHOU))["changed"] == 0  # fmt: skip


def _with_files(caller):
    subject = caller.subject
    return person(caller.id, *subject.grants, Grant("*", "file", "all"), areas=subject.areas)


def bad_workbooks() -> dict[str, bytes]:
    """What no spreadsheet program writes."""
    sound = workbook(row(1, "客户名称") + row(2, "恒锐"))
    far = row(1, "a") + '<row r="1048576"><c cm=">" r="XFD1048576"><v>1</v></c></row>'
    sharing_much = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 10_000))
    with zipfile.ZipFile(io.BytesIO(sound)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    found = {"far": workbook(far), "shared": sharing(["x" * 32_000], sharing_much), "torn": sound[:60] + sound[80:]}
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        found[str(method)] = out.getvalue()
    return found


def test_a_workbook_that_is_made_to_harm_is_refused_in_words(office):
    for name, content in bad_workbooks().items():
        body = {"kind": "customer", "file": office.upload(content, name="客户.xlsx")}
        for path in ("/imports/read", "/imports/check", "/imports"):
            answer = office.http("POST", path, json=body)
            assert answer.status_code in (413, 415) and answer.json()["code"].startswith("sheet."), (name, answer.text)
