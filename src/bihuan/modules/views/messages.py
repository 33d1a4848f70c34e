"""What can be asked of saved views, and what then has happened."""

from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView:
    """Keep a view, or change one (`view`: its id).

    `query`: filter, q, type, sort, columns, layout (`queries.Asking`). Shared with everybody who has one of `roles` or
    belongs to one of `departments` or below; with neither it is its owner's alone.
    """

    name: str
    query: JsonObject = field(default_factory=dict)
    view: str | None = None
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeleteView:
    """Take a view away, from all with whom it was shared."""

    view: str


@dataclass(frozen=True, slots=True)
class ChooseDefaultView:
    """The view with which somebody's pool opens; None for the plain list."""

    view: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved:
    """A view as it is from now on. `owner` is whoever made it first."""

    owner: str
    name: str
    query: JsonObject
    roles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewDeleted:
    """Gone."""


@dataclass(frozen=True, slots=True)
class DefaultViewChosen:
    """What the person of this stream sees first."""

    view: str | None = None


def view_stream(view: str) -> str:
    """The stream of one view."""
    return f"view:{view}"


def choice_stream(person: str) -> str:
    """The stream of what a person sees first."""
    return f"view_choice:{person}"


EVENTS: tuple[type, ...] = (ViewSaved, ViewDeleted, DefaultViewChosen)
PERSONAL: dict[type, tuple[str, ...]] = {}
