"""Intake's tables, one module per subject."""

from services.intake.models.base import IntakeModel
from services.intake.models.channels import (
    ChannelAccount,
    InboundItem,
    InboundMark,
    InboundThread,
    MailCursor,
)
from services.intake.models.customers import Customer, CustomerKey, Erasure
from services.intake.models.feedback import (
    Attachment,
    AttachmentContent,
    Contact,
    Feedback,
    FeedbackMessage,
    TicketCounter,
)
from services.intake.models.forms import Consent, ConsentText, WebForm
from services.intake.models.imports import ImportChunk, ImportJob, ImportReject
from services.intake.models.inspections import Checklist, Inspection
from services.intake.models.notices import StaffAddress, StaffNotice
from services.intake.models.replies import KnownProgress, OutboundMessage, Reply, SendAttempt
from services.intake.models.stores import Store
from services.intake.models.templates import MessageTemplate
from services.intake.models.webhooks import Webhook, WebhookCursor, WebhookDelivery
from services.intake.models.wechat import (
    AccessToken,
    ContactWindow,
    SubscriptionConsent,
    WeChatReceipt,
    WeChatScene,
    WeChatUser,
    WeComCursor,
)

__all__ = [
    "AccessToken",
    "Attachment",
    "AttachmentContent",
    "ChannelAccount",
    "Checklist",
    "Consent",
    "ConsentText",
    "Contact",
    "ContactWindow",
    "Customer",
    "CustomerKey",
    "Erasure",
    "Feedback",
    "FeedbackMessage",
    "ImportChunk",
    "ImportJob",
    "ImportReject",
    "InboundItem",
    "InboundMark",
    "InboundThread",
    "Inspection",
    "IntakeModel",
    "KnownProgress",
    "MailCursor",
    "MessageTemplate",
    "OutboundMessage",
    "Reply",
    "SendAttempt",
    "StaffAddress",
    "StaffNotice",
    "Store",
    "SubscriptionConsent",
    "TicketCounter",
    "WeChatReceipt",
    "WeChatScene",
    "WeChatUser",
    "WeComCursor",
    "WebForm",
    "Webhook",
    "WebhookCursor",
    "WebhookDelivery",
]
