"""What the notifications module registers."""

from functools import partial

from bihuan.core.automation import NOTICE_LABELS
from bihuan.kernel.hooks import Hooks, Projection, TraceSection, platform_only
from bihuan.modules.identity.messages import UserErased
from bihuan.modules.notifications import api, apply, messages, queries, reactions, tables
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications.handlers import settings, telling
from bihuan.modules.notifications.interface import label_of
from bihuan.modules.notifications.jobs.acting import notify, send_text
from bihuan.modules.notifications.jobs.delivering import Deliverer
from bihuan.modules.notifications.jobs.telling import TELLERS, tell_of_ticket, tells_something
from bihuan.modules.records.messages import TableRecordErased
from bihuan.modules.tickets.messages import TicketPurged


def register(hooks: Hooks) -> None:
    """Commands, events, rows, followers, actions and routes of notices."""
    _commands(hooks)
    for event in messages.EVENTS:
        hooks.event(event, personal=messages.PERSONAL.get(event, ()))
    hooks.eraser(m.NoticeErased)
    hooks.projection(
        Projection("notice", ((tables.notice, "id"), (tables.notice_delivery, "notice")), apply.apply_notice)
    )
    hooks.projection(Projection("notice_channel", ((tables.notice_channel, "key"),), apply.apply_channel))
    hooks.projection(Projection("notice_template", ((tables.notice_template, "kind"),), apply.apply_template))
    hooks.projection(Projection("notice_preference", ((tables.notice_preference, "person"),), apply.apply_preference))
    hooks.stream_reader("notice", queries.may_read_stream)
    hooks.reaction("enrich", TicketPurged, "notifications.erase", reactions.erase_with_ticket)
    hooks.reaction("enrich", UserErased, "notifications.erase", reactions.erase_with_person)
    hooks.reaction("enrich", TableRecordErased, "notifications.erase", reactions.erase_with_record)
    hooks.job_per_unit(TELLERS, "notifications.tickets", partial(tell_of_ticket, hooks), tells_something)
    hooks.trace_section(TraceSection("notices", 50, partial(queries.notices_in_trace, label_of)))
    deliverer = Deliverer()
    hooks.job(m.DeliveryAsked, m.DELIVER, deliverer.deliver)
    hooks.job(m.ChannelTestAsked, m.TEST, deliverer.test)
    hooks.provide(NOTICE_LABELS, label_of)
    hooks.action("notify", notify)
    hooks.action("sms", send_text)
    for prefix, router in api.ROUTERS:
        hooks.router(prefix, router)


def _commands(hooks: Hooks) -> None:
    platform = platform_only
    hooks.command(m.SendNotice, telling.send, platform)
    hooks.command(m.ReleaseNotice, telling.release, platform)
    hooks.command(m.SendDigest, telling.send_digest, platform)
    hooks.command(m.FallBack, telling.fall_back, platform)
    hooks.command(m.EraseNotices, telling.erase, platform)
    hooks.command(m.SaveNoticeChannel, settings.save_channel, settings.may_manage_channels, m.channel_stream)
    hooks.command(m.RemoveNoticeChannel, settings.remove_channel, settings.may_manage_channels, m.channel_stream)
    hooks.command(m.TestNoticeChannel, settings.test_channel, settings.may_manage_channels, m.channel_stream)
    hooks.command(m.PublishNoticeTemplate, settings.publish_template, settings.may_manage_templates, m.template_stream)
    hooks.command(m.SetNoticePreferences, settings.set_preferences, settings.only_own, m.preference_stream)
