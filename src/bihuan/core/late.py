"""Data classes that cost a start next to nothing: their `__init__` is written when the first of them is made.

`dataclasses.dataclass` compiles six methods for every class. A process declares nine hundred classes and makes
instances of a third of them, so compiling was the largest single part of a start. Here only `__init__` is compiled,
and late; comparing, hashing and printing go through what the standard library has ready. A frozen instance is filled
through its slots, which takes about 0.55 of the time of `object.__setattr__`.

For everybody else it is an ordinary data class: `fields`, `replace`, `asdict`, `match`, `inspect.signature` and type
checkers see no difference. What is unusual (inherited fields, `order`, `InitVar`, methods of one's own by the same
names …) is left to the standard library.
"""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, InitVar
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **told: bool) -> Any:
        """`dataclasses.dataclass`, cheaper."""
        return _made(cls, told) if cls is not None else lambda named: _made(named, told)


__all__ = ["dataclass"]


class _Factory:
    """What stands for a default that is made anew for each instance."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()
_USUAL = frozenset({"frozen", "slots", "kw_only"})
_WRITTEN = frozenset({"__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__getstate__"})


def _made(cls: type, told: dict[str, bool]) -> type:
    if not (told.get("slots") and told.keys() <= _USUAL and _is_usual(cls)):
        return dataclasses.dataclass(**told)(cls)
    frozen, told = told.get("frozen", False), told | {"frozen": False}
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, **told)(cls)
    shown = made.__dataclass_params__
    shown.init, shown.repr, shown.eq, shown.frozen = True, True, True, frozen
    fields = dataclasses.fields(made)
    made.__init__ = _LateInit(made, frozen)
    made.__repr__ = _repr
    made.__eq__, made.__hash__ = _comparing(tuple(field.name for field in fields if field.compare))
    if frozen:
        made.__setattr__, made.__delattr__ = _refusing(made, frozenset(field.name for field in fields))
        made.__getstate__, made.__setstate__ = _get_state, _set_state
    else:
        made.__hash__ = None
    return made  # type: ignore[no-any-return]


def _is_usual(cls: type) -> bool:
    own = cls.__dict__
    return (
        not any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])
        and not _WRITTEN & own.keys()
        and not any(isinstance(value, Field) and (not value.init or value.hash is not None) for value in own.values())
        and not any(_is_init_var(kind) for kind in own.get("__annotations__", {}).values())
    )


def _is_init_var(kind: Any) -> bool:
    return kind is InitVar or isinstance(kind, InitVar) or (isinstance(kind, str) and "InitVar" in kind)


# --- __init__, late -----------------------------------------------------------------------------------------


class _LateInit:
    """Stands for a class's `__init__` until somebody looks it up; then writes it and makes way."""

    __slots__ = ("cls", "frozen")

    def __init__(self, cls: type, frozen: bool) -> None:
        self.cls = cls
        self.frozen = frozen

    def __get__(self, instance: object, owner: type) -> Any:
        written = _write_init(self.cls, self.frozen)
        self.cls.__init__ = written  # type: ignore[misc]
        return written if instance is None else written.__get__(instance, owner)


def _write_init(cls: type, frozen: bool) -> Any:
    fields: tuple[Field[Any], ...] = dataclasses.fields(cls)
    names: dict[str, Any] = {"_FACTORY": _FACTORY}
    for field in fields:
        names[f"_set_{field.name}"] = cls.__dict__[field.name].__set__
        names[f"_default_{field.name}"] = field.default
        names[f"_factory_{field.name}"] = field.default_factory
    itself = "self" if all(field.name != "self" for field in fields) else "__self"
    lines = [f"  {_store(field, itself, frozen)}" for field in fields]
    if hasattr(cls, "__post_init__"):
        lines.append(f"  {itself}.__post_init__()")
    text = f"def made({', '.join(names)}):\n def __init__({', '.join([itself, *_parameters(fields)])}):\n"
    space: dict[str, Any] = {}
    exec(text + "\n".join(lines or ["  pass"]) + "\n return __init__", {}, space)  # noqa: S102 the fields' names only
    written = space["made"](**names)
    written.__annotations__ = {field.name: field.type for field in fields} | {"return": None}
    written.__qualname__, written.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return written


def _parameters(fields: Iterable[Field[Any]]) -> list[str]:
    found = {True: ["*"], False: []}
    for field in fields:
        default = ""
        if field.default is not MISSING:
            default = f"=_default_{field.name}"
        elif field.default_factory is not MISSING:
            default = "=_FACTORY"
        found[bool(field.kw_only)].append(f"{field.name}{default}")
    return [*found[False], *(found[True] if len(found[True]) > 1 else ())]


def _store(field: Field[Any], itself: str, frozen: bool) -> str:
    name, value = field.name, field.name
    if field.default_factory is not MISSING:
        value = f"_factory_{name}() if {name} is _FACTORY else {name}"
    return f"_set_{name}({itself}, {value})" if frozen else f"{itself}.{name} = {value}"


# --- the other methods --------------------------------------------------------------------------------------


@recursive_repr()
def _repr(self: Any) -> str:
    values = ", ".join(
        f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr
    )
    return f"{type(self).__qualname__}({values})"


def _comparing(names: tuple[str, ...]) -> tuple[Callable[[Any, object], Any], Callable[[Any], int]]:
    values = _values_of(names)

    def equals(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    return equals, hashed


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _refusing(cls: Any, names: frozenset[str]) -> tuple[Callable[..., None], Callable[..., None]]:
    def set_one(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete_one(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return set_one, delete_one


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
