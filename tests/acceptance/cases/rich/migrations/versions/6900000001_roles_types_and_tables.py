"""Roles, types and tables

Revision ID: 6900000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "6900000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_keeper') THEN
                CREATE ROLE acc_keeper NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_visitor') THEN
                CREATE ROLE acc_visitor NOLOGIN;
            END IF;
        END
        $$;
        ALTER ROLE acc_visitor SET statement_timeout TO '5s';
        CREATE EXTENSION pg_trgm;
        CREATE TYPE mood AS ENUM ('low', 'high');
        CREATE TABLE owners (
            id serial PRIMARY KEY,
            name varchar(40) DEFAULT 'nobody' NOT NULL,
            mood mood DEFAULT 'low',
            CONSTRAINT named CHECK (name <> '')
        );
        CREATE TABLE pets (
            id int PRIMARY KEY,
            owner_id int CONSTRAINT pets_owner REFERENCES owners ON DELETE CASCADE,
            born date,
            weight numeric
        );
        CREATE TABLE vault (code text);
        ALTER TABLE vault OWNER TO acc_keeper;
        CREATE INDEX pets_young ON pets (born) WHERE weight > 3;
        CREATE INDEX pets_by_owner ON pets (owner_id);
        CREATE STATISTICS pets_together ON owner_id, born FROM pets
    """)


def downgrade() -> None:
    pass
