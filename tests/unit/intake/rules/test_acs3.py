"""Aliyun's signature, by the fixed example of its documentation."""

from datetime import UTC, datetime

from services.intake.rules.acs3 import canonical_query, signed_headers


class TestSignedHeaders:
    def test_are_those_of_the_documented_example(self) -> None:
        query = canonical_query(
            {
                "RegionId": "cn-shanghai",
                "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            }
        )
        headers = signed_headers(
            action="RunInstances",
            version="2014-05-26",
            host="ecs.cn-shanghai.aliyuncs.com",
            query=query,
            nonce="3156853299f313e23d1673dc12e1703d",
            at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
            key_id="YourAccessKeyId",
            secret="YourAccessKeySecret",
        )

        assert headers["Authorization"] == (
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
            "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
            "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        )


class TestCanonicalQuery:
    def test_encodes_as_rfc_3986_does(self) -> None:
        assert canonical_query({"b": "中 ~*", "a": "1+1"}) == "a=1%2B1&b=%E4%B8%AD%20~%2A"
