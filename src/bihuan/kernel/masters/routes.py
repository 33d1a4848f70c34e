"""The routes that every kind of master has: list, make, show, change, archive, restore, erase, reveal.

Bodies and answers are models made from the master's fields, so that OpenAPI says what the code checks.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, Protocol

from fastapi import Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import JsonObject
from bihuan.kernel.listing import Circumstances, ListAsk, Listed, PageOut, list_ask, list_page, page_of
from bihuan.kernel.masters.fields import MAX_LONG_TEXT, MAX_TAGS, MasterField
from bihuan.kernel.masters.master import Master
from bihuan.kernel.masters.messages import ArchiveRecord, EraseRecord, RestoreRecord, SaveRecord
from bihuan.kernel.masters.reading import (
    archived_condition,
    get_record,
    listing_of,
    reveal_field,
    search_condition,
    show_record,
)
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import Desk, desk_of

DeskDep = Annotated[Desk, Depends(desk_of)]
AskDep = Annotated[ListAsk, Depends(list_ask)]
RecordId = Annotated[str, Path(max_length=100)]
Search = Annotated[str, Query(max_length=100, description="Text that stands in a searchable field")]
Archived = Annotated[bool, Query(description="Records out of use instead of those in use")]
_MAX_ID = 100


class NoteAccess(Protocol):
    """`audit.interface.record_access`: has a look recorded before its answer leaves."""

    def __call__(
        self, desk: Desk, what: str, *, kind: str, object_id: str | None = None, fields: Any = (), detail: Any = None
    ) -> Awaitable[None]: ...


class RevealIn(BaseModel):
    """Which masked field to show whole."""

    model_config = ConfigDict(extra="forbid")
    field: str = Field(max_length=64)


class RevealOut(BaseModel):
    """The whole value."""

    field: str
    value: Any


@dataclass(frozen=True)
class RecordApi:
    """One kind's routes. `parent`: the reference field by which these records stand under another's path."""

    master: Master
    note_access: NoteAccess
    parent: str = ""

    def models(self) -> tuple[type[BaseModel], type[BaseModel], type[BaseModel]]:
        """(to make, to change, to show) as pydantic models."""
        name = self.master.kind.capitalize()
        taken = [item for item in self.master.fields if item.make is None and item.key != self.parent]
        forbid = ConfigDict(extra="forbid")
        make: dict[str, Any] = {item.key: _taken(item) for item in taken}
        change: dict[str, Any] = {item.key: (body_type(item) | None, None) for item in taken}
        show: dict[str, Any] = {
            "id": (str, ...),
            "version": (int, ...),
            "created_at": (int, ...),
            "updated_at": (int, ...),
            "archived": (bool, ...),
            **{item.key: (Any if item.type == "json" else body_type(item) | None, None) for item in self.master.fields},
        }
        return (
            create_model(f"{name}In", __config__=forbid, **make),
            create_model(f"{name}Change", __config__=forbid, **change),
            create_model(f"{name}Out", **show),
        )

    def add_to(self, router: Router, path: str = "", *, show: bool = True) -> None:
        """Put the routes under `path` of `router`; without `show`, the module answers for one record itself."""
        made, changed, shown = self.models()
        one = f"{path}/{{record_id}}"
        answer: dict[str, Any] = {"response_model": shown, "response_model_exclude_unset": True}
        many: dict[str, Any] = {"response_model": PageOut[shown], "response_model_exclude_unset": True}  # type: ignore[valid-type]
        parent = self._parent_dependency()
        add = router.add_api_route
        add(path, _typed(self.list_records, parent=parent), methods=["GET"], **many)
        add(path, _typed(self.make_record, parent=parent, body=made), methods=["POST"], status_code=201, **answer)
        if show:
            add(one, _typed(self.show_one, parent=parent), methods=["GET"], **answer)
        add(one, _typed(self.change_record, parent=parent, body=changed), methods=["PATCH"], **answer)
        for name in ("archive", "restore", "erase"):
            endpoint = _typed(getattr(self, f"{name}_record"), parent=parent)
            add(f"{one}/{name}", endpoint, methods=["POST"], **answer)
        add(f"{one}/reveal", _typed(self.reveal, parent=parent), methods=["POST"], response_model=RevealOut)

    def _parent_dependency(self) -> Any:
        if not self.parent:
            return Annotated[str | None, Depends(_no_parent)]

        async def parent_id(parent_id: RecordId) -> str:
            return parent_id

        return Annotated[str | None, Depends(parent_id)]

    # --- routes ---------------------------------------------------------------------------------------------

    async def list_records(
        self, desk: DeskDep, ask: AskDep, parent: Any, q: Search = "", archived: Archived = False
    ) -> JsonObject:
        """The caller's records, narrowed by `filter` and `q`."""
        master, env = self.master, Env(desk.now(), desk.info.zone)

        def read(tx: Tx) -> tuple[JsonObject, tuple[str, ...]]:
            where = [archived_condition(master, archived)]
            if parent is not None:
                get_record(tx, dict(master.belongs_to)[self.parent], desk.caller, parent)
                where.append(master.table.c[self.parent] == parent)
            if q.strip():
                where.append(search_condition(master, desk.caller, q))
            around = Circumstances(env, tuple(where), repr((parent, q, archived)))
            page = list_page(tx, listing_of(master), desk.caller, ask, around)
            return page_of(page, self._shown), page.logged

        answer, logged = await desk.read(read)
        if logged:
            await self.note_access(desk, "masked_search", kind=master.kind, fields=logged)
        return answer

    def _shown(self, listed: Listed) -> JsonObject:
        return show_record(self.master, listed.row, listed.rights)

    async def make_record(self, desk: DeskDep, body: Any, parent: Any, response: Response) -> JsonObject:
        """A new record."""
        values = body.model_dump(exclude_unset=True)
        if parent is not None:
            values[self.parent] = parent
        accepted = await desk.submit(SaveRecord(self.master.kind, values))
        return await self._answer(desk, accepted.ref.partition(":")[2], response)

    async def show_one(self, desk: DeskDep, record_id: RecordId, parent: Any, response: Response) -> JsonObject:
        """One record."""
        return await self._answer(desk, record_id, response, parent)

    async def change_record(
        self, desk: DeskDep, record_id: RecordId, body: Any, parent: Any, response: Response
    ) -> JsonObject:
        """Change the fields that are named; null empties one."""
        await self._check_place(desk, record_id, parent)
        await desk.submit(SaveRecord(self.master.kind, body.model_dump(exclude_unset=True), record_id))
        return await self._answer(desk, record_id, response)

    async def archive_record(self, desk: DeskDep, record_id: RecordId, parent: Any, response: Response) -> JsonObject:
        """Out of use."""
        await self._check_place(desk, record_id, parent)
        await desk.submit(ArchiveRecord(self.master.kind, record_id))
        return await self._answer(desk, record_id, response)

    async def restore_record(self, desk: DeskDep, record_id: RecordId, parent: Any, response: Response) -> JsonObject:
        """In use again."""
        await self._check_place(desk, record_id, parent)
        await desk.submit(RestoreRecord(self.master.kind, record_id))
        return await self._answer(desk, record_id, response)

    async def erase_record(self, desk: DeskDep, record_id: RecordId, parent: Any, response: Response) -> JsonObject:
        """Erase personal data for good; the record stays, archived."""
        await self._check_place(desk, record_id, parent)
        await desk.submit(EraseRecord(self.master.kind, record_id))
        return await self._answer(desk, record_id, response)

    async def reveal(self, desk: DeskDep, record_id: RecordId, body: RevealIn, parent: Any) -> RevealOut:
        """A masked field in full; who looked is recorded first."""
        await self._check_place(desk, record_id, parent)
        master = self.master
        value = await desk.read(lambda tx: reveal_field(tx, master, desk.caller, record_id, body.field))
        await self.note_access(desk, "reveal", kind=master.kind, object_id=record_id, fields=(body.field,))
        return RevealOut(field=body.field, value=value)

    async def _check_place(self, desk: Desk, record_id: str, parent: str | None) -> None:
        if parent is not None:
            await desk.read(lambda tx: self._placed(tx, desk, record_id, parent))

    def _placed(self, tx: Tx, desk: Desk, record_id: str, parent: str | None) -> JsonObject:
        found = get_record(tx, self.master, desk.caller, record_id)
        if parent is not None and found.get(self.parent) != parent:
            raise self.master.not_found()
        return found

    async def _answer(self, desk: Desk, record_id: str, response: Response, parent: str | None = None) -> JsonObject:
        found = await desk.read(lambda tx: self._placed(tx, desk, record_id, parent))
        response.headers["ETag"] = f'"{found["version"]}"'
        return found


