"""A document: a file, and the files that took its place one after the other. None of them ever changes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from bihuan.core.late import dataclass
from bihuan.core.values import Json

_ID = re.compile(r"[0-9A-Za-z_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document; the first has number 1."""

    file: str
    number: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions of one document, oldest first; never empty."""

    versions: tuple[Version, ...]

    @property
    def document(self) -> str:
        """The first file: the name under which its versions belong together."""
        return self.versions[0].file

    @property
    def newest(self) -> Version:
        """The one that came last, whether or not it still stands in its field."""
        return self.versions[-1]

    def of(self, file: str) -> Version | None:
        """The version that this file is."""
        return next((one for one in self.versions if one.file == file), None)

    def in_force(self, standing: Collection[str] | None) -> Version | None:
        """The version that counts now: of a field's value (`standing`) the newest that stands in it, None once it was
        taken out of the field. What stands in no field (None) counts as it came last."""
        if standing is None:
            return self.newest
        return next((one for one in reversed(self.versions) if one.file in standing), None)

    def seen_among(self, files: Collection[str]) -> Version | None:
        """The version that a decision saw which rests on `files`."""
        return self.in_force(files)


def chains_of(first: Iterable[str], later: Iterable[tuple[str, str, int]]) -> Iterator[Chain]:
    """A chain for each file of `first` that is no later version, then for documents that only `later` knows.

    `later`: (document, file, number) of every version after the first.
    """
    follow: dict[str, list[Version]] = {}
    for document, file, number in later:
        follow.setdefault(document, []).append(Version(file, number))
    belongs = {one.file: document for document, versions in follow.items() for one in versions}
    documents = dict.fromkeys(belongs.get(file, file) for file in first)
    for document in dict.fromkeys((*documents, *follow)):
        after = sorted(follow.get(document, ()), key=lambda one: one.number)
        yield Chain((Version(document, 1), *after))


def ids_in(value: Json) -> Iterator[str]:
    """Everything in a value that may be the id of a file, at any depth."""
    if isinstance(value, str):
        if _ID.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from ids_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from ids_in(part)
