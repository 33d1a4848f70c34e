"""How notices reach people: channels, quiet hours, digests, and what happens when a provider does not play along."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bihuan.kernel import outbox
from bihuan.kernel.ports import RefusedForGoodError, TryAgainError
from bihuan.kernel.tables import outbox as outbox_table
from bihuan.modules.identity.messages import ChangeUser, DeactivateUser
from bihuan.modules.notifications import bookkeeping
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications.tables import notice_channel
from bihuan.modules.tickets.tables import ticket as ticket_table
from tests.modules.company import MINUTE
from tests.modules.notifications.house import ADDRESS, HOUR, SLUG, House

pytestmark = pytest.mark.req("COL-2.server")


def at(house: House, clock: str) -> int:
    """The next time that the company's clocks show this."""
    zone = ZoneInfo(house.company.tenant.info.zone)
    now = datetime.fromtimestamp(house.company.clock.now() / 1000, UTC).astimezone(zone)
    hour, minute = map(int, clock.split(":"))
    due = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    ms = int(due.timestamp() * 1000)
    return ms if ms > house.company.clock.now() else ms + 24 * HOUR


def test_a_job_offered_goes_to_the_phone_first_and_carries_a_link_that_works_there(house: House) -> None:
    house.open_channels()
    ticket = house.pumps.report(title="水泵漏水" * 12)
    house.pumps.assign(ticket)
    house.work()
    [letter], number = house.sms.letters, house.told("engineer")[0]["number"]
    assert (letter.address, letter.template, house.mail.letters) == ("13812345678", "SMS_1", [])
    assert dict(letter.parameters)["url"] == f"{ADDRESS}/t/{SLUG}/tickets/{number}"
    # Providers refuse values that are too long.
    assert len(dict(letter.parameters)["title"]) == 35
    assert [item["attempts"][0]["outcome"] for item in house.deliveries("engineer")] == ["delivered"]


def test_without_a_phone_number_the_next_channel_of_the_order_is_taken(house: House) -> None:
    house.open_channels()
    house.company.send("operator", ChangeUser(house.person("engineer"), {"phone": None}))
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    [letter] = house.mail.letters
    assert (letter.address, letter.thread, house.sms.letters) == ("engineer@example.com", f"ticket.{ticket}", [])


def test_a_channel_that_was_asked_for_and_does_not_reach_is_said_so(house: House) -> None:
    house.open_channels(sms=False)
    house.notify(ticket=house.pumps.report(), to=["lead"], by=["app", "sms", "mail"], template="urgent")
    [told] = house.told("lead")
    assert told["unreachable"] == ["sms"] and len(house.mail.letters) == 1


def test_a_provider_down_for_an_hour_delivers_once_afterwards(house: House) -> None:
    house.open_channels(mail=False)
    house.sms.mood = TryAgainError("delivery.timeout", "sms.example")
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    for _ in range(12):
        house.wait(5 * MINUTE)
    assert house.sms.letters == []
    house.sms.mood = None
    for _ in range(4):
        house.wait(30 * MINUTE)
    assert len(house.sms.letters) == 1
    [delivery] = house.deliveries("engineer")
    outcomes = [attempt["outcome"] for attempt in delivery["attempts"]]
    assert (outcomes[0], outcomes[-1], delivery["state"]) == ("again", "delivered", "done")
    assert delivery["attempts"][0]["code"] == "delivery.timeout"


