#!/bin/sh
# Install servers and clients of Postgres, with contrib and, where there is a package of it, with
# pgvector; without their JIT compiler.
#
#   postgres.sh debian "15 17"   from this Debian; an older major from the Debian that shipped it
#   postgres.sh pgdg "16 17"     from the Postgres project's own repository, which has every major
#
# Prefers this Debian for everything that it has too, so that the majors share their libraries.
set -eu

origin=$1
majors=$2
sources=/etc/apt/sources.list.d
preferences=/etc/apt/preferences.d/alembic-squash
exclude=/etc/dpkg/dpkg.cfg.d/alembic-squash

# The Debian that shipped a major; empty where no other Debian of ours did.
suite_of() {
  case $1 in
    13) echo bullseye ;;
    15) echo bookworm ;;
    17) echo trixie ;;
    *) echo ;;
  esac
}

add_suite() {
  major=$1
  suite=$2
  own=$(sed -n 's/^Suites: *\([^ ]*\).*/\1/p' "$sources/debian.sources" | head -n 1)
  [ "$suite" != "$own" ] || return 0
  uri=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' "$sources/debian.sources" | head -n 1)
  cat >"$sources/postgres-$major.sources" <<SOURCE
Types: deb
URIs: $uri
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCE
  cat >>"$preferences" <<PREFERENCE
Package: *
Pin: release n=$suite
Pin-Priority: 100

PREFERENCE
}

: >"$preferences"
for major in $majors; do
  if [ "$origin" = debian ]; then
    suite=$(suite_of "$major")
    if [ -z "$suite" ]; then
      echo "No Debian has Postgres $major beside this one: build with POSTGRES_ORIGIN=pgdg." >&2
      exit 1
    fi
    add_suite "$major" "$suite"
  fi
done

# One account under a number that no runner has; Debian's scripts take what is there.
groupadd --gid 59999 postgres
useradd --uid 59999 --gid postgres --home-dir /var/lib/postgresql --shell /usr/sbin/nologin postgres

# The servers here compile no queries; LLVM would be a fifth of the image.
cat >"$exclude" <<'EXCLUDE'
path-exclude /usr/lib/*/libLLVM*
path-exclude /usr/lib/*/libz3.so*
path-exclude /usr/lib/llvm-*
path-exclude /usr/lib/postgresql/*/lib/bitcode/*
path-exclude /usr/lib/postgresql/*/lib/llvmjit*
EXCLUDE
apt-get update
apt-get install -y --no-install-recommends postgresql-common
# No server at start: each run makes its own.
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
if [ "$origin" = pgdg ]; then
  /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y
fi
for major in $majors; do
  set -- "postgresql-$major"
  if [ -n "$(apt-cache madison "postgresql-$major-pgvector")" ]; then
    set -- "$@" "postgresql-$major-pgvector"
  fi
  apt-get install -y --no-install-recommends "$@"
done

rm -rf "$exclude" "$preferences" "$sources"/postgres-*.sources "$sources"/pgdg.* \
  /var/lib/apt/lists/*
