"""A company's logo drawn anew: whatever a file holds besides pixels does not come along."""

import io

from PIL import Image, ImageOps

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal
from bihuan.kernel.media import DAMAGED, sniff

MOST_BYTES = 2 << 20
MOST_PIXELS = 16_000_000
# Sharp at 20 mm on paper and on the densest screens; wide ones may be longer than high.
_BOX = (800, 320)
_MOST_DRAWN = 200_000
_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG and its size in pixels."""

    content: bytes
    width: int
    height: int


def redrawn(content: bytes) -> Logo:
    """The picture as a small PNG, its transparent margins cut off.

    Refuses `company.logo_type` (an SVG can carry script and is none of the three kinds), `company.logo_large`
    (the header tells before anything is decoded), `company.logo_damaged`.
    """
    found = sniff(content[: 64 * 1024])
    if found not in _TYPES:
        raise Refusal("company.logo_type", path="logo", media_type=found)
    try:
        with Image.open(io.BytesIO(content), formats=(_TYPES[found],)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal("company.logo_pixels", path="logo", megapixels=MOST_PIXELS // 1_000_000)
            return _drawn(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal("company.logo_pixels", path="logo", megapixels=MOST_PIXELS // 1_000_000) from error
    except DAMAGED as error:
        raise Refusal("company.logo_damaged", path="logo") from error


def _drawn(image: Image.Image) -> Logo:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    box = upright.getchannel("A").getbbox()
    if box is None:
        raise Refusal("company.logo_empty", path="logo")
    # A new picture: profiles, texts and places of the old one are left behind.
    clean = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]))
    clean.paste(upright.crop(box))
    clean.thumbnail(_BOX)
    out = _png(clean)
    if len(out) > _MOST_DRAWN:
        out = _png(clean.quantize(256, method=Image.Quantize.FASTOCTREE))
    return Logo(out, clean.width, clean.height)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
