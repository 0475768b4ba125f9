"""A callback is opened when it is signed, fresh and for us, in each of the three modes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from services.intake.channels.wechat.callbacks import (
    Mode,
    Query,
    Secrets,
    check_plain,
    open_callback,
    open_encrypted,
    sealed_answer,
)
from services.intake.channels.wechat.ciphering import encrypted, message_key, signature
from services.intake.channels.wechat.documents import document, fields_of
from services.intake.channels.wechat.refusals import (
    CallbackInPlainText,
    CallbackNotSigned,
    CallbackUnreadable,
)
from shared.problems import Problem
from tests.fixtures.clock import NOON

TOKEN, OLD_TOKEN = "a-token", "the-token-before"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP_ID = "wx49f0ab532d5d035a"
SECRETS = Secrets(APP_ID, (TOKEN, OLD_TOKEN), (message_key(AES_KEY),))
STAMP = str(int(NOON.timestamp()))
BODY = document({"FromUserName": "openid", "Content": "太咸了"}).encode()


def plain_query(token: str = TOKEN, stamp: str = STAMP) -> Query:
    return Query(stamp, "nonce", signature(token, stamp, "nonce"))


def sealed(
    message: bytes = BODY, receiver: str = APP_ID, token: str = TOKEN
) -> tuple[Query, bytes]:
    cipher = encrypted(message, receiver, SECRETS.keys[0])
    signed = signature(token, STAMP, "nonce", cipher)
    query = replace(plain_query(), msg_signature=signed, encrypt_type="aes")
    return query, document({"ToUserName": "gh", "Encrypt": cipher}).encode()


class TestOpenCallback:
    @pytest.mark.parametrize("mode", ["plain", "compatible"])
    def test_takes_signed_plaintext(self, mode: Mode) -> None:
        opened = open_callback(plain_query(), BODY, SECRETS, mode=mode, now=NOON)

        assert (opened.fields["Content"], opened.is_encrypted) == ("太咸了", False)

    @pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
    def test_takes_what_is_encrypted(self, mode: Mode) -> None:
        opened = open_callback(*sealed(), SECRETS, mode=mode, now=NOON)

        assert (opened.fields["Content"], opened.is_encrypted) == ("太咸了", True)

    def test_reads_the_cipher_and_not_the_words_beside_it(self) -> None:
        query, body = sealed()
        forged = body.replace(b"</xml>", b"<Content>forged</Content></xml>")

        opened = open_callback(query, forged, SECRETS, mode="compatible", now=NOON)

        assert opened.fields["Content"] == "太咸了"

    def test_refuses_plaintext_in_safe_mode_though_it_is_signed(self) -> None:
        with pytest.raises(CallbackInPlainText):
            open_callback(plain_query(), BODY, SECRETS, mode="safe", now=NOON)

    def test_takes_the_token_before_a_rotation(self) -> None:
        assert open_callback(*sealed(token=OLD_TOKEN), SECRETS, mode="safe", now=NOON)
        assert open_callback(plain_query(OLD_TOKEN), BODY, SECRETS, mode="plain", now=NOON)

    def test_refuses_another_token(self) -> None:
        with pytest.raises(CallbackNotSigned):
            open_callback(*sealed(token="a-guess"), SECRETS, mode="safe", now=NOON)
        with pytest.raises(CallbackNotSigned):
            open_callback(plain_query("a-guess"), BODY, SECRETS, mode="plain", now=NOON)

    def test_refuses_another_account(self) -> None:
        with pytest.raises(CallbackUnreadable):
            open_callback(*sealed(receiver="wx-another"), SECRETS, mode="safe", now=NOON)

    def test_refuses_a_message_inside_that_is_a_bomb(self) -> None:
        bomb = b'<!DOCTYPE xml [<!ENTITY a "lol">]><xml><Content>&a;</Content></xml>'

        with pytest.raises(CallbackUnreadable):
            open_callback(*sealed(bomb), SECRETS, mode="safe", now=NOON)

    @pytest.mark.parametrize("minutes", [-11, 11])
    def test_refuses_what_is_older_or_younger_than_ten_minutes(self, minutes: int) -> None:
        later = NOON + timedelta(minutes=minutes)

        with pytest.raises(CallbackNotSigned):
            open_callback(*sealed(), SECRETS, mode="safe", now=later)
        with pytest.raises(CallbackNotSigned):
            open_callback(plain_query(), BODY, SECRETS, mode="plain", now=later)

    @pytest.mark.parametrize("stamp", ["", "abc", "-1", "1e9", "９" * 10, "9" * 400])
    def test_refuses_a_time_that_is_none(self, stamp: str) -> None:
        with pytest.raises(CallbackNotSigned):
            check_plain(plain_query(stamp=stamp), SECRETS, now=NOON)

    @given(st.binary(max_size=200))
    def test_has_a_verdict_on_any_bytes(self, noise: bytes) -> None:
        for query in (plain_query(), sealed()[0]):
            with pytest.raises(Problem):
                open_callback(query, noise, SECRETS, mode="compatible", now=NOON)


class TestRefusal:
    """What is refused tells how far it was read: each step is taken only after the one before."""

    def test_of_what_is_old_comes_before_its_document_is_read(self) -> None:
        query = replace(sealed()[0], timestamp="1")
        with pytest.raises(CallbackNotSigned):
            open_callback(query, b"<no document", SECRETS, mode="safe", now=NOON)

    def test_of_what_is_not_signed_comes_before_it_is_decrypted(self) -> None:
        query = replace(plain_query(), encrypt_type="aes", msg_signature="0" * 40)
        body = document({"Encrypt": "no cipher"}).encode()
        with pytest.raises(CallbackNotSigned):
            open_callback(query, body, SECRETS, mode="safe", now=NOON)

    @pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
    def test_of_plain_words_that_are_not_signed_comes_before_they_are_read(
        self, mode: Mode
    ) -> None:
        query = replace(plain_query(), signature="")
        with pytest.raises(CallbackNotSigned):
            open_callback(query, b"<no document", SECRETS, mode=mode, now=NOON)


class TestOpenEncrypted:
    def test_gives_the_exact_bytes_of_an_echo(self) -> None:
        echo = b"1616140317555161061"
        cipher = encrypted(echo, APP_ID, SECRETS.keys[0])
        query = Query(STAMP, "n", msg_signature=signature(TOKEN, STAMP, "n", cipher))

        assert open_encrypted(query, cipher, SECRETS, now=NOON) == echo


class TestSealedAnswer:
    def test_is_read_by_wechatpy(self) -> None:
        answer = sealed_answer("<xml>已收到</xml>", SECRETS, nonce="n", now=NOON)
        found = fields_of(answer.encode())

        read = WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(
            answer, found["MsgSignature"], found["TimeStamp"], found["Nonce"]
        )

        assert read == "<xml>已收到</xml>"