def body_type(item: MasterField) -> Any:
    """What a body may hold for this field; the master's own check says the rest."""
    if item.type == "choice":
        return Literal[tuple(option.value for option in item.options)]
    if item.type == "tags":
        return Annotated[list[Annotated[str, Field(max_length=item.max_length)]], Field(max_length=MAX_TAGS)]
    return _BODY_TYPES.get(item.type) or Annotated[str, Field(max_length=_longest(item))]


def _longest(item: MasterField) -> int:
    return MAX_LONG_TEXT if item.type == "long_text" else _MAX_ID if item.type == "reference" else item.max_length


_BODY_TYPES: dict[str, Any] = {
    "number": Annotated[str, Field(max_length=50, description="Exact decimal as text")],
    "date": Annotated[str, Field(max_length=10, description="YYYY-MM-DD")],
    "instant": Annotated[int, Field(description="ms since 1970-01-01 UTC")],
    "boolean": bool,
    "json": dict[str, Any],
}


async def _no_parent() -> None:
    """For masters that stand in no other record."""


def _taken(item: MasterField) -> tuple[Any, Any]:
    if item.required and item.default is None:
        return body_type(item), ...
    return body_type(item) | None, item.default


def _typed(endpoint: Callable[..., Any], **types: Any) -> Callable[..., Any]:
    """`endpoint` with these annotations: FastAPI reads what to parse from them."""

    async def route(*args: Any, **kwargs: Any) -> Any:
        return await endpoint(*args, **kwargs)

    signature = inspect.signature(endpoint)
    parameters = [
        parameter.replace(annotation=types.get(name, parameter.annotation))
        for name, parameter in signature.parameters.items()
    ]
    route.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    route.__name__, route.__doc__ = endpoint.__name__, endpoint.__doc__
    return route
