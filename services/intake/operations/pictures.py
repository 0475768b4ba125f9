"""Pictures as they are kept: decoded and encoded anew, so that nothing but the picture remains."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms

from services.intake.errors_files import AttachmentTooLarge, PictureBroken, PictureTooLarge
from services.intake.rules.files import MOST_BYTES, PICTURES

MOST_PIXELS = 52_000_000
"""What the largest phone cameras of a usual file size give; decoded it is 200 MB at most."""

LONGEST_SIDE = 4096
QUALITY = 85
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
}
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, MemoryError, AssertionError, struct.error, zlib.error),
)
"""What Pillow raises, by format and place, for bytes that are no picture."""

# Its own check warns; ours refuses, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def encoded_anew(content: bytes, media_type: str) -> bytes:
    """Return the picture upright, within LONGEST_SIDE, without EXIF, comments or colour profile.

    Of an animation its first frame. Raises PictureBroken, PictureTooLarge, AttachmentTooLarge.
    """
    kind = PICTURES[media_type]
    try:
        with Image.open(BytesIO(content), formats=[kind]) as image:
            refuse_bomb(image)
            made = encoded(prepared(image, kind), kind)
    except BROKEN:
        raise PictureBroken from None
    if len(made) > MOST_BYTES:
        raise AttachmentTooLarge
    return made


def refuse_bomb(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise PictureTooLarge(MOST_PIXELS)


def prepared(image: Image.Image, kind: str) -> Image.Image:
    """Return the pixels to keep."""
    turn = orientation_of(image)
    if kind == "JPEG":
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    plain = in_srgb(image)
    if plain.mode not in MODES[kind]:
        plain = plain.convert("RGBA" if kind != "JPEG" and has_alpha(plain) else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return plain.transpose(TURNS[turn]) if turn in TURNS else plain


def orientation_of(image: Image.Image) -> int:
    """Return how the camera was held; a damaged note of it is none."""
    with suppress(*BROKEN):
        return int(image.getexif().get(ORIENTATION, 1))
    return 1


def in_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in the colours that viewers take for granted without a profile."""
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        with suppress(ImageCms.PyCMSError, *BROKEN):
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"))
            return found or image
    return image


def has_alpha(image: Image.Image) -> bool:
    return image.has_transparency_data


def encoded(image: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    # An image is saved with what it was opened with, unless that is taken away.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    options = {} if kind == "PNG" else {"quality": QUALITY}
    image.save(out, kind, **options)
    return out.getvalue()