def test_nobody_else_waits_for_a_provider_that_does_not_answer(house: House) -> None:
    house.open_channels(mail=False)
    tries = []

    class Silent:
        def carry(self, *_: object) -> str:
            tries.append(1)
            raise TryAgainError("delivery.timeout")

    house.ports["aliyun"] = Silent()
    for number in range(5):
        house.notify(key=f"k{number}", to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    assert len(tries) == 1
    house.wait(HOUR)
    assert len(tries) == 2, "one look an hour later asks once, the others go on resting"


def test_who_says_when_to_come_back_is_not_asked_earlier(house: House) -> None:
    house.open_channels(mail=False)
    house.sms.mood = TryAgainError("delivery.rate_limited", after_ms=10 * MINUTE)
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [row] = house.outbox("waiting")
    assert row["due"] - house.company.clock.now() >= 10 * MINUTE


def test_a_wrong_secret_is_a_dead_letter_with_its_reason_until_somebody_mends_it(house: House) -> None:
    house.open_channels(mail=False)
    house.sms.mood = RefusedForGoodError("delivery.signature_refused", "SignatureDoesNotMatch")
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [dead] = house.outbox("dead")
    assert "SignatureDoesNotMatch" in dead["last_error"] and "s3cret" not in dead["last_error"]
    house.sms.mood = None
    house.company.tenant.writer.call(lambda tx: outbox.replay(tx, dead["id"], house.company.clock.now()))
    house.work()
    assert len(house.sms.letters) == 1 and house.outbox("dead") == []


def test_a_number_that_does_not_exist_is_not_tried_again_and_mail_takes_over(house: House) -> None:
    house.open_channels()
    house.sms.mood = RefusedForGoodError("delivery.number_invalid", "isv.MOBILE_NUMBER_ILLEGAL")
    ticket = house.pumps.report()
    house.pumps.assign(ticket)
    house.work()
    assert len(house.mail.letters) == 1 and house.outbox("dead") == []
    tries = [(item["channel"], [each["outcome"] for each in item["attempts"]]) for item in house.deliveries("engineer")]
    assert sorted(tries) == [("mail", ["delivered"]), ("sms", ["refused"])]


def test_a_kind_without_an_sms_template_says_so_where_the_tries_are_shown(house: House) -> None:
    house.open_channels(mail=False)
    settings = {"access_key_id": "id", "sign_name": "恒锐", "templates": {}}
    house.save_channel("sms", "aliyun", settings, {"access_key_secret": "s3cret"})
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [delivery] = house.deliveries("engineer")
    assert [(each["code"], each["detail"]) for each in delivery["attempts"]] == [("delivery.no_template", "message")]
    assert delivery["state"] == "dead"


def test_a_crash_between_delivering_and_noting_the_end_does_not_deliver_twice(house: House) -> None:
    house.open_channels(mail=False)
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [delivery] = house.deliveries("engineer")
    again = {"state": "waiting", "due": house.company.clock.now()}
    house.company.tenant.writer.call(lambda tx: tx.update(outbox_table, {"id": delivery["id"]}, again))
    house.work()
    assert len(house.sms.letters) == 1


def test_what_was_asked_for_in_quiet_hours_waits_till_morning(house: House) -> None:
    house.open_channels(mail=False)
    morning = at(house, "08:00")
    house.notify(to=["lead"], ticket=house.pumps.report(), by=["sms"], template="urgent", not_before=morning)
    assert house.sms.letters == [] and house.listed("lead") == [] and house.unread("lead") == 0
    house.company.clock.instant = morning - 1
    house.work()
    assert house.sms.letters == []
    house.wait(1)
    assert len(house.sms.letters) == 1 and house.unread("lead") == 1


def test_quiet_hours_of_ones_own_hold_until_they_end_but_not_for_what_is_urgent(house: House) -> None:
    house.open_channels(mail=False)
    house.prefer("lead", quiet={"from": "22:00", "until": "07:00"})
    house.company.clock.instant = at(house, "23:30")
    house.notify(key="calm", to=["lead"], ticket=house.pumps.report(), by=["sms"], template="urgent")
    assert house.sms.letters == []
    urgent = house.pumps.report(priority="P0", data={"fault": "leak", "urgent_note": "淹水"})
    house.notify(key="now", to=["lead"], ticket=urgent, by=["sms"], template="urgent")
    assert len(house.sms.letters) == 1
    house.wait(8 * HOUR)
    assert len(house.sms.letters) == 2


def test_a_daily_digest_gathers_what_is_not_urgent_into_one_mail(house: House) -> None:
    house.open_channels()
    house.prefer("engineer", digest={"*": "daily"}, daily_at="18:00")
    for _ in range(2):
        house.pumps.assign(house.pumps.report())
    house.work()
    assert (house.sms.letters, house.mail.letters, house.unread("engineer")) == ([], [], 2)
    house.company.clock.instant = at(house, "18:00")
    house.work()
    [letter] = house.mail.letters
    assert letter.title == "您有 2 条通知" and letter.text.count("新工单派给您") == 2
    # The digest is no further notice in the list, and it comes once.
    assert house.unread("engineer") == 2
    house.wait(25 * HOUR)
    assert len(house.mail.letters) == 1


def test_urgent_notices_do_not_wait_for_the_digest(house: House) -> None:
    house.open_channels()
    house.prefer("engineer", digest={"*": "hourly"})
    house.pumps.assign(house.pumps.report(priority="P0", data={"fault": "leak", "urgent_note": "淹水"}))
    house.work()
    assert len(house.sms.letters) == 1


def test_a_person_chooses_the_channels_of_a_kind(house: House) -> None:
    house.open_channels()
    house.prefer("engineer", channels={"visit_offered": ["mail"]})
    house.pumps.assign(house.pumps.report())
    house.work()
    assert (len(house.mail.letters), house.sms.letters) == (1, [])
    house.prefer("engineer", channels={"visit_offered": []})
    house.pumps.assign(house.pumps.report())
    house.work()
    assert (len(house.mail.letters), house.sms.letters, house.unread("engineer")) == (1, [], 2)


def test_preferences_that_make_no_sense_are_refused_by_name(house: House) -> None:
    for preferences, path in (
        ({"quiet": {"from": "25:00", "until": "07:00"}}, "quiet.from"),
        ({"channels": {"*": ["pigeon"]}}, "channels.*"),
        ({"digest": {"*": "yearly"}}, "digest.*"),
        ({"order": ["sms"]}, "order"),
        ({"colour": 1}, "colour"),
    ):
        refusal = house.company.refusal("lead", m.SetNoticePreferences(house.person("lead"), preferences))
        assert [problem.path for problem in refusal.problems] == [path]


def test_who_left_before_morning_is_not_told(house: House) -> None:
    house.open_channels(mail=False)
    house.notify(to=["lead"], ticket=house.pumps.report(), by=["sms"], text="x", not_before=at(house, "08:00"))
    house.company.send("admin", DeactivateUser(house.person("lead")))
    house.wait(24 * HOUR)
    assert house.sms.letters == []


def test_a_group_hears_the_headline_or_what_the_role_of_its_channel_may_read(house: House) -> None:
    house.open_group("crew")
    house.open_group("desk", role="front_desk")
    ticket = house.pumps.report()
    house.notify(ticket=ticket, to=[{"group": "crew"}, {"group": "desk"}, {"group": "nowhere"}], template="urgent")
    texts = {account.secrets["url"][-1] + letter.title for account, letter in house.robot.bag}
    number = house.company.read(lambda tx: tx.get(ticket_table, id=ticket))["number"]
    assert texts == {f"k紧急：水泵漏水 {number}", f"k紧急： {number}"}
    assert house.told("lead") == [] and house.outbox("dead") == []


def test_all_read_means_what_was_there_and_nothing_that_comes_later(house: House) -> None:
    house.notify(key="a", to=[{"person": house.person("lead")}], text="一")
    house.notify(key="b", to=[{"person": house.person("lead")}], text="二")
    write, person, now = house.company.tenant.writer.call, house.person("lead"), house.company.clock.now()
    write(lambda tx: bookkeeping.mark_read(tx, house.told("lead")[0]["id"], now))
    assert (house.unread("lead"), len(house.listed("lead", unread=True))) == (1, 1)
    write(lambda tx: bookkeeping.mark_all_read(tx, person, now))
    assert (house.unread("lead"), len(house.listed("lead"))) == (0, 2)
    house.company.clock.instant += 1
    house.notify(key="c", to=[{"person": person}], text="三")
    assert house.unread("lead") == 1 and house.unread("engineer") == 0


def test_what_nobody_foresaw_is_tried_again_and_stands_among_the_tries(house: House) -> None:
    house.open_channels(mail=False)
    house.sms.mood = KeyError("s3cret")
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [delivery] = house.deliveries("engineer")
    tries = [(each["outcome"], each["code"], each["detail"]) for each in delivery["attempts"]]
    assert tries == [("again", "delivery.fault", "KeyError")] and delivery["state"] == "waiting"
    [row] = house.outbox("waiting")
    assert row["due"] > house.company.clock.now() and "s3cret" not in row["last_error"]
    house.sms.mood = None
    # One letter that goes wrong does not rest the channel for the others.
    house.notify(key="k2", to=[{"person": house.person("lead")}], by=["sms"], text="急")
    assert len(house.sms.letters) == 1
    house.wait(2 * MINUTE)
    assert len(house.sms.letters) == 2


def test_a_letter_that_cannot_be_made_up_says_so_too(house: House) -> None:
    house.open_channels(mail=False)
    broken = {"secrets": "no seal at all"}
    house.company.tenant.writer.call(lambda tx: tx.update(notice_channel, {"key": "sms"}, broken))
    house.notify(to=[{"person": house.person("engineer")}], by=["sms"], text="急")
    [delivery] = house.deliveries("engineer")
    assert [(each["outcome"], each["code"]) for each in delivery["attempts"]] == [("again", "delivery.fault")]
