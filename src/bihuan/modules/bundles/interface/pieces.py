"""The order in which the pieces of a bundle are applied: kinds as `KINDS` has them, forms from the core outwards."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from bihuan.core.values import Problem
from bihuan.modules.bundles.interface.kinds import KINDS
from bihuan.modules.bundles.interface.yaml_text import unreadable
from bihuan.modules.bundles.messages import Document


def in_order(parts: Mapping[str, Iterable[Document]]) -> tuple[Document, ...]:
    """Every piece after what it needs. Refuses forms that extend in a circle."""
    found = {kind: tuple(items) for kind, items in parts.items()}
    found["forms"] = _forms_in_order(found.get("forms", ()))
    return tuple(item for kind in KINDS for item in found.get(kind.folder, ()))


def _forms_in_order(forms: tuple[Document, ...]) -> tuple[Document, ...]:
    known = {str(form.body["form"]): form for form in forms}
    # A core record that is not in the bundle must stand in the tenant already; publishing says if it does not.
    before = {key: {core for core in known if core == form.body.get("extends")} for key, form in known.items()}
    try:
        return tuple(known[key] for key in TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = [str(key) for key in error.args[1]]
        raise unreadable(Problem(known[circle[0]].file, "bundle.forms_circle", {"forms": circle})) from error
