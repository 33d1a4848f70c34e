"""A helper's own visit: he sets out, arrives, and leaves again; the task's visit is its owner's."""

from collections.abc import Mapping

EN_ROUTE, ON_SITE, LEFT = "en_route", "on_site", "left"
# What he may do next, by how his visit stands (None: not begun), and what each makes of it.
MOVES: Mapping[str | None, tuple[str, ...]] = {
    None: ("depart", "arrive"),
    EN_ROUTE: ("arrive",),
    ON_SITE: ("leave",),
    LEFT: ("depart", "arrive"),
}
STATE_AFTER: Mapping[str, str] = {"depart": EN_ROUTE, "arrive": ON_SITE, "leave": LEFT}
