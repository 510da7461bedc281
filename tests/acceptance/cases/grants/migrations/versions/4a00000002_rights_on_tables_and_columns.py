"""Rights on tables and columns

Revision ID: 4a00000002
Revises: 4a00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4a00000002"
down_revision = "4a00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON people TO acc_reader")
    op.execute("GRANT ALL ON people TO acc_writer WITH GRANT OPTION")
    op.execute("REVOKE GRANT OPTION FOR DELETE ON people FROM acc_writer")
    op.execute("GRANT SELECT (id), UPDATE (value) ON secrets TO acc_reader, acc_writer")
    op.execute("GRANT USAGE, SELECT ON SEQUENCE people_id_seq TO acc_writer")
    op.execute("GRANT SELECT ON people TO PUBLIC")
    op.execute("REVOKE SELECT ON people FROM PUBLIC")


def downgrade() -> None:
    op.execute("REVOKE ALL ON people, secrets FROM acc_reader, acc_writer")
    op.execute("REVOKE ALL ON SEQUENCE people_id_seq FROM acc_writer")
