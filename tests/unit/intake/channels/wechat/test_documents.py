"""The XML of callbacks: no entity, no surprise, and what we write others read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.replies import deserialize_reply

from services.intake.channels.wechat.documents import BadDocument, document, fields_of

BOMB = b"""<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>"""
FILE = b"""<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>"""


class TestFieldsOf:
    @pytest.mark.parametrize("body", [BOMB, FILE, b"<!DOCTYPE xml><xml></xml>"])
    def test_refuses_entities_and_doctypes(self, body: bytes) -> None:
        with pytest.raises(BadDocument):
            fields_of(body)

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<xml>",
            b"<html></html>",
            b"not xml",
            b"{}",
            b"<?xml version='1.0' encoding='nonsense'?><xml/>",
            b"<?xml version='1.0' encoding='utf-7'?><xml/>",
            b"<xml>\xff\xfe</xml>",
            b"<xml>" + b"<a>" * 10_000,
            b"<xml>" + b" " * 65_536 + b"</xml>",
        ],
    )
    def test_refuses_what_is_no_message(self, body: bytes) -> None:
        with pytest.raises(BadDocument):
            fields_of(body)

    def test_reads_one_level_below_as_well(self) -> None:
        found = fields_of(b"<xml><A>1</A><B><C><![CDATA[2]]></C></B><A>3</A><D/></xml>")

        assert found == {"A": "1", "B": "", "B.C": "2", "D": ""}

    @given(st.binary(max_size=300))
    def test_takes_any_bytes(self, noise: bytes) -> None:
        with pytest.raises(BadDocument):
            fields_of(noise)

    @given(st.binary(max_size=60))
    def test_takes_any_bytes_inside_of_a_message(self, noise: bytes) -> None:
        body = b"<xml><Content>" + noise + b"</Content></xml>"
        try:
            found = fields_of(body)
        except BadDocument:
            return
        assert found


class TestDocument:
    @given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=200))
    def test_is_read_back_whatever_the_text(self, text: str) -> None:
        assert fields_of(document({"Content": text}).encode()) == {"Content": text}

    @given(st.text(max_size=200))
    def test_leaves_out_what_xml_cannot_hold(self, text: str) -> None:
        assert len(fields_of(document({"Content": text}).encode())["Content"]) <= len(text)

    def test_is_a_reply_to_wechatpy(self) -> None:
        made = document(
            {
                "ToUserName": "openid",
                "FromUserName": "gh_1",
                "CreateTime": 1_700_000_000,
                "MsgType": "text",
                "Content": "已收到 ]]> <b>",
            }
        )

        read = deserialize_reply(made)
        assert (read.type, read.content, read.target) == ("text", "已收到 ]]> <b>", "openid")
        assert parse_message(made).content == "已收到 ]]> <b>"

    def test_nests(self) -> None:
        made = document({"Image": {"MediaId": "m"}})

        assert made == "<xml><Image><MediaId><![CDATA[m]]></MediaId></Image></xml>"
