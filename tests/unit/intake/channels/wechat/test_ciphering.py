"""The cipher agrees with wechatpy both ways, and any bytes are a message or CannotDecrypt."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException

from services.intake.channels.wechat.ciphering import (
    CannotDecrypt,
    decrypted,
    encrypted,
    is_signed,
    message_key,
    signature,
)

AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
OTHER_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx49f0ab532d5d035a"
KEY = message_key(AES_KEY)
OTHER_KEY = message_key(OTHER_AES_KEY)

messages = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)


class TestWithWechatpy:
    @given(messages)
    def test_reads_what_it_encrypted(self, text: str) -> None:
        theirs = PrpCrypto(KEY).encrypt(text, APP_ID).decode()

        assert decrypted(theirs, APP_ID, [KEY]) == text.encode()

    @given(messages)
    def test_is_read_by_it(self, text: str) -> None:
        assert PrpCrypto(KEY).decrypt(encrypted(text.encode(), APP_ID, KEY), APP_ID) == text

    def test_agrees_on_signature_and_envelope(self) -> None:
        crypto = WeChatCrypto("token", AES_KEY, APP_ID)
        cipher = encrypted("你好".encode(), APP_ID, KEY)
        signed = signature("token", "1700000000", "nonce", cipher)

        read = crypto.decrypt_message({"Encrypt": cipher}, signed, "1700000000", "nonce")

        assert read == "你好"

    def test_both_refuse_another_account(self) -> None:
        cipher = encrypted(b"hello", "wx-another", KEY)

        with pytest.raises(InvalidAppIdException):
            PrpCrypto(KEY).decrypt(cipher, APP_ID)
        with pytest.raises(CannotDecrypt):
            decrypted(cipher, APP_ID, [KEY])


class TestDecrypted:
    def test_tries_the_key_before_a_rotation(self) -> None:
        cipher = encrypted(b"hello", APP_ID, OTHER_KEY)

        assert decrypted(cipher, APP_ID, [KEY, OTHER_KEY]) == b"hello"

    def test_refuses_a_key_that_is_not_ours(self) -> None:
        with pytest.raises(CannotDecrypt):
            decrypted(encrypted(b"hello", APP_ID, OTHER_KEY), APP_ID, [KEY])

    def test_refuses_a_cipher_that_is_cut_short(self) -> None:
        cipher = encrypted(b"hello" * 20, APP_ID, KEY)

        for length in range(len(cipher)):
            with pytest.raises(CannotDecrypt):
                decrypted(cipher[:length], APP_ID, [KEY])

    @given(st.binary(max_size=200))
    def test_takes_any_bytes(self, noise: bytes) -> None:
        with pytest.raises(CannotDecrypt):
            decrypted(b64encode(noise).decode(), APP_ID, [KEY])

    @given(st.text(max_size=100))
    def test_takes_any_text(self, noise: str) -> None:
        with pytest.raises(CannotDecrypt):
            decrypted(noise, APP_ID, [KEY])


class TestMessageKey:
    def test_refuses_what_is_no_encoding_aes_key(self) -> None:
        for wrong in ("", AES_KEY[:-1], AES_KEY + "A", "*" * 43, "汉" * 43):
            with pytest.raises(ValueError, match="EncodingAESKey"):
                message_key(wrong)


class TestSignature:
    def test_does_not_care_for_order_but_for_every_sign(self) -> None:
        signed = signature("c", "a", "b")

        assert signed == signature("a", "b", "c")
        assert is_signed(signed, "b", "c", "a")
        assert not is_signed(signed, "b", "c", "A")
        assert not is_signed("", "a", "b", "c")
        assert not is_signed("汉字", "a", "b", "c")
