"""Masks: what is shown of a value to those who may know that it is there. The number of stars is fixed, so that not
even the length is told."""

from collections.abc import Callable, Mapping

from bihuan.core.access.grants import FieldAccess, FieldSet
from bihuan.core.values import Json, JsonObject

Mask = Callable[[str], str]
HIDDEN_TEXT = "****"


def mask_phone(value: str) -> str:
    """13812345678 → 138****5678: of 11 digits and more the first 3 and last 4 (+86 aside), of 7 to 10 the last 2."""
    digits = "".join(char for char in value if char.isdecimal())
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) >= 11:
        return f"{digits[:3]}{HIDDEN_TEXT}{digits[-4:]}"
    return HIDDEN_TEXT + (digits[-2:] if len(digits) >= 7 else "")


def mask_email(value: str) -> str:
    """zhang@example.com → z****@example.com: the first letter (if there are more) and the domain."""
    local, at, domain = value.rpartition("@")
    if not at or not domain:
        return HIDDEN_TEXT
    return f"{local[0] if len(local) > 1 else ''}{HIDDEN_TEXT}@{domain}"


def mask_id_card(value: str) -> str:
    """32050119900101123X → 3****X: the first and the last of 15 or 18 characters, else nothing."""
    return f"{value[0]}{HIDDEN_TEXT}{value[-1]}" if len(value) in (15, 18) else HIDDEN_TEXT


def mask_name(value: str) -> str:
    """张小三 → 张**: the first character, if there are more."""
    name = value.strip()
    return f"{name[0]}**" if len(name) > 1 else "**"


def mask_generic(_: str) -> str:
    """Nothing of the value."""
    return HIDDEN_TEXT


_MASKS: dict[str, Mask] = {
    "phone": mask_phone,
    "email": mask_email,
    "id_card": mask_id_card,
    "name": mask_name,
    "generic": mask_generic,
}


def register_mask(name: str, mask: Mask) -> None:
    """Add a mask, for extensions at start-up."""
    if name in _MASKS:
        raise ValueError(f"mask {name!r} is registered already")
    _MASKS[name] = mask


def mask_names() -> tuple[str, ...]:
    """Every mask that a field may name."""
    return tuple(_MASKS)


def mask_value(mask: str, value: Json) -> Json:
    """The value through this mask (an unknown one hides all). What is empty stays empty; what is no text hides all."""
    if value is None or value == "":
        return value
    return _MASKS.get(mask, mask_generic)(value) if isinstance(value, str) else HIDDEN_TEXT


def redact(record: Mapping[str, Json], rights: FieldSet, masks: Mapping[str, str]) -> JsonObject:
    """The record as this caller may see it: hidden fields gone, masked ones masked. `masks`: field → name of mask."""
    shown = {}
    for name, value in record.items():
        access = rights[name]
        if access >= FieldAccess.READ:
            shown[name] = value
        elif access == FieldAccess.MASKED:
            shown[name] = mask_value(masks.get(name, "generic"), value)
    return shown
