"""Notices as people, administrators and readers of tickets meet them over HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bihuan.adapters import carriers
from bihuan.core.access import FieldAccess
from bihuan.kernel.tables import event
from bihuan.modules.identity.messages import SaveRole
from bihuan.modules.tickets import messages as t
from tests.adapters.providers import dingtalk, provider
from tests.modules.company import MINUTE, Line
from tests.modules.notifications.house import HOUR, House

pytestmark = pytest.mark.req("COL-2.server")

_ROBOT = {"kind": "dingtalk", "label": {"zh": "抢修群"}}


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    with house.company.http(by_hand=True) as line:
        yield line


def ok(line: Line, who: str, method: str, path: str, **more: Any) -> Any:
    answer = line(who, method, path, **more)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def test_the_list_its_pages_and_what_is_unread(house: House, line: Line) -> None:
    for number in range(3):
        house.notify(key=f"k{number}", to=[{"person": house.person("lead")}], text=f"第{number}条")
        house.company.clock.instant += 1
    first = ok(line, "lead", "GET", "/notices", params={"limit": 2})
    assert [item["text"] for item in first["items"]] == ["第2条", "第1条"]
    rest = ok(line, "lead", "GET", "/notices", params={"limit": 2, "cursor": first["cursor"]})
    assert [item["text"] for item in rest["items"]] == ["第0条"] and rest["cursor"] is None
    assert ok(line, "lead", "GET", "/notices/unread") == {"count": 3}
    ok(line, "lead", "POST", f"/notices/{first['items'][0]['id']}/read")
    assert [item["text"] for item in ok(line, "lead", "GET", "/notices?unread=true")["items"]] == ["第1条", "第0条"]
    ok(line, "lead", "POST", "/notices/read")
    assert ok(line, "lead", "GET", "/notices/unread") == {"count": 0}
    # Another's notice does not exist, and his cursor opens nothing.
    assert line("engineer", "POST", f"/notices/{first['items'][0]['id']}/read").status_code == 404
    assert line("engineer", "GET", f"/notices?cursor={first['cursor']}").status_code == 400


def test_only_the_recipient_is_told_live(house: House) -> None:
    house.notify(to=[{"person": house.person("lead")}], text="仅主管")
    while house.worker.number_events(house.company.tenant):
        pass
    for who, heard in (("lead", True), ("engineer", False), ("admin", False)):
        assert (house.told_live(who) != []) == heard, who


@pytest.mark.req("AUD-3")
def test_who_lost_the_right_to_the_ticket_finds_the_notice_without_its_words(house: House, line: Line) -> None:
    ticket = house.pumps.report()
    house.notify(ticket=ticket, to=["lead"], template="urgent")
    shown = ok(line, "lead", "GET", "/notices")["items"][0]
    assert shown["path"] == f"/tickets/{shown['number']}" and "水泵漏水" in shown["title"]
    house.company.send("operator", SaveRole("lead", {"zh": "主管"}, ()))
    shown = ok(line, "lead", "GET", "/notices")["items"][0]
    assert (shown["withheld"], shown["title"], shown["text"], shown["path"]) == (True, None, None, None)


def test_who_was_told_what_by_which_channel_with_what_result(house: House, line: Line) -> None:
    house.open_channels()
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    [told] = ok(line, "dispatcher", "GET", f"/tickets/{ticket}/notices")
    assert (told["name"], told["kind"], told["label"]["zh"]) == ("张工", "visit_offered", "派单给你")
    [delivery] = told["deliveries"]
    attempt = delivery["attempts"][0]
    assert (delivery["channel"], delivery["state"], attempt["receipt"]) == ("sms", "delivered", "receipt-1")
    # The customer reads the ticket; whom the company tells inside is not his business.
    assert ok(line, "requester", "GET", f"/tickets/{ticket}/notices") == []


def test_what_went_with_a_digest_shows_how_the_digest_went(house: House, line: Line) -> None:
    house.open_channels(sms=False)
    house.prefer("engineer", digest={"*": "hourly"})
    house.word("visit_offered", "派单 {{number}}", "{{number}}", by=("app", "mail"))
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    [told] = ok(line, "dispatcher", "GET", f"/tickets/{ticket}/notices")
    assert (told["template_version"], told["deliveries"], told["digest_at"] is None) == (1, [], False)
    house.wait(HOUR)
    [told] = ok(line, "dispatcher", "GET", f"/tickets/{ticket}/notices")
    assert [(item["channel"], item["state"]) for item in told["deliveries"]] == [("mail", "delivered")]


@pytest.mark.req("AUD-3", "AUD-4")
def test_words_of_anothers_notice_are_for_who_may_read_all_that_they_say(house: House, line: Line) -> None:
    ticket = house.pumps.close_loop()
    house.word("urgent", "{{number}}", "原因：{{cause}}")
    house.notify(ticket=ticket, to=["lead"], template="urgent")
    urgent = lambda who: next(  # noqa: E731
        item for item in ok(line, who, "GET", f"/tickets/{ticket}/notices") if item["kind"] == "urgent"
    )
    assert urgent("auditor")["text"] == "原因：密封圈老化"
    hidden = {"named": {"cause": FieldAccess.HIDDEN.name.lower()}, "others": "read"}
    grant = {"action": "read", "kind": "ticket", "rows": "all", "fields": hidden}
    house.company.send("operator", SaveRole("auditor", {"zh": "审计"}, (grant,)))
    assert urgent("auditor")["text"] is None and "密封圈" not in json.dumps(urgent("auditor"))


def test_preferences_are_ones_own_and_name_the_kinds_there_are(line: Line) -> None:
    chosen = {"digest": {"*": "daily"}, "daily_at": "18:00"}
    ok(line, "engineer", "PUT", "/notices/preferences", json=chosen)
    found = ok(line, "engineer", "GET", "/notices/preferences")
    assert found["digest"] == {"*": "daily"} and found["kinds"]["visit_offered"]["zh"] == "派单给你"
    refused = line("engineer", "PUT", "/notices/preferences", json={"quiet": {"from": "22"}})
    assert [item["path"] for item in refused.json()["problems"]] == ["quiet.from", "quiet.until"]


def test_a_preview_shows_what_that_person_would_read(house: House, line: Line) -> None:
    ticket = house.pumps.report()
    words = {"texts": {"zh": {"title": "{{title}}", "text": "{{priority}}"}}, "ticket": ticket}
    path = "/notices/templates/urgent/preview"
    asked = {**words, "person": house.person("lead")}
    assert ok(line, "admin", "POST", path, json=asked)["title"] == "水泵漏水"
    assert ok(line, "admin", "POST", path, json={**words, "person": house.person("engineer")})["told"] is False
    faulty = line("admin", "POST", path, json={**words, "texts": {"zh": {"title": "{{nope}}", "text": "x"}}})
    assert faulty.status_code == 422 and faulty.json()["problems"][0]["detail"].startswith("模板中的字段“nope”不存在")


@pytest.mark.req("AUD-6")
def test_secrets_go_in_and_never_come_out(house: House, line: Line) -> None:
    secrets = {"url": "https://oapi.dingtalk.com/robot/send?access_token=T0KEN", "secret": "SECs3cret"}
    saved = ok(line, "admin", "PUT", "/notices/channels/crew", json={**_ROBOT, "secrets": secrets})
    assert saved["secrets"] == ["secret", "url"]
    again = ok(line, "admin", "PUT", "/notices/channels/crew", json={**_ROBOT, "label": {"zh": "新名"}})
    assert again["secrets"] == ["secret", "url"], "what is not given anew stays"
    shown = line("admin", "GET", "/notices/channels").text
    events = house.company.read(lambda tx: tx.rows(_events()))
    everything = shown + json.dumps(saved) + "".join(row["body"] for row in events)
    assert "T0KEN" not in everything and "s3cret" not in everything
    faulty = line("admin", "PUT", "/notices/channels/crew", json={**_ROBOT, "kind": "smtp", "settings": {"port": "x"}})
    assert sorted(item["path"] for item in faulty.json()["problems"]) == [
        "settings.host",
        "settings.port",
        "settings.sender",
    ]


def _events() -> Any:
    return sa.select(event.c.body).where(event.c.stream.like("notice_channel:%"))


def test_a_wrong_secret_is_found_by_the_test_message_mended_and_the_dead_letter_sent_again(house: House) -> None:
    house.ports.update(carriers("127.0.0.1"))
    now = house.company.clock.now()
    with provider(dingtalk("SECright", now)) as there, house.company.http(by_hand=True) as line:

        def save(secret: str) -> None:
            secrets = {"url": f"{there.url}/robot/send?access_token=t", "secret": secret}
            ok(line, "admin", "PUT", "/notices/channels/crew", json={**_ROBOT, "secrets": secrets})

        save("SECwrong")
        house.notify(ticket=house.pumps.report(), to=[{"group": "crew"}], template="urgent")
        [failed] = ok(line, "admin", "GET", "/notices/deliveries")
        attempt = failed["attempts"][0]
        assert attempt["code"] == "delivery.signature_refused" and "sign not match" in attempt["detail"]
        assert attempt["reason"].startswith("签名或安全设置不被接受")
        ok(line, "admin", "POST", "/notices/channels/crew/test", json={})
        house.work()
        assert ok(line, "admin", "GET", "/notices/channels")[0]["last_test"]["outcome"] == "refused"
        save("SECright")
        ok(line, "admin", "POST", "/notices/channels/crew/test", json={})
        ok(line, "admin", "POST", f"/notices/deliveries/{failed['id']}/retry")
        house.wait(MINUTE)
        assert ok(line, "admin", "GET", "/notices/channels")[0]["last_test"]["outcome"] == "delivered"
        assert ok(line, "admin", "GET", "/notices/deliveries") == []
        texts = [request.json()["markdown"]["text"] for request in there.requests[-2:]]
        assert any("通知渠道测试" in text for text in texts) and any("紧急" in text for text in texts)
        assert line("admin", "POST", f"/notices/deliveries/{failed['id']}/retry").status_code == 409


def test_a_note_of_ones_own_is_no_notice(house: House, line: Line) -> None:
    ticket = house.pumps.report()
    house.company.send("requester", t.AddNote(ticket=ticket, text="在吗", public=True))
    house.work()
    assert ok(line, "requester", "GET", "/notices")["items"] == []


def test_preferences_are_no_place_to_keep_things(house: House, line: Line) -> None:
    chosen: dict[str, Any]
    for chosen in (
        {"channels": {f"kind_{number}": [] for number in range(2_000)}},
        {"channels": {"k" * 100_000: []}},
        {"channels": {"urgent": ["sms"] * 1_000}},
        {"digest": {"made_up": "daily"}},
        {"quiet": {f"{number}": "x" for number in range(10)}},
        {"quiet": {"from": "2" * 10_000, "until": "07:00"}},
        {"order": ["sms" * 10_000]},
    ):
        assert line("lead", "PUT", "/notices/preferences", json=chosen).status_code == 422
    assert (
        house.company.read(lambda tx: tx.rows(sa.select(event.c.no).where(event.c.type == "NoticePreferencesSet")))
        == []
    )


def test_a_channel_and_its_words_have_their_bounds(line: Line) -> None:
    secrets = {"url": "https://oapi.dingtalk.com/robot/send?access_token=T"}
    for body in (
        {**_ROBOT, "label": {"zh": "群" * 1_000}, "secrets": secrets},
        {**_ROBOT, "label": {"zh": "群", "x" * 50: "群"}, "secrets": secrets},
        {**_ROBOT, "secrets": {**secrets, **{f"s{number}": "x" for number in range(50)}}},
        {**_ROBOT, "settings": {"x" * 500: 1}, "secrets": secrets},
    ):
        assert line("admin", "PUT", "/notices/channels/crew", json=body).status_code == 422
    template = {"code": "SMS_1", "parameters": {f"p{number}": "title" for number in range(100)}}
    settings = {"access_key_id": "id", "sign_name": "恒锐", "templates": {"*": template}}
    body = {"kind": "aliyun", "label": {"zh": "短信"}, "settings": settings, "secrets": {"access_key_secret": "s"}}
    refused = line("admin", "PUT", "/notices/channels/sms", json=body).json()
    assert [item["path"] for item in refused["problems"]] == ["settings.templates"]


@pytest.mark.req("AUD-6")
@pytest.mark.parametrize(
    ("kind", "settings", "secrets", "elsewhere"),
    [
        (
            "smtp",
            {"host": "mail.example", "sender": "a@example.com", "user": "bihuan"},
            {"password": "s3cret"},
            ({"host": "mail.attacker.example"}, {"security": "none"}, {"port": 2525}, {"user": "other"}),
        ),
        (
            "aliyun",
            {"access_key_id": "id", "sign_name": "恒锐"},
            {"access_key_secret": "s3cret"},
            ({"endpoint": "https://attacker.example"}, {"access_key_id": "other"}),
        ),
    ],
)
def test_a_kept_secret_is_never_carried_to_another_place(
    line: Line, kind: str, settings: Any, secrets: dict[str, str], elsewhere: tuple[Any, ...]
) -> None:
    path, body = "/notices/channels/one", {"kind": kind, "label": {"zh": "渠道"}, "settings": settings}
    ok(line, "admin", "PUT", path, json={**body, "secrets": secrets})
    for moved in elsewhere:
        changed = {**body, "settings": {**settings, **moved}}
        refused = line("admin", "PUT", path, json=changed)
        [problem] = refused.json()["problems"]
        assert (refused.status_code, problem["path"]) == (422, f"secrets.{next(iter(secrets))}")
        assert ok(line, "admin", "GET", "/notices/channels")[0]["settings"] == settings
    named = {"sender_name": "恒锐"} if kind == "smtp" else {"sign_name": "新签名"}
    kept = ok(line, "admin", "PUT", path, json={**body, "settings": {**settings, **named}})
    assert kept["secrets"] == [*secrets], "what does not say whereto may change alone"
    moved = {**body, "settings": {**settings, **elsewhere[0]}, "secrets": secrets}
    assert ok(line, "admin", "PUT", path, json=moved)["settings"] == moved["settings"]


@pytest.mark.parametrize("instant", [10**17, -(10**17), 10**300, True])
def test_a_preview_of_a_day_that_no_calendar_has_leaves_it_out(house: House, line: Line, instant: int) -> None:
    words = {"zh": {"title": "{{number}}", "text": "应完成于：{{values.due}}{{values.seen_at}}"}}
    asked = {"texts": words, "ticket": house.pumps.report(), "values": {"due": instant}}
    shown = ok(line, "admin", "POST", "/notices/templates/urgent/preview", json=asked)
    assert shown["text"] == ("应完成于：是" if instant is True else "")
