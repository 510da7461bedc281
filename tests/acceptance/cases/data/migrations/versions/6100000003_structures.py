"""Structures

Revision ID: 6100000003
Revises: 6100000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6100000003"
down_revision = "6100000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE pair AS (a int, b text)")
    op.execute("""
        CREATE TABLE shapes (id int PRIMARY KEY, j json, jb jsonb, a text[], aa int[][], p pair, ps pair[], r int4range, tr tstzrange, mr nummultirange, ip inet, mac macaddr, pt point, box box, path path, u uuid, ts tsvector, tq tsquery, jp jsonpath, x oid, lsn pg_lsn)
    """)
    op.execute(r"""
        INSERT INTO shapes VALUES
            (1, '{"b" \: 1, "a"\:  [1, 2.50, null, "\u00e9\n"], "b"\: 2}', '{"b"\: 1, "a"\: [1, 2.50, null, "\u00e9\n"]}',
             ARRAY['', NULL, 'NULL', 'a,b', '"q"', '\', '{}', E'\t'], '[0\:1][-1\:0]={{1,2},{NULL,4}}',
             (1, 'x,")('), ARRAY[(NULL, '')::pair, NULL], '[1,5)', '(,infinity]', '{[1.0,2.00),(3,)}',
             '192.168.0.1/24', '08\:00\:2b\:01\:02\:03', '(1.5,-2e-10)', '(2,2),(0,0)', '[(0,0),(1,1)]',
             '00000000-0000-0000-0000-000000000000', 'fat\:2A ''it''''s''\:1', 'fat & (rat | !cat\:*)', '$.a[*] ? (@ > 1)', 4294967295, '16/B374D848'),
            (2, 'null', 'null', '{}', '{}', NULL, '{}', 'empty', 'empty', '{}', '\:\:1', NULL, '(NaN,Infinity)', NULL, '((0,0),(1,0))', NULL, '', '', '$', 0, '0/0')
    """)


def downgrade() -> None:
    pass
