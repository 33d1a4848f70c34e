"""The score table: for each candidate the rule that removed him, or every rating, the total and the rank."""

from collections.abc import Mapping

from bihuan.core.dispatch.policy import Rating
from bihuan.core.late import dataclass
from bihuan.core.values import Instant, Json, JsonObject


@dataclass(frozen=True, slots=True)
class Removal:
    """A hard rule that was not met, with the data of its reason."""

    rule: str
    data: JsonObject


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody who cannot do the job. `rules`: every rule that he fails, in the policy's order; never empty."""

    person: str
    rules: tuple[Removal, ...]

    @property
    def rule(self) -> str:
        """The rule that removed him: the first."""
        return self.rules[0].rule


@dataclass(frozen=True, slots=True)
class Scored:
    """Somebody who could do the job. `points` = Σ rating × weight, exact; `score` = points / Σ weights, rounded."""

    person: str
    rank: int
    score: int
    points: int
    ratings: Mapping[str, Rating]
    last_assigned_at: Instant | None


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """`weights`: of the objectives that counted; `unrated`: those that the job does not ask for. Best first."""

    weights: Mapping[str, int]
    unrated: tuple[str, ...]
    scored: tuple[Scored, ...]
    removed: tuple[Removed, ...]

    def rank_of(self, person: str) -> Scored | None:
        """The person's line, None if he was removed or not asked about."""
        return next((line for line in self.scored if line.person == person), None)

    def removal_of(self, person: str) -> Removed | None:
        """Why the person was removed, None if he was not."""
        return next((line for line in self.removed if line.person == person), None)


def rows_of(table: ScoreTable) -> tuple[JsonObject, ...]:
    """The lines as JSON: `{person, rank, score, points, last_assigned_at, ratings: {name: {rating, data}}}` or
    `{person, removed: [{rule, data}]}`."""
    scored = tuple(
        {
            "person": line.person,
            "rank": line.rank,
            "score": line.score,
            "points": line.points,
            "last_assigned_at": line.last_assigned_at,
            "ratings": {name: {"rating": rating.value, "data": rating.data} for name, rating in line.ratings.items()},
        }
        for line in table.scored
    )
    removed = tuple(
        {"person": line.person, "removed": [{"rule": removal.rule, "data": removal.data} for removal in line.rules]}
        for line in table.removed
    )
    return (*scored, *removed)


def table_of(weights: Mapping[str, int], unrated: tuple[str, ...], rows: tuple[Json, ...]) -> ScoreTable:
    """The inverse of `rows_of`: a stored table, to be explained."""
    return ScoreTable(
        dict(weights),
        tuple(unrated),
        tuple(_scored(row) for row in rows if "removed" not in row),
        tuple(
            Removed(row["person"], tuple(Removal(item["rule"], item["data"]) for item in row["removed"]))
            for row in rows
            if "removed" in row
        ),
    )


def _scored(row: Json) -> Scored:
    ratings = {name: Rating(item["rating"], item["data"]) for name, item in row["ratings"].items()}
    return Scored(row["person"], row["rank"], row["score"], row["points"], ratings, row["last_assigned_at"])
