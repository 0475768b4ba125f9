"""Pictures are kept upright and bare, whatever was sent; what is no picture is refused."""

import contextlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from services.intake.errors_files import AttachmentTooLarge, PictureBroken, PictureTooLarge
from services.intake.operations.pictures import LONGEST_SIDE, encoded_anew
from tests.fixtures.pictures import PLACE, bomb, encoded, photograph, picture

REFUSALS = (PictureBroken, PictureTooLarge, AttachmentTooLarge)
KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


class TestAPicture:
    @pytest.mark.parametrize("media_type", KINDS)
    def test_stays_what_it_is(self, media_type: str) -> None:
        kept = opened(encoded_anew(picture(KINDS[media_type]), media_type))

        assert (kept.format, kept.size, kept.mode) == (KINDS[media_type], (40, 30), "RGB")

    def test_is_turned_upright_and_loses_what_the_camera_noted(self) -> None:
        made = encoded_anew(photograph(), "image/jpeg")
        kept = opened(made)

        assert kept.size == (20, 60)
        assert PLACE.encode() not in made
        assert len(kept.getexif()) == 0
        top, bottom = kept.getpixel((10, 5)), kept.getpixel((10, 55))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[2] > 200
        assert bottom[0] > 200

    def test_is_made_smaller_when_it_is_larger_than_any_screen(self) -> None:
        wide = encoded(Image.new("RGB", (LONGEST_SIDE * 2, 100), "white"), "JPEG")

        assert opened(encoded_anew(wide, "image/jpeg")).size == (LONGEST_SIDE, 50)

    def test_keeps_its_transparency_and_loses_its_texts(self) -> None:
        from PIL.PngImagePlugin import PngInfo

        texts = PngInfo()
        texts.add_text("Comment", PLACE)
        drawn = Image.new("RGBA", (9, 9), (1, 2, 3, 0))
        made = encoded_anew(encoded(drawn, "PNG", pnginfo=texts), "image/png")

        assert opened(made).getpixel((0, 0)) == (1, 2, 3, 0)
        assert PLACE.encode() not in made

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_of_any_mode_is_kept(self, mode: str) -> None:
        made = encoded_anew(encoded(Image.new(mode, (8, 8)), "PNG"), "image/png")

        assert opened(made).size == (8, 8)

    def test_for_print_becomes_one_for_screens(self) -> None:
        made = encoded_anew(encoded(Image.new("CMYK", (8, 8)), "JPEG"), "image/jpeg")

        assert opened(made).mode == "RGB"

    def test_loses_its_colour_profile_and_keeps_its_colours(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        drawn = encoded(Image.new("RGB", (8, 8), (200, 10, 10)), "PNG", icc_profile=profile)
        kept = opened(encoded_anew(drawn, "image/png"))

        assert "icc_profile" not in kept.info
        assert kept.getpixel((0, 0)) == (200, 10, 10)

    def test_that_moves_is_kept_as_its_first_frame(self) -> None:
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
        moving = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=10)
        kept = opened(encoded_anew(moving, "image/webp"))

        assert getattr(kept, "n_frames", 1) == 1

    def test_that_is_a_bomb_is_refused_before_it_is_decoded(self) -> None:
        with pytest.raises(PictureTooLarge):
            encoded_anew(bomb(), "image/png")

    def test_cut_short_is_refused(self) -> None:
        with pytest.raises(PictureBroken):
            encoded_anew(photograph()[:-200], "image/jpeg")


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of damaged notes beside a picture
class TestAnyBytes:
    @given(st.sampled_from(sorted(KINDS)), st.binary(max_size=400))
    def test_are_a_picture_or_a_refusal(self, media_type: str, content: bytes) -> None:
        start = picture(KINDS[media_type])[:12]
        for tried in (content, start + content):
            with pytest.raises(REFUSALS):
                encoded_anew(tried, media_type)

    @given(st.sampled_from(sorted(KINDS)), st.data())
    def test_changed_in_a_real_one_are_as_well(self, media_type: str, data: st.DataObject) -> None:
        real = photograph() if media_type == "image/jpeg" else picture(KINDS[media_type])
        content = bytearray(real)
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with contextlib.suppress(*REFUSALS):
            assert opened(encoded_anew(bytes(content), media_type)).size
