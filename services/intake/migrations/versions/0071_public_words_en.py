"""What a customer reads of their case is kept in English too."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("known_progress", sa.Column("public_words_en", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("known_progress", "public_words_en")
