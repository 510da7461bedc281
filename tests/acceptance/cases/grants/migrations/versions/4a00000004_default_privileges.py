"""Default privileges

Revision ID: 4a00000004
Revises: 4a00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4a00000004"
down_revision = "4a00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE current_user GRANT SELECT ON TABLES TO acc_reader"
    )
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA hidden GRANT INSERT ON TABLES TO acc_writer")
    op.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    op.execute("CREATE TABLE later (id int PRIMARY KEY)")
    op.execute("CREATE TABLE hidden.later (id int PRIMARY KEY)")
    op.execute("CREATE TABLE closed (id int PRIMARY KEY)")
    op.execute("REVOKE ALL ON closed FROM acc_reader")
    op.execute("REVOKE DELETE ON closed FROM current_user")


def downgrade() -> None:
    pass
