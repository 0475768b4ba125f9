"""金数据: JSON with `form`, `form_name` and `entry`; it signs nothing that is published."""

from collections.abc import Mapping
from typing import Any

from services.intake.channels.form_vendors import Delivery, UnsignedVendor, key_of
from services.intake.channels.protocol import Draft, Reading
from services.intake.errors_channels import CallbackUnreadable


class Jinshuju(UnsignedVendor):
    answers = ("entry",)
    technical = (
        *("serial_number", "creator_", "created_at", "updated_at", "updater_", "info_", "x_field_"),
        *("gen_code", "color_mark", "referr", "total_price", "preferential_price", "sum_price"),
        *("trade_", "payment_", "distribution_", "token", "tags"),
    )

    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        return entry_key(payload)

    def reading(self, payload: Mapping[str, Any], draft: Draft) -> Reading:
        draft.external_id = entry_key(payload).replace("\n", "/")
        return draft


def entry_key(payload: Mapping[str, Any]) -> str:
    entry = payload.get("entry")
    if not isinstance(entry, dict):
        raise CallbackUnreadable
    return key_of(payload.get("form"), entry.get("serial_number"))
