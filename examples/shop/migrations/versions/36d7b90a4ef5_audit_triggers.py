"""Write down who changes prices, taxes and texts.

Revision ID: 36d7b90a4ef5
Revises: 9f4a61c8e2d0
Create Date: 2022-12-12 16:32:48.090127

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "36d7b90a4ef5"
down_revision = "9f4a61c8e2d0"
branch_labels = None
depends_on = None

AUDITED = ["products", "tax_rates", "texts"]


def upgrade():
    op.execute("""
        CREATE FUNCTION audit.record() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog AS $body$
        BEGIN
            INSERT INTO audit.events (table_name, action, actor, old, new)
            VALUES (
                TG_TABLE_NAME,
                TG_OP,
                nullif(current_setting('shop.actor', true), ''),
                CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
                CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
            );
            RETURN NULL;
        END;
        $body$
    """)
    for name in AUDITED:
        op.execute(
            f"CREATE TRIGGER {name}_audit AFTER UPDATE OR DELETE ON {name} "
            f"FOR EACH ROW EXECUTE FUNCTION audit.record()"
        )


def downgrade():
    for name in AUDITED:
        op.execute(f"DROP TRIGGER {name}_audit ON {name}")
    op.execute("DROP FUNCTION audit.record()")
