"""The table in sentences: why him, why not her, why nobody. Works on stored tables as on fresh ones."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from bihuan.core.dispatch.nobody import removed_by
from bihuan.core.dispatch.policy import CONDITION
from bihuan.core.dispatch.table import Removal, Removed, Scored, ScoreTable
from bihuan.core.dispatch.words import FACTS, OBJECTIVES, RULE_NAMES, RULES, SENTENCES
from bihuan.core.late import dataclass
from bihuan.core.values import DocumentReader, Instant, Json, JsonObject, local_time

Language = Literal["zh", "en"]
NameOf = Callable[[str, str], str]
SHOWN = 8


def rule_labels(written: Json) -> dict[str, Mapping[str, str]]:
    """What a policy, as it was written, calls the conditions of its own. The fields that they read may be gone since:
    they are not looked at."""
    rules = DocumentReader(written, "", []).children("rules", shorthand="rule")
    return {key: rule.label(key) for rule in rules if rule.raw("rule") == CONDITION for key in (rule.key("key"),)}


@dataclass(frozen=True, slots=True)
class Teller:
    """`name_of(kind, id)` names what an id stands for (person, skill, certificate, region, part, leave, language).

    `labels`: `rule_labels` of the policy as written. Instants are told in `zone`.
    """

    language: Language
    zone: str = "Asia/Shanghai"
    name_of: NameOf = lambda kind, key: key
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def why(self, table: ScoreTable, person: str) -> str:
        """The person's line: rank and every part of the score, or why there is none."""
        removed, scored = table.removal_of(person), table.rank_of(person)
        if removed is not None:
            return self._removed(removed)
        if scored is None:
            return self._say("unasked", person=self.name_of("person", person))
        total = sum(table.weights.values()) or 1
        parts = (
            self._say(
                "part",
                name=self._objective(name),
                points=_points(scored.ratings[name].value * weight, total),
                weight=_points(10_000 * weight, total),
                fact=self._fact(name, scored),
            )
            for name, weight in table.weights.items()
        )
        shown = self._texts["semicolon"].join(parts)
        return self._say(
            "chosen", person=self._person(scored), rank=scored.rank, score=_points(scored.score, 1), parts=shown
        )

    def why_not(self, table: ScoreTable, one: str, other: str) -> str:
        """Why `one` and not `other`: the rule that removed the other, or what each gained over the other."""
        chosen, passed = table.rank_of(one), table.rank_of(other)
        if chosen is None or passed is None:
            return self.why(table, other if passed is None else one)
        if passed.points > chosen.points or (passed.points == chosen.points and passed.rank < chosen.rank):
            chosen, passed = passed, chosen
        if chosen.points == passed.points:
            return self._tie(chosen, passed)
        told = [
            self._say(
                "ahead",
                one=self._person(chosen),
                score=_points(chosen.score, 1),
                other=self._person(passed),
                other_score=_points(passed.score, 1),
            ),
            self._gains("for_one", table, chosen, passed),
            self._gains("for_other", table, passed, chosen),
        ]
        return (" " if self.language == "en" else "").join(sentence for sentence in told if sentence)

    def why_nobody(self, table: ScoreTable) -> str:
        """Which rule removed whom, and which single rule stands in the way of whom."""
        if not table.removed:
            return self._texts["nobody.empty"]
        groups = removed_by(table)
        told = [self._group(group.rule, group.people) for group in groups]
        told += [
            self._say("alone", rule=self._rule_name(group.rule), people=self._people(group.alone))
            for group in groups
            if group.alone
        ]
        joined = (" " if self.language == "en" else "").join(told)
        return self._say("nobody", count=len(table.removed), groups=joined).strip()

    def reason(self, removal: Removal) -> str:
        """One rule's reason, without the person."""
        data: dict[str, Any] = {key: self._shown(key, value) for key, value in removal.data.items()}
        texts = RULES[self.language]
        # "own" is the text for conditions of one's own, and may be the key of one.
        named = removal.rule in RULE_NAMES[self.language] or _key(removal, texts) in texts
        if not named or removal.rule == "own":
            label = self.labels.get(removal.rule, {})
            return texts["own"].format(label=label.get(self.language) or label.get("zh") or removal.rule)
        following = removal.data.get("next")
        data["next"] = "" if following is None else self._say("next", next=self._time(following))
        data["reason"] = self._say("reason", reason=data["reason"]) if data.get("reason") else ""
        data["km"] = _km(removal.data.get("metres", 0))
        return texts[_key(removal, texts)].format(**data)

    def _removed(self, line: Removed) -> str:
        reasons = self._texts["semicolon"].join(self.reason(removal) for removal in line.rules)
        return self._say("removed", person=self.name_of("person", line.person), reasons=reasons)

    def _group(self, rule: str, people: Mapping[str, JsonObject]) -> str:
        told = [
            self._say("person", person=self.name_of("person", person), reason=self.reason(Removal(rule, data)))
            for person, data in list(people.items())[:SHOWN]
        ]
        if len(people) > SHOWN:
            told.append("…")
        shown = self._texts["comma"].join(told)
        return self._say("group", rule=self._rule_name(rule), count=len(people), people=shown)

    def _people(self, people: tuple[str, ...]) -> str:
        named = [self.name_of("person", person) for person in people[:SHOWN]]
        return self._texts["comma"].join([*named, "…"] if len(people) > SHOWN else named)

    def _tie(self, one: Scored, other: Scored) -> str:
        why = "tie.older"
        if one.last_assigned_at == other.last_assigned_at:
            why = "tie.id"
        elif one.last_assigned_at is None:
            why = "tie.never"
        names = {"one": self._person(one), "other": self._person(other)}
        return self._say("tie", **names, score=_points(one.score, 1), why=self._texts[why])

    def _gains(self, sentence: str, table: ScoreTable, one: Scored, other: Scored) -> str:
        total = sum(table.weights.values()) or 1
        gains = sorted(
            (
                (-(one.ratings[name].value - other.ratings[name].value) * weight, name)
                for name, weight in table.weights.items()
            )
        )
        parts = [
            self._say(
                "gain",
                name=self._objective(name),
                points=_points(-gain, total),
                fact=self._fact(name, one),
                other_fact=self._fact(name, other),
            )
            for gain, name in gains
            if gain < 0
        ]
        names = {"one": self._person(one), "other": self._person(one)}
        return self._say(sentence, **names, parts=self._texts["semicolon"].join(parts)) if parts else ""

    def _fact(self, name: str, line: Scored) -> str:
        data = line.ratings[name].data
        texts = FACTS[self.language]
        if data.get("unknown"):
            return texts["unknown"]
        shown: dict[str, Any] = {key: self._shown(key, value) for key, value in data.items()}
        shown["minutes"], shown["km"] = -(-data.get("seconds", 0) // 60), _km(data.get("metres", 0))
        if name == "preferred" and data.get("place") is None:
            return texts["preferred.none"]
        if name == "familiar":
            return texts["familiar.last" if data.get("last") else "familiar.none"].format(**shown)
        return texts[name].format(**shown) if name in texts else "…"

    def _shown(self, key: str, value: Any) -> Any:
        if key in ("at", "until", "ends", "begin", "from") and isinstance(value, int):
            return self._time(value)
        if key in _NAMED and isinstance(value, str):
            return self.name_of(_NAMED[key], value)
        if key == "only":
            return self._people(tuple(value))
        if key == "levels":
            levels = (self._say("level", skill=self.name_of("skill", name), has=has) for name, has in value.items())
            return self._texts["comma"].join(levels)
        if key == "missing":
            return self._texts["comma"].join(self._missing(item) for item in value)
        return value

    def _missing(self, item: Any) -> str:
        if isinstance(item, str):
            return self.name_of("part", item)
        if "skill" in item:
            key = "skill" if item["has"] else "skill.none"
            return self._say(key, **{**item, "skill": self.name_of("skill", item["skill"])})
        expired = item["expired"]
        shown = {
            "certificate": self.name_of("certificate", item["certificate"]),
            "expired": "" if expired is None else self._time(expired),
        }
        return self._say("certificate" if expired is None else "certificate.expired", **shown)

    @property
    def _texts(self) -> Mapping[str, str]:
        return SENTENCES[self.language]

    def _say(self, sentence: str, **values: Any) -> str:
        return SENTENCES[self.language][sentence].format(**values)

    def _person(self, line: Scored) -> str:
        return self.name_of("person", line.person)

    def _objective(self, name: str) -> str:
        return OBJECTIVES[self.language].get(name, name)

    def _rule_name(self, rule: str) -> str:
        label = self.labels.get(rule, {})
        return RULE_NAMES[self.language].get(rule) or label.get(self.language) or label.get("zh") or rule

    def _time(self, at: Instant) -> str:
        local = local_time(at, self.zone)
        return local.strftime("%Y-%m-%d %H:%M")


_NAMED = {"area": "region", "leave": "leave", "language": "language"}


def _key(removal: Removal, texts: Mapping[str, str]) -> str:
    """The text of a rule that has several: which of them the data asks for."""
    data = removal.data
    kind = data.get("by") or data.get("outcome") or data.get("after")
    if removal.rule == "shift":
        kind = "leave" if "leave" in data else "ends" if "ends" in data else None
    key = f"{removal.rule}.{kind}"
    return key if kind and key in texts else removal.rule


def _points(value: int, total: int) -> str:
    """Ten-thousandths as points out of 100, with one decimal, half up."""
    tenths = (2 * value + 10 * total) // (20 * total)
    return f"{tenths // 10}.{tenths % 10}"


def _km(metres: int) -> str:
    tenths = (metres + 50) // 100
    return f"{tenths // 10}.{tenths % 10}"
