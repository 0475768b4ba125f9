"""Any sender of Standard Webhooks (1.0): signed over id, time and the raw body."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr

from services.intake.channels.form_vendors import Delivery, FormVendor, key_of, must_be_fresh
from services.intake.channels.protocol import Strict
from services.intake.channels.wjx import is_one_of
from services.intake.errors_channels import CallbackRefused
from services.intake.models.channels import ChannelAccount
from shared.validation import invalid

PREFIX = "whsec_"
FEWEST_BYTES, MOST_BYTES = 16, 128
MOST_SIGNATURES = 10


def secret_bytes(secret: SecretStr) -> bytes:
    """Return the key in `whsec_…`. Raises NotBase64."""
    return b64decode(secret.get_secret_value().removeprefix(PREFIX), validate=True)


def must_be_secret(secret: SecretStr) -> SecretStr:
    try:
        is_secret = FEWEST_BYTES <= len(secret_bytes(secret)) <= MOST_BYTES
    except (NotBase64, ValueError):
        is_secret = False
    if not is_secret:
        raise invalid(
            zh="密钥应为 whsec_ 加 Base64，解码后 16–128 字节。",
            en="A secret is whsec_ and Base64, of 16 to 128 bytes.",
        )
    return secret


WebhookSecret = Annotated[SecretStr, Field(max_length=300), AfterValidator(must_be_secret)]


class WebhookSecrets(Strict):
    """The sender's secret; the previous one counts as well while it is changed."""

    secret: WebhookSecret
    previous_secret: WebhookSecret | None = None


class StandardWebhook(FormVendor):
    Credentials = WebhookSecrets
    proves_sender = True
    answers = ("data", "")
    technical = ("type", "timestamp")

    def check(
        self, account: ChannelAccount, credentials: WebhookSecrets, delivery: Delivery
    ) -> bool:
        headers = delivery.headers
        message, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        given = headers.get("webhook-signature", "").split()[:MOST_SIGNATURES]
        secrets = [credentials.secret, credentials.previous_secret]
        made = [
            signature(secret_bytes(one), message, timestamp, delivery.body)
            for one in secrets
            if one
        ]
        if not sum(is_one_of(one, made) for one in given):
            raise CallbackRefused
        must_be_fresh(timestamp, delivery.now)
        return True

    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        return key_of(delivery.headers.get("webhook-id", ""))


def signature(key: bytes, message: str, timestamp: str, body: bytes) -> str:
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
