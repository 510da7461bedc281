"""Rights on row types

Revision ID: 7400000002
Revises: 7400000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "7400000002"
down_revision = "7400000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("REVOKE USAGE ON TYPE closed FROM PUBLIC")
    op.execute("GRANT USAGE ON TYPE closed TO acc_typist")
    op.execute('REVOKE ALL ON TYPE "Odd ""one" FROM PUBLIC, current_user')
    op.execute("ALTER TABLE given OWNER TO acc_clerk")
    op.execute("REVOKE ALL ON TYPE given FROM acc_clerk, PUBLIC")
    op.execute("GRANT USAGE ON TYPE seen TO acc_typist WITH GRANT OPTION")
    op.execute("SET LOCAL SESSION AUTHORIZATION acc_typist")
    op.execute("GRANT USAGE ON TYPE seen TO acc_clerk")
    op.execute("RESET SESSION AUTHORIZATION")
    op.execute("REVOKE USAGE ON TYPE far FROM PUBLIC")
    op.execute("REVOKE USAGE ON TYPE untouched FROM PUBLIC")
    op.execute("GRANT USAGE ON TYPE untouched TO PUBLIC")
    op.execute("REVOKE USAGE ON TYPE alembic_version FROM PUBLIC")


def downgrade() -> None:
    pass
