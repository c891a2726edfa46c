"""the settings name the host country: that of the host's delegation, if there is one

Down: the delegation that is the host stays the host.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_host_country"
down_revision = "0012_guests_of_the_host"
KEY = "fk_settings_host_participant"


def upgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        batch_op.add_column(
            sa.Column(
                "host",
                sa.String(length=3),
                nullable=True,
                comment="The host country, by its code of the register",
            )
        )
        batch_op.create_foreign_key(KEY, "participant", ["host"], ["iso3"])
    op.execute(
        """
        UPDATE settings SET host = (
            SELECT iso3 FROM participant JOIN body ON body.participant_id = participant.id
            WHERE body.kind = 'host' ORDER BY body.id LIMIT 1
        )
        """
    )


def downgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        batch_op.drop_constraint(KEY, type_="foreignkey")
        batch_op.drop_column("host")
