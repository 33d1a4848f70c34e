"""Being within a person's department, a department, a region or a category.

Chinese administrative codes carry their own tree (GB/T 2260: 32 province, 3205 city, 320506 county, then 3 digits for
the town and 3 for the village, padded with zeros), so a region needs no table; a table in `Env.trees` adds to it.
"""

import re
from collections.abc import Iterable

from bihuan.core.late import dataclass
from bihuan.core.rules.env import Trees

_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}){0,2}")


@dataclass(frozen=True, slots=True)
class Tops:
    """The ids to be within, and for regions the beginnings of codes that lie within them."""

    ids: frozenset[str]
    prefixes: tuple[str, ...]


def tree_tops(tree: str, ids: Iterable[str]) -> Tops:
    """What to look for when asking whether something is within one of `ids`."""
    known = frozenset(ids)
    found = (region_prefix(top) for top in sorted(known)) if tree == "region" else ()
    return Tops(known, tuple(prefix for prefix in found if prefix))


def within_tops(trees: Trees, tree: str, member: str, tops: Tops) -> bool:
    """Is `member` one of the tops, or below one of them?"""
    if tops.prefixes and member.startswith(tops.prefixes):
        return True
    if tree != "person" and member in tops.ids:
        return True
    return not tops.ids.isdisjoint(trees.ancestors(tree, member))


def region_prefix(code: str) -> str:
    """The digits every code within this administrative region begins with; empty when it is no such code."""
    if not _CODE.fullmatch(code):
        return ""
    for width in (9, 6):
        if len(code) > width and not code.endswith("000"):
            return code
        code = code[:width]
    if not code.endswith("00"):
        return code
    return code[:2] if code.endswith("0000") else code[:4]
