"""An event trigger, switched off

Revision ID: 4d10000002
Revises: 4d10000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4d10000002"
down_revision = "4d10000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO public.ddl_log VALUES (tg_tag);
        END
        $$
    """)
    op.execute("""
        CREATE EVENT TRIGGER acc_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
        EXECUTE FUNCTION log_ddl()
    """)


def downgrade() -> None:
    pass
