"""Rules, rows and rights

Revision ID: 6900000002
Revises: 6900000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6900000002"
down_revision = "6900000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION tax(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER pets_touch BEFORE UPDATE ON pets FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE VIEW heavy AS SELECT id FROM pets WHERE weight > 10;
        INSERT INTO owners (name) VALUES ('Ann'), ('Ben');
        INSERT INTO pets VALUES (1, 1, '2020-02-02', 4), (2, 2, '2021-03-03', 12);
        CREATE MATERIALIZED VIEW pet_count AS SELECT count(*) AS n FROM pets;
        ALTER TABLE owners ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON owners USING (length(name) > 5);
        GRANT SELECT ON pets TO acc_visitor;
        COMMENT ON COLUMN pets.weight IS 'in kg';
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO acc_visitor
    """)


def downgrade() -> None:
    pass
