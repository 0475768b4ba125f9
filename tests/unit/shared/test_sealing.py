"""Personal data is sealed: only secret and context open it, rotation loses nothing."""

import pytest

from shared.sealing import SealBroken, Sealer, subkey

OLD, NEW, OTHER = (letter * 32 for letter in "onx")


class TestSealer:
    def test_opens_what_it_sealed(self) -> None:
        sealer = Sealer(NEW)
        sealed = sealer.seal("手机号".encode(), "contact:1")

        assert sealer.open(sealed, "contact:1").decode() == "手机号"
        assert "手机号".encode() not in sealed
        assert sealer.seal("手机号".encode(), "contact:1") != sealed

    def test_opens_what_an_earlier_secret_sealed(self) -> None:
        sealed = Sealer(OLD).seal(b"x", "c")
        rotated = Sealer(NEW, [OLD])

        assert rotated.open(sealed, "c") == b"x"
        assert rotated.is_outdated(sealed)
        assert not rotated.is_outdated(rotated.seal(b"x", "c"))

    @pytest.mark.parametrize("length", [0, 3, 4, 10, 16, 20, 31])
    def test_refuses_cut_bytes(self, length: int) -> None:
        sealer = Sealer(NEW)

        with pytest.raises(SealBroken):
            sealer.open(sealer.seal(b"x", "c")[:length], "c")

    def test_refuses_altered_moved_and_foreign_bytes(self) -> None:
        sealer = Sealer(NEW)
        sealed = sealer.seal(b"x", "contact:1")
        altered = sealed[:-1] + bytes([sealed[-1] ^ 1])

        for wrong, context in ((altered, "contact:1"), (sealed, "contact:2")):
            with pytest.raises(SealBroken):
                sealer.open(wrong, context)
        with pytest.raises(SealBroken):
            Sealer(OTHER).open(sealed, "contact:1")

    def test_finds_equal_values_after_a_rotation(self) -> None:
        before, after = Sealer(OLD), Sealer(NEW, [OLD])

        assert before.blind_index("138", "phone") == after.blind_index("138", "phone")
        assert Sealer(NEW, index_secret=OLD).blind_index("138", "phone") == after.blind_index(
            "138", "phone"
        )

    def test_tells_contexts_apart(self) -> None:
        sealer = Sealer(NEW)

        assert sealer.blind_index("138", "phone") != sealer.blind_index("138", "email")
        assert len(sealer.blind_index("138", "phone")) == 64


class TestSubkey:
    def test_differs_by_purpose(self) -> None:
        assert subkey(b"s" * 32, "a") != subkey(b"s" * 32, "b")

    def test_refuses_a_short_secret(self) -> None:
        with pytest.raises(ValueError, match="16 bytes"):
            subkey(b"short", "a")
