"""The people of the company itself, as one finds them while typing a name."""

import re
import unicodedata

from bihuan.core.access import FieldAccess, field_scope
from bihuan.core.late import dataclass
from bihuan.kernel.command import Caller
from bihuan.kernel.tx import Tx
from bihuan.modules.identity import queries

_SYLLABLES = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody active who belongs to no customer. `spelled`: the name's syllables in pinyin, or its words."""

    id: str
    name: str
    spelled: tuple[str, ...]

    def fits(self, text: str) -> bool:
        """Whether `text` stands in the name, begins its pinyin or its initials; nothing fits everybody."""
        wanted = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
        if wanted in self.name.casefold().replace(" ", ""):
            return True
        return any(whole.startswith(wanted) for whole in ("".join(self.spelled), "".join(s[0] for s in self.spelled)))


def known_colleagues(tx: Tx, caller: Caller) -> tuple[Colleague, ...]:
    """All colleagues whose names `caller` may read, by name; read once per change of people or rights."""
    readable = field_scope(caller.subject, "user", "name", FieldAccess.READ)
    key = ("identity.known_colleagues", queries.epoch(tx), readable)

    def load() -> tuple[Colleague, ...]:
        rows = queries.known_colleagues(tx, caller)
        return tuple(Colleague(row["id"], row["name"], tuple(_SYLLABLES.findall(row["name_key"]))) for row in rows)

    return tx.memo.get(key, load)
