"""What an ordinary data class promises, of classes that write their methods late."""

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, InitVar, field
from typing import Any, ClassVar

import pytest

from bihuan.core.late import dataclass


def _point(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Point:
        """Where."""

        x: int
        y: int = 0
        tags: list[str] = field(default_factory=list, compare=False)
        note: str = field(default="", repr=False)
        plane: ClassVar[str] = "ground"

    return Point


def _order(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Order:
        number: str = ""
        lines: tuple[Any, ...]  # type: ignore[misc]  # the decorator is an argument here: nobody knows of kw_only

        def __post_init__(self) -> None:
            if not self.lines:
                raise ValueError("nothing ordered")

    return Order


def _basket(dataclass: Any) -> Any:
    @dataclass(slots=True)
    class Basket:
        lines: list[Any] = field(default_factory=list)

    return Basket


def _nothing(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    return Nothing


def _one(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class One:
        self: float

    return One


def _described(dataclass: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Described:
        value: int

        def __repr__(self) -> str:
            return f"<{self.value}>"

    return Described


def _usual_and_ours(declare: Any) -> tuple[Any, Any]:
    return declare(dataclasses.dataclass), declare(dataclass)


CALLS: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
    (_point, (1,), {}),
    (_point, (1, 2, ["a"], "n"), {}),
    (_point, (1,), {"y": 3, "note": "n"}),
    (_point, (), {}),
    (_point, (1,), {"z": 3}),
    (_order, (), {"lines": (1,)}),
    (_order, (), {"lines": (), "number": "A"}),
    (_order, ("A", (1,)), {}),
    (_basket, (), {}),
    (_basket, ([1],), {}),
    (_nothing, (), {}),
    (_one, (float("nan"),), {}),
    (_described, (7,), {}),
]


def _outcome(make: Any, *args: Any, **named: Any) -> tuple[str, Any]:
    try:
        return "made", make(*args, **named)
    except (TypeError, ValueError) as refused:
        return "refused", str(refused)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0].__name__[1:]}{call[1]}{call[2]}")
def test_it_is_made_compared_and_printed_like_any_data_class(call: Any) -> None:
    declare, args, named = call
    usual, ours = (_outcome(kind, *args, **named) for kind in _usual_and_ours(declare))
    assert usual[0] == ours[0]
    assert str(usual[1]) == str(ours[1])  # values, or the very words of the refusal
    if usual[0] == "made":
        assert dataclasses.asdict(usual[1]) == dataclasses.asdict(ours[1])


@pytest.mark.parametrize("declare", [_point, _order, _basket, _nothing, _one, _described])
def test_whoever_looks_at_the_class_sees_the_same(declare: Any) -> None:
    usual, ours = _usual_and_ours(declare)
    assert str(inspect.signature(usual)) == str(inspect.signature(ours))
    assert usual.__match_args__ == ours.__match_args__
    assert getattr(usual, "__slots__", None) == getattr(ours, "__slots__", None)
    assert (usual.__doc__ or "").partition("(")[0] == (ours.__doc__ or "").partition("(")[0]
    described = ("name", "type", "default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    seen = [[[getattr(one, name) for name in described] for one in dataclasses.fields(kind)] for kind in (usual, ours)]
    assert seen[0] == seen[1]
    assert repr(usual.__dataclass_params__) == repr(ours.__dataclass_params__)


def test_equal_means_the_same_class_and_equal_compared_fields() -> None:
    kind, other = _point(dataclass), _point(dataclass)
    assert kind(1, 2, ["a"]) == kind(1, 2, ["b"])
    assert hash(kind(1, 2, ["a"])) == hash(kind(1, 2, ["b"]))
    assert kind(1, 2) != kind(1, 3)
    assert kind(1, 2) != other(1, 2)
    assert kind(1, 2) != 1
    assert len({kind(1), kind(1), kind(2)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(_basket(dataclass)())


def test_defaults_that_are_made_are_made_for_each() -> None:
    kind = _basket(dataclass)
    first, second = kind(), kind()
    first.lines.append(1)
    assert second.lines == []


def test_a_frozen_one_stays_as_it_is_and_others_do_not() -> None:
    point = _point(dataclass)(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x
    with pytest.raises(FrozenInstanceError):
        point.unheard_of = 2
    basket = _basket(dataclass)()
    basket.lines = [1]
    assert basket.lines == [1]


def test_copies_are_made_of_it() -> None:
    point = _point(dataclass)(1, 2, ["a"])
    assert dataclasses.replace(point, x=5) == _usual_replace(point, 5)
    for copied in (copy.copy(point), copy.deepcopy(point)):
        assert copied == point
        assert copied.tags == ["a"]
    assert pickle.loads(pickle.dumps(Kept(1, "b"))) == Kept(1, "b")


def _usual_replace(point: Any, x: int) -> Any:
    return type(point)(x, point.y, point.tags, point.note)


@dataclass(frozen=True, slots=True)
class Kept:
    """Found by pickle by its name."""

    a: int
    b: str


def test_it_prints_itself_within_itself() -> None:
    kind = _basket(dataclass)
    basket = kind()
    basket.lines.append(basket)
    assert repr(basket).endswith("Basket(lines=[...])")


def test_its_init_can_be_called_by_who_inherits_without_fields() -> None:
    kind = _point(dataclass)

    class Named(kind):  # type: ignore[misc, valid-type]
        pass

    assert Named(1, 2).y == 2
    assert Named(1, 2) != kind(1, 2)
    with pytest.raises(FrozenInstanceError):
        Named(1).x = 3
    free = Named(1)
    free.more = 3
    assert free.more == 3


def test_what_is_unusual_is_left_to_the_standard_library() -> None:
    @dataclass(frozen=True, slots=True)
    class Base:
        a: int

    @dataclass(frozen=True, slots=True)
    class Derived(Base):
        b: int = 2

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        a: int

    @dataclass(frozen=True)
    class Loose:
        a: InitVar[int]
        b: int = field(default=0, init=False)

        def __post_init__(self, a: int) -> None:
            object.__setattr__(self, "b", a)

    assert repr(Derived(1)).endswith("Derived(a=1, b=2)")
    assert Derived(1) == Derived(1, 2) != Base(1)
    assert Ordered(1) < Ordered(2)
    assert Loose(3).b == 3
    with pytest.raises(FrozenInstanceError):
        Derived(1).a = 2  # type: ignore[misc]


def test_nothing_is_compiled_before_the_first_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Any] = []
    monkeypatch.setattr(dataclasses, "_create_fn", lambda *args, **_: compiled.append(args), raising=False)
    kind = _point(dataclass)
    late = type(kind.__dict__["__init__"]).__name__
    assert (compiled, late) == ([], "_LateInit")
    assert kind(1).x == 1
    assert inspect.isfunction(kind.__dict__["__init__"])
