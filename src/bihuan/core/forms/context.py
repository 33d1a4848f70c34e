"""What the shell tells the engine about one caller at one moment: rights, related records, files."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal

from bihuan.core.late import dataclass
from bihuan.core.rules import Env
from bihuan.core.values import Json

FieldRight = Literal["hidden", "read", "edit", "required"]
FIELD_RIGHTS: tuple[FieldRight, ...] = ("hidden", "read", "edit", "required")

Media = Literal["photo", "video", "audio", "document"]
MEDIA: Mapping[Media, Mapping[str, str]] = {
    "photo": {"zh": "照片", "en": "photo"},
    "video": {"zh": "视频", "en": "video"},
    "audio": {"zh": "录音", "en": "audio recording"},
    "document": {"zh": "文档", "en": "document"},
}
"""The media kinds, with their names for people."""


def media_of(mime: str) -> Media:
    """The media kind that evidence rules count, from a MIME type. SVG can hold script and is no photo."""
    mime = mime.lower().partition(";")[0].strip()
    if mime.startswith("image/") and mime != "image/svg+xml":
        return "photo"
    if mime.startswith("video/"):
        return "video"
    return "audio" if mime.startswith("audio/") else "document"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file the caller may attach. `awaited`: named by the command, its bytes not yet here (semantics §7).

    `media` is None while nobody has said what an awaited file will be; it then counts for any kind of evidence.
    """

    media: Media | None
    size: int = 0
    awaited: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationContext:
    """Everything an evaluation reads besides the form and the values.

    - `rights`: what the caller may do with each field; fields not listed have `default_right`.
    - `related`: records behind reference fields and beside the form (`device`, `contract`, `submitter`), by
      key, and counts over history by theirs. A reference field whose entry is None is known not to exist (or
      not for this caller).
    - `files`: facts by file id of the files the caller may attach; any other id is unknown.
    - `taken`: keys of unique fields whose new value another record already has.
    """

    env: Env
    rights: Mapping[str, FieldRight] = field(default_factory=dict)
    default_right: FieldRight = "edit"
    related: Mapping[str, Json] = field(default_factory=dict)
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    def right(self, key: str) -> FieldRight:
        """The caller's right on one field."""
        return self.rights.get(key, self.default_right)

    def may_edit(self, key: str) -> bool:
        """Whether the right alone lets the caller write the field; linkage may still make it read-only."""
        return self.right(key) in ("edit", "required")

    def part_rights(self, key: str, parts: Iterable[str]) -> dict[str, FieldRight]:
        """The caller's right on each part of a field (`parts.price`), and under "" that on the field itself.

        A part without a right of its own has the field's; that a field is required does not ask for each part of it.
        """
        whole = self.right(key)
        others: FieldRight = "edit" if whole == "required" else whole
        return {"": whole, **{part: self.rights.get(f"{key}.{part}", others) for part in parts}}
