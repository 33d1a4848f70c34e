"""Signatures written on glass, as the pictures they are."""

import json
from typing import Any

MOST_POINTS = 20_000
_MOST_SIDE = 10_000


def drawing_svg(text: str) -> bytes | None:
    """The SVG of a signature's strokes as an app hands them in; None when the text is none.

    Only numbers of it come into the picture.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    strokes = given.get("strokes") if isinstance(given, dict) else None
    if not isinstance(strokes, list):
        return None
    width, height = _side(given.get("width")), _side(given.get("height"))
    points = sum(len(stroke) for stroke in strokes if isinstance(stroke, list))
    if width is None or height is None or points > MOST_POINTS:
        return None
    paths = "".join(f'<path d="{_path(stroke)}"/>' for stroke in strokes if _is_stroke(stroke))
    pen = 'fill="none" stroke="#111" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><g {pen}>{paths}</g></svg>'
    ).encode()


def _side(value: Any) -> int | None:
    return value if type(value) is int and 0 < value <= _MOST_SIDE else None


def _is_stroke(stroke: Any) -> bool:
    return isinstance(stroke, list) and len(stroke) >= 2 and all(_is_place(place) for place in stroke)


def _is_place(place: Any) -> bool:
    return type(place) in (int, float) and -_MOST_SIDE <= place <= 2 * _MOST_SIDE


def _path(stroke: list[float]) -> str:
    points = [f"{x:g} {y:g}" for x, y in zip(stroke[::2], stroke[1::2], strict=False)]
    # A touch is a dot.
    return f"M{points[0]}h.1" if len(points) == 1 else "M" + "L".join(points)
