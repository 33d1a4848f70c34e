"""Channels and templates, for administrators."""

from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from bihuan.core.access import check_access
from bihuan.core.values import JsonObject, Kind, Refusal
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Row, Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.identity import interface as identity
from bihuan.modules.notifications import interface as own
from bihuan.modules.notifications import messages as m
from bihuan.modules.notifications import queries
from bihuan.modules.notifications.api.told import AttemptOut, attempt_out, may_manage
from bihuan.modules.tickets import interface as tickets

router = Router(tags=["notices"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]
Word = Annotated[str, Field(max_length=20)]
Label = Annotated[dict[Word, Annotated[str, Field(max_length=200)]], Field(max_length=4)]
Name = Annotated[str, Field(max_length=101)]
Secret = Annotated[str, Field(max_length=2_000)]


class ChannelIn(BaseModel):
    """A channel. `secrets` are never read back; left out, those that there are stay."""

    model_config = ConfigDict(extra="forbid")
    kind: Annotated[str, Field(max_length=50)]
    label: Label
    settings: Annotated[dict[Name, Any], Field(max_length=20)] = {}
    secrets: Annotated[dict[Name, Secret] | None, Field(max_length=5)] = None
    enabled: bool = True
    role: Annotated[str | None, Field(max_length=100, description="With whose rights a group's messages are made")] = (
        None
    )


class NoticeChannelOut(BaseModel):
    """A channel; of its secrets only the names. `last_test`: how the last test message went, if there was one."""

    key: str
    kind: str
    label: dict[str, str]
    settings: dict[str, Any]
    secrets: list[str]
    enabled: bool
    role: str | None
    version: int
    last_test: AttemptOut | None


class TestIn(BaseModel):
    """Where a test message goes: a phone number or mail address; nothing for a group."""

    __test__ = False
    model_config = ConfigDict(extra="forbid")
    address: Annotated[str, Field(max_length=200)] = ""


class WordsIn(BaseModel):
    """New words for a kind of notice."""

    model_config = ConfigDict(extra="forbid")
    texts: Annotated[dict[Word, Any], Field(max_length=4)]
    enabled: bool = True
    by: Annotated[list[Word], Field(max_length=10)] = ["app"]


class TemplateOut(BaseModel):
    """The words of a kind. `number` 0: as it shipped."""

    kind: str
    label: dict[str, str]
    number: int
    texts: dict[str, Any]
    enabled: bool
    by: list[str]
    ready: bool


class PreviewIn(BaseModel):
    """What to show: a ticket, for whom (the caller, if left out), and words that are not published yet."""

    model_config = ConfigDict(extra="forbid")
    ticket: Annotated[str, Field(max_length=100)]
    person: Annotated[str | None, Field(max_length=100)] = None
    texts: Annotated[dict[Word, Any] | None, Field(max_length=4)] = None
    values: Annotated[dict[Name, Any], Field(max_length=50)] = {}


class PreviewOut(BaseModel):
    """What that person would read. `told` false: nothing, for he may not know of the ticket."""

    told: bool
    title: str | None
    text: str | None


@router.get("/channels")
async def list_channels(desk: DeskDep) -> list[NoticeChannelOut]:
    """Every channel."""
    may_manage(desk)
    return [NoticeChannelOut(**item) for item in await desk.read(lambda tx: _channels(tx, desk))]


@router.put("/channels/{key}")
async def save_channel(key: str, body: ChannelIn, desk: DeskDep) -> NoticeChannelOut:
    """Make or change a channel."""
    sealed = own.seal_secrets(desk.tenant.keys, body.secrets) if body.secrets is not None else None
    rest = body.model_dump(exclude={"secrets"})
    await desk.submit(m.SaveNoticeChannel(key=key, secrets=sealed, **rest))
    found = await desk.read(lambda tx: [item for item in _channels(tx, desk) if item["key"] == key])
    return NoticeChannelOut(**found[0])


@router.delete("/channels/{key}", status_code=204)
async def remove_channel(key: str, desk: DeskDep) -> None:
    """Forget a channel and its secrets."""
    await desk.submit(m.RemoveNoticeChannel(key))


@router.post("/channels/{key}/test", status_code=202)
async def test_channel(key: str, body: TestIn, desk: DeskDep) -> None:
    """Send a test message; a moment later the channel's `last_test` says how it went."""
    await desk.submit(m.TestNoticeChannel(key, body.address))


def _channels(tx: Tx, desk: Desk) -> list[dict[str, Any]]:
    rows = queries.channel_rows(tx)
    tests = queries.attempts_of(tx, [row["tested"] for row in rows if row["tested"]])
    return [_channel(tx, row, tests.get(row["tested"], []), desk.language) for row in rows]


def _channel(tx: Tx, row: Row, tests: list[Row], language: str) -> dict[str, Any]:
    names = ("key", "kind", "label", "settings", "enabled", "role", "version")
    secrets = sorted(own.account_of(tx.keys, {}, row["secrets"]).secrets)
    last = attempt_out(tests[-1], language) if tests else None
    return {**{name: row[name] for name in names}, "secrets": secrets, "last_test": last}


@router.get("/templates")
async def list_templates(desk: DeskDep) -> list[TemplateOut]:
    """Every kind of notice with its words."""
    _may_word(desk)
    return [_template(item) for item in await desk.read(own.all_templates)]


@router.put("/templates/{kind}")
async def publish_template(kind: str, body: WordsIn, desk: DeskDep) -> TemplateOut:
    """Publish new words, or switch a kind off; every fault is named by its path."""
    await desk.submit(m.PublishNoticeTemplate(kind, body.texts, body.enabled, tuple(body.by)))
    return _template(await desk.read(lambda tx: own.template_of(tx, kind)))


@router.post("/templates/{kind}/preview")
async def preview_template(kind: str, body: PreviewIn, desk: DeskDep) -> PreviewOut:
    """What a person would read about a ticket; of it, what the caller may read as well."""
    _may_word(desk)
    return PreviewOut(**await desk.read(lambda tx: _preview(tx, desk, kind, body)))


def _preview(tx: Tx, desk: Desk, kind: str, body: PreviewIn) -> dict[str, Any]:
    row, _ = tickets.readable_row(tx, desk.caller, body.ticket)
    texts = _words(tx, kind, body)
    contact = identity.person_contact(tx, body.person) if body.person else None
    if body.person and contact is None:
        raise Refusal("user.not_found", Kind.NOT_FOUND, path="person")
    language = contact.language if contact else desk.language
    readings = [
        own.Reading(tx, own.Reader(subject, language, desk.info), row, values=body.values)
        for subject in (desk.caller.subject, *([identity.subject_of(tx, contact.id)] if contact else []))
    ]
    if not all(reading.may_read() for reading in readings):
        return {"told": False, "title": None, "text": None}

    def both(path: str) -> str | None:
        # Who words the notices need not see what those who are told see, nor lend himself their eyes.
        said = [reading.text(path) for reading in readings]
        seen = [text for text, reading in zip(said, readings, strict=True) if not reading.reads_whole(path)]
        return None if None in said else (*seen, *said)[0]

    title, text = own.words_in(texts, language)
    return {"told": True, "title": own.fill(title, both), "text": own.fill(text, both)}


def _words(tx: Tx, kind: str, body: PreviewIn) -> JsonObject:
    """The words to be shown: those that are not published yet, else those that stand."""
    if body.texts is not None:
        problems = list(own.faults_of(body.texts, own.knows_field(tx)))
        if problems:
            raise Refusal("notice.template_invalid", problems=problems)
        return body.texts
    template = own.template_of(tx, kind)
    if template is None:
        raise Refusal("notice_template.not_found", Kind.NOT_FOUND)
    return template.texts


def _template(item: own.Template | None) -> TemplateOut:
    assert item is not None
    return TemplateOut(
        kind=item.kind,
        label=item.label,
        number=item.number,
        texts=item.texts,
        enabled=item.enabled,
        by=list(item.by),
        ready=item.ready,
    )


def _may_word(desk: Desk) -> None:
    check_access(desk.caller.subject, "manage", "notice_template", {})
