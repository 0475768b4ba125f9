"""问卷星: `sign` is sha1(activity + index + key) and does not cover the answers.

Whoever has seen one delivery can send other answers with its sign, so nothing in one is proven:
it is a hint, and marked so. After ten failures 问卷星 pauses its deliveries.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr

from services.intake.channels.form_vendors import Delivery, FormVendor, json_object, key_of
from services.intake.channels.protocol import Strict
from services.intake.errors_channels import CallbackRefused
from services.intake.models.channels import ChannelAccount


class WenjuanxingKey(Strict):
    """The key of 数据推送 in the questionnaire's settings."""

    key: SecretStr = Field(min_length=1, max_length=200)
    previous_key: SecretStr | None = None


class Wenjuanxing(FormVendor):
    Credentials = WenjuanxingKey
    technical = (
        *("activity", "name", "index", "joinid", "sign", "timetaken", "submittime", "totalvalue"),
        *("source", "ipaddress", "sojumpparm", "thirduser", "realname", "nickname", "openid"),
    )

    def check(
        self, account: ChannelAccount, credentials: WenjuanxingKey, delivery: Delivery
    ) -> bool:
        payload = json_object(delivery.body)
        given = payload.get("sign")
        signed = "".join(str(payload.get(name, "")) for name in ("activity", "index"))
        keys = [credentials.key, credentials.previous_key]
        made = [sign(signed, key.get_secret_value()) for key in keys if key]
        if not isinstance(given, str) or not is_one_of(given.lower(), made):
            raise CallbackRefused
        return False

    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        return key_of(payload.get("activity"), payload.get("index"))


def sign(signed: str, key: str) -> str:
    return hashlib.sha1(f"{signed}{key}".encode()).hexdigest()  # noqa: S324 - the vendor's own


def is_one_of(given: str, made: list[str]) -> bool:
    """Compare in constant time with each of them."""
    return sum(hmac.compare_digest(given.encode(), one.encode()) for one in made) > 0
