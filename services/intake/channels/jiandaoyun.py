"""简道云: `X-JDY-Signature` is sha1("nonce:payload:secret:timestamp") over the raw body."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic import Field, SecretStr

from services.intake.channels.form_vendors import Delivery, FormVendor, key_of, must_be_fresh
from services.intake.channels.protocol import Draft, Reading, Strict
from services.intake.channels.tencent_survey import by_event, first_of
from services.intake.channels.wjx import is_one_of
from services.intake.errors_channels import CallbackRefused
from services.intake.models.channels import ChannelAccount


class JiandaoyunSecret(Strict):
    """The Secret of 数据推送 in the form's extensions."""

    secret: SecretStr = Field(min_length=1, max_length=200)
    previous_secret: SecretStr | None = None


class Jiandaoyun(FormVendor):
    Credentials = JiandaoyunSecret
    proves_sender = True
    answers = ("data",)
    technical = (
        *("_id", "appId", "entryId", "formName", "flowState"),
        *("creator", "createTime", "updater", "updateTime", "deleter", "deleteTime"),
    )

    def check(
        self, account: ChannelAccount, credentials: JiandaoyunSecret, delivery: Delivery
    ) -> bool:
        nonce, timestamp = delivery.query.get("nonce", ""), delivery.query.get("timestamp", "")
        secrets = [credentials.secret, credentials.previous_secret]
        made = [
            signature(nonce, delivery.body, one.get_secret_value(), timestamp)
            for one in secrets
            if one
        ]
        if not is_one_of(delivery.headers.get("x-jdy-signature", "").lower(), made):
            raise CallbackRefused
        must_be_fresh(timestamp, delivery.now)
        return True

    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        return key_of(delivery.headers.get("x-jdy-deliverid", ""))

    def reading(self, payload: Mapping[str, Any], draft: Draft) -> Reading:
        entry = first_of(payload, ("data._id", "data.id"))
        draft.external_id = f"data/{entry}" if entry else None
        return by_event(str(payload.get("op", "")), draft)


def signature(nonce: str, body: bytes, secret: str, timestamp: str) -> str:
    signed = b":".join((nonce.encode(), body, secret.encode(), timestamp.encode()))
    return hashlib.sha1(signed).hexdigest()  # noqa: S324 - the vendor's own scheme
