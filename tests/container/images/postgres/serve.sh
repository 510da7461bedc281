#!/bin/sh
# Make a cluster whose superuser has the password of POSTGRES_PASSWORD, and serve it.
set -eu
data=/var/lib/postgresql/data
printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
initdb --pgdata "$data" --username postgres --auth-host scram-sha-256 --auth-local trust \
  --encoding UTF8 --locale C.UTF-8 --pwfile /tmp/password
echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
exec postgres -D "$data" -c listen_addresses='*' -k /var/run/postgresql
