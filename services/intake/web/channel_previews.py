"""What a sample payload of a form vendor would become."""

from datetime import datetime

from services.intake.channels.form_vendors import FormVendor, VendorSettings
from services.intake.channels.protocol import Append, Arrival, ChannelKind, Ignored
from services.intake.errors_channels import NoMapping
from services.intake.models import ChannelAccount
from services.intake.rules.fitting import fitted
from services.intake.rules.mapping import missing, unmapped
from services.intake.web.schemas_channels import (
    DraftOut,
    FieldOut,
    MappingPreviewIn,
    MappingPreviewOut,
)


def previewed(
    account: ChannelAccount, kind: ChannelKind | None, sample: MappingPreviewIn, *, now: datetime
) -> MappingPreviewOut:
    """Return what the sample would become. Raises NoMapping or InvalidField."""
    if not isinstance(kind, FormVendor):
        raise NoMapping
    settings = VendorSettings.model_validate(account.settings)
    mapping = sample.mapping or settings.mapping
    tried = settings.model_copy(update={"mapping": mapping}).model_dump(mode="json")
    asked = ChannelAccount(**{**account.model_dump(), "settings": tried})
    arrival = Arrival("answer", {"body": sample.payload, "verified": kind.proves_sender}, now)
    reading = kind.translate(asked, arrival)
    draft = reading.draft if isinstance(reading, Append) else reading
    is_ignored = isinstance(draft, Ignored)
    return MappingPreviewOut(
        becomes="ignored" if is_ignored else "append" if draft is not reading else "feedback",
        reason=draft.reason if isinstance(draft, Ignored) else None,
        draft=None
        if isinstance(draft, Ignored)
        else DraftOut.model_validate(fitted(draft, now=now)),
        unmapped=[
            FieldOut(path=path, value=said) for path, said in unmapped(mapping, sample.payload)
        ],
        missing=missing(mapping, sample.payload),
    )
