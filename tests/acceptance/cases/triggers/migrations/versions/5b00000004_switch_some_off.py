"""Switch some off

Revision ID: 5b00000004
Revises: 5b00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5b00000004"
down_revision = "5b00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE items DISABLE TRIGGER a_insert")
    op.execute("ALTER TABLE items ENABLE REPLICA TRIGGER b_when")
    op.execute("ALTER TABLE items ENABLE ALWAYS TRIGGER d_statement")
    op.execute("""
        CREATE FUNCTION check_state() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.hits < 0 THEN
                RAISE EXCEPTION 'hits: % is negative', NEW.hits;
            END IF;
            RETURN NEW;
        END
        $$
    """)
    op.execute("""
        CREATE TRIGGER g_guard BEFORE INSERT OR UPDATE ON items FOR EACH ROW EXECUTE FUNCTION check_state()
    """)


def downgrade() -> None:
    pass
