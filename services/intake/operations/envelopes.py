"""Envelopes: what a known customer says is sealed with a key that can be destroyed alone.

A feedback with a contact has a data key of its own, and so has each of its further messages and
files; those are kept sealed with the customer's key, and the customer's with the secret of the
installation. Whoever is erased loses the customer's
key: what was sealed under it, wherever a copy lies, opens no more. Without a contact nobody can
be found by, and the secret seals directly.
"""

from base64 import b64decode, b64encode
from typing import Protocol

from services.intake.models import Feedback, FeedbackMessage
from shared.sealing import NONCE_BYTES, DataKey, SealBroken, Sealer


class Seal(Protocol):
    def seal(self, plain: bytes, context: str) -> bytes: ...

    def open(self, sealed: bytes, context: str) -> bytes: ...


class Envelope(DataKey):
    """The data key of one feedback on its way in; its customer is known only when it is written.

    It seals each part once and is never used again, so its nonces count.
    """

    __slots__ = ("_sealed", "sealer")

    def __init__(self, sealer: Sealer) -> None:
        super().__init__()
        self.sealer = sealer
        self._sealed = 0

    def seal(self, plain: bytes, context: str, nonce: bytes | None = None) -> bytes:
        self._sealed += 1
        return super().seal(plain, context, self._sealed.to_bytes(NONCE_BYTES, "big"))

    def addressed(self, key: DataKey, feedback_id: str) -> bytes:
        """Return this key sealed with its customer's; the feedback's id is the nonce."""
        nonce = bytes.fromhex(feedback_id.replace("-", ""))[-NONCE_BYTES:]
        return key.seal(self.raw, of_feedback(feedback_id), nonce)


def kept(key: DataKey, customer: str, sealer: Sealer) -> str:
    """Return a customer's key as it is kept."""
    return b64encode(sealer.seal(key.raw, of_customer(customer))).decode()


def customer_key(customer: str, kept_key: str, sealer: Sealer) -> DataKey:
    return DataKey(sealer.open(b64decode(kept_key), of_customer(customer)))


def unsealed(feedback: Feedback, sealed: bytes, part: str, sealer: Sealer) -> bytes:
    """Return a part of a feedback as it was said. Raises SealBroken, also when its key is gone."""
    context = sealed_as(feedback.id, part)
    if feedback.data_key is None:
        return sealer.open(sealed, context)
    key = keeper(feedback, sealer).open(feedback.data_key, of_feedback(feedback.id))
    return DataKey(key).open(sealed, context)


def keeper(feedback: Feedback, sealer: Sealer) -> Seal:
    """Return what keeps the data keys of a feedback: its customer's key, else the secret.

    Raises SealBroken when the customer's key was destroyed.
    """
    if feedback.data_key is None:
        return sealer
    kept_key = feedback.customer_key
    if kept_key is None or feedback.customer is None:
        raise SealBroken("the customer's key was destroyed")
    return customer_key(feedback.customer, kept_key, sealer)


def opened_message(feedback: Feedback, message: FeedbackMessage, sealer: Sealer) -> str:
    """Return a further message as it was said. Raises SealBroken, also when its key is gone."""
    context = sealed_as(feedback.id, "message")
    if message.data_key is None:
        return sealer.open(message.sealed_text, context).decode()
    key = keeper(feedback, sealer).open(message.data_key, of_message(feedback.id))
    return DataKey(key).open(message.sealed_text, context).decode()


def sealed_as(feedback_id: str, part: str) -> str:
    """Return the context a part of a feedback is sealed for, so that none can be swapped."""
    return f"feedback/{feedback_id}/{part}"


def of_customer(customer: str) -> str:
    return f"customer/{customer}/key"


def of_message(feedback_id: str) -> str:
    return sealed_as(feedback_id, "message/key")


def of_feedback(feedback_id: str) -> str:
    return sealed_as(feedback_id, "key")
