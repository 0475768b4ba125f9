"""The tables behind the models, for the paths that write many rows at once without objects."""

from services.intake.models import IntakeModel

TABLES = IntakeModel.metadata.tables

ATTACHMENT = TABLES["attachment"]
CHANNEL_ACCOUNT = TABLES["channel_account"]
CONSENT = TABLES["consent"]
CONTACT = TABLES["contact"]
FEEDBACK = TABLES["feedback"]
INBOUND_ITEM = TABLES["inbound_item"]
INBOUND_THREAD = TABLES["inbound_thread"]
KNOWN_PROGRESS = TABLES["known_progress"]
OUTBOUND_MESSAGE = TABLES["outbound_message"]
REPLY = TABLES["reply"]
STORE = TABLES["store"]
TICKET_COUNTER = TABLES["ticket_counter"]
