"""A company's configuration as a whole: taken out, planned, applied, and rolled back. For its administrators."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from bihuan.core.values import Instant, JsonObject, Kind, Refusal
from bihuan.entry import bundles
from bihuan.entry.http.welcome import only_administrator
from bihuan.entry.wiring import Install
from bihuan.kernel import media
from bihuan.kernel.routing import Router
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.bundles import interface as told
from bihuan.modules.bundles.messages import Bundle
from bihuan.modules.identity import interface as identity

PREFIX = "/configuration"
MOST_BYTES = 8 << 20
_ZIP = "application/zip"
_RAW = {
    "requestBody": {"required": True, "content": {media.OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
}
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The bundle", "content": {_ZIP: {}}}}
DeskDep = Annotated[Desk, Depends(desk_of)]
Base = Annotated[str, Query(min_length=64, max_length=64, description="`base` of the plan that was agreed to")]
Exact = Annotated[bool, Query(description="Take out of use what the bundle does not know")]


class PlanLineOut(BaseModel):
    """What would become of one piece, in the reader's language."""

    kind: str
    key: str
    what: Literal["new", "changed", "off", "on", "gone"]
    weight: Literal["harmless", "caution"]
    text: str
    changes: list[str]
    effect: str | None = Field(description="What it means for open tickets")


class PlanOut(BaseModel):
    """What applying would do. Nothing was changed."""

    base: str = Field(description="Fingerprint of the configuration that this was found out on")
    bundle: str
    label: dict[str, str]
    version: str
    weight: Literal["harmless", "caution"]
    lines: list[PlanLineOut]
    beside: list[str] = Field(description="What the company has besides, which stays as it is")
    unchanged: int


class AppliedOut(BaseModel):
    """What was done. `application` is null where nothing was different."""

    application: str | None
    changed: int


class ApplicationOut(BaseModel):
    """One line of the history."""

    id: str
    at: Instant
    by: str | None = Field(description="Their name; null: the command line")
    bundle: str
    label: dict[str, str]
    version: str
    changed: list[str]
    undoes: str | None


def configuration_router(install: Install) -> Router:
    """The routes."""
    router = Router(tags=["bundles"], responses=PROBLEMS)

    @router.get(PREFIX + "/export", responses=_FILE, response_class=Response)
    async def export_configuration(desk: DeskDep) -> Response:
        """All configuration as a zip of text files, the same bytes as long as nothing changes."""
        only_administrator(desk)
        files = await desk.offload(lambda: bundles.exported(install, desk.info.slug))
        headers = {"Content-Disposition": f'attachment; filename="{desk.info.slug}-configuration.zip"'}
        return Response(told.packed(files), media_type=_ZIP, headers=headers)

    @router.post(PREFIX + "/plan", openapi_extra=_RAW)
    async def plan_configuration(request: Request, desk: DeskDep, exact: Exact = False) -> PlanOut:
        """What applying this zipped bundle would do: the application, rehearsed and undone."""
        only_administrator(desk)
        bundle, slug = await _bundle(request, desk), desk.info.slug
        plan = await desk.offload(lambda: bundles.plan_bundle(install, slug, bundle, desk.caller, exact=exact))
        return _plan(plan, desk.language)

    @router.post(PREFIX + "/apply", openapi_extra=_RAW)
    async def apply_configuration(request: Request, desk: DeskDep, base: Base, exact: Exact = False) -> AppliedOut:
        """Apply this zipped bundle, all of it or nothing; refused when the configuration moved since the plan."""
        only_administrator(desk)
        bundle, slug = await _bundle(request, desk), desk.info.slug
        return _applied(
            await desk.offload(lambda: bundles.apply_planned(install, slug, bundle, base, desk.caller, exact=exact))
        )

    _add_history(router, install)
    return router


def _add_history(router: Router, install: Install) -> None:
    @router.get(PREFIX + "/history")
    async def configuration_history(desk: DeskDep) -> list[ApplicationOut]:
        """Every bundle that was applied, and every roll back, newest first."""
        only_administrator(desk)
        rows = await desk.offload(lambda: bundles.history(install, desk.info.slug))
        briefs = await desk.read(lambda tx: identity.person_briefs(tx, {row["by"] for row in rows if row["by"]}))
        names = {key: brief.name for key, brief in briefs.items()}
        return [_application(row, names, desk.language) for row in rows]

    @router.get(PREFIX + "/history/{application}/roll-back")
    async def plan_roll_back(application: str, desk: DeskDep) -> PlanOut:
        """What going back to the state before this application would do."""
        only_administrator(desk)
        slug = desk.info.slug
        plan = await desk.offload(lambda: bundles.plan_rollback(install, slug, application, desk.caller))
        return _plan(plan, desk.language)

    @router.post(PREFIX + "/history/{application}/roll-back")
    async def roll_back(application: str, desk: DeskDep, base: Base) -> AppliedOut:
        """Publish anew what stood before this application. Nothing is deleted; this can be rolled back, too."""
        only_administrator(desk)
        slug = desk.info.slug
        return _applied(await desk.offload(lambda: bundles.roll_back(install, slug, application, desk.caller, base)))


async def _bundle(request: Request, desk: Desk) -> Bundle:
    """The bundle in the body; no more of it is read than a configuration may have."""
    given = bytearray()
    async for chunk in request.stream():
        given += chunk
        if len(given) > MOST_BYTES:
            raise Refusal("bundle.zip_too_large", Kind.TOO_LARGE, most=f"{MOST_BYTES >> 20} MB")
    found: Bundle = await desk.offload(lambda: bundles.from_files(told.unpacked(bytes(given))))
    return found


def _plan(plan: told.Plan, language: str) -> PlanOut:
    lines = [
        PlanLineOut(
            kind=line.kind,
            key=line.key,
            what=line.what,
            weight=line.weight,
            text=told.told_line(line, language),
            changes=list(told.told_changes(line, language)),
            effect=told.told_effect(line, language),
        )
        for line in plan.lines
    ]
    return PlanOut(
        base=plan.base,
        bundle=plan.bundle,
        label=plan.label,
        version=plan.version,
        weight=plan.weight,
        lines=lines,
        beside=[told.told_name(item["kind"], item["key"], item["label"], language) for item in plan.beside],
        unchanged=plan.unchanged,
    )


def _applied(done: JsonObject) -> AppliedOut:
    return AppliedOut(application=done["application"], changed=done["different"])


def _application(row: JsonObject, names: Mapping[str, str | None], language: str) -> ApplicationOut:
    changed = [told.told_name(item["kind"], item["key"], item["label"], language) for item in row["changed"]]
    shown = {name: row[name] for name in ("id", "at", "bundle", "label", "version", "undoes")}
    return ApplicationOut(**shown, by=names.get(row["by"] or ""), changed=changed)
