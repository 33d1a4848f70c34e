"""What can be asked of form definitions, and what then has happened."""

from bihuan.core.late import dataclass
from bihuan.core.values import JsonObject


@dataclass(frozen=True, slots=True)
class PublishForm:
    """Publish `body` (docs/forms.md) as the next version of the form it names.

    `base_version` is the version the author started from; another one in between refuses `definition.moved`.
    """

    body: JsonObject
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class FormPublished:
    """A version, complete: the core record merged in, so that a later core changes no earlier version."""

    key: str
    version: int
    body: JsonObject
    weight: str
    changes: tuple[JsonObject, ...] = ()


def form_stream(key: str) -> str:
    """The stream that holds every version of one form."""
    return f"definition:form.{key}"


EVENTS: tuple[type, ...] = (FormPublished,)
PERSONAL: dict[type, tuple[str, ...]] = {}
