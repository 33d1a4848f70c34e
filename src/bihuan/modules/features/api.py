"""Routes of the switches."""

from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict

from bihuan.core.access import check_access
from bihuan.core.values import Kind, Refusal
from bihuan.kernel.errors import say
from bihuan.kernel.routing import Router
from bihuan.kernel.tx import Tx
from bihuan.kernel.web import PROBLEMS, Desk, desk_of
from bihuan.modules.features import interface, queries
from bihuan.modules.features import messages as m
from bihuan.modules.features.interface import Feature

router = Router(tags=["features"], responses=PROBLEMS)
DeskDep = Annotated[Desk, Depends(desk_of)]


class FeatureNameOut(BaseModel):
    """Another one, by its name in the caller's language."""

    key: str
    label: str
    on: bool


class FeatureOut(BaseModel):
    """A module that can be switched, in words of the caller's language.

    `needs`: those without which it cannot be on. `needed_by`: those that are on and need it. `amounts`: how much data
    it has, `running`: what is under way and ends as it began when it is switched off; both ready to be read.
    """

    key: str
    label: str
    about: str
    when_off: str
    on: bool
    needs: list[FeatureNameOut]
    needed_by: list[FeatureNameOut]
    amounts: list[str]
    running: list[str]


class FeaturesOut(BaseModel):
    """All of them. `version`: of the switches as a whole."""

    items: list[FeatureOut]
    version: int


class SwitchIn(BaseModel):
    """On or off. `even_so`: also while something of it is under way."""

    model_config = ConfigDict(extra="forbid")
    on: bool
    even_so: bool = False


@router.get("")
async def list_features(desk: DeskDep) -> FeaturesOut:
    """What can be switched on and off, for whoever may."""
    return await desk.read(lambda tx: _features(tx, desk))


@router.put("/{key}")
async def switch_feature(key: Annotated[str, Path(max_length=60)], body: SwitchIn, desk: DeskDep) -> FeatureOut:
    """Switch one. Refuses `feature.has_running`, saying what is under way, unless `even_so`."""
    await desk.submit(m.SwitchFeature(key, body.on, body.even_so))
    found = await desk.read(lambda tx: _features(tx, desk))
    for item in found.items:
        if item.key == key:
            return item
    raise Refusal("feature.not_found", Kind.NOT_FOUND)


def _features(tx: Tx, desk: Desk) -> FeaturesOut:
    check_access(desk.caller.subject, "manage", "tenant", {})
    items = [_shown(tx, desk, feature) for feature in interface.known_features(tx).values()]
    return FeaturesOut(items=items, version=queries.version(tx))


def _shown(tx: Tx, desk: Desk, feature: Feature) -> FeatureOut:
    off, language, now = queries.switched_off(tx), desk.language, desk.now()

    def names(keys: list[str]) -> list[FeatureNameOut]:
        return [FeatureNameOut(key=key, label=say(f"feature.{key}", {}, language), on=key not in off) for key in keys]

    def words(counts: dict[str, int]) -> list[str]:
        return [say(f"feature.count.{word}", {"count": count}, language) for word, count in counts.items()]

    others = interface.known_features(tx).values()
    return FeatureOut(
        key=feature.key,
        label=say(f"feature.{feature.key}", {}, language),
        about=say(f"feature.{feature.key}.about", {}, language),
        when_off=say(f"feature.{feature.key}.when_off", {}, language),
        on=feature.key not in off,
        needs=names(list(feature.needs)),
        needed_by=names([one.key for one in others if feature.key in one.needs and one.key not in off]),
        amounts=words(interface.counts_of(tx, now, feature.amounts)),
        running=words(interface.counts_of(tx, now, feature.running)),
    )
