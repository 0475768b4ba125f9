"""The tables behind the models, for the paths that write many rows at once without objects."""

from services.intake.models import IntakeModel

TABLES = IntakeModel.metadata.tables

ACCESS_TOKEN = TABLES["access_token"]
ATTACHMENT = TABLES["attachment"]
CHANNEL_ACCOUNT = TABLES["channel_account"]
CONSENT = TABLES["consent"]
CONTACT = TABLES["contact"]
CONTACT_WINDOW = TABLES["contact_window"]
CUSTOMER = TABLES["customer"]
CUSTOMER_KEY = TABLES["customer_key"]
FEEDBACK = TABLES["feedback"]
INBOUND_ITEM = TABLES["inbound_item"]
INBOUND_MARK = TABLES["inbound_mark"]
INBOUND_THREAD = TABLES["inbound_thread"]
KNOWN_PROGRESS = TABLES["known_progress"]
OUTBOUND_MESSAGE = TABLES["outbound_message"]
REPLY = TABLES["reply"]
STAFF_NOTICE = TABLES["staff_notice"]
STORE = TABLES["store"]
SUBSCRIPTION_CONSENT = TABLES["subscription_consent"]
TICKET_COUNTER = TABLES["ticket_counter"]
WECHAT_RECEIPT = TABLES["wechat_receipt"]
WECHAT_USER = TABLES["wechat_user"]
WECOM_CURSOR = TABLES["wecom_cursor"]
