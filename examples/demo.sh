#!/usr/bin/env bash
# Squashes a copy of the shop: a repository of its own outside this checkout, kept to look at.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bin=$here/.venv/bin
copy=$(mktemp -d "${TMPDIR:-/tmp}/alembic-squash-demo.XXXXXX")/shop
versions=migrations/versions

git_here() {
  git -c user.name=demo -c user.email=demo@example.invalid -c commit.gpgsign=false "$@"
}

cp -r "$here/examples/shop" "$copy"
cd "$copy"
find . -name __pycache__ -prune -exec rm -rf {} +
git_here init --quiet
git_here add --all
git_here commit --quiet --no-verify --message 'The shop, three and a half years old'

count() { find "$versions" -name '*.py' | wc -l; }
before=$(count)

printf '$ alembic-squash squash --keep 5\n'
"$bin/alembic-squash" squash --keep 5 --python "$bin/python"

git_here add --all
printf '\n%s revision files before, %s after:\n\n' "$before" "$(count)"
git_here diff --cached --no-renames --shortstat
git_here diff --cached --name-only --diff-filter=AM | sed 's/^/  made: /'
printf '\nLook at it; it is all added already, and nothing is committed:\n'
printf '  cd %s\n  git diff --cached --stat\n  less alembic-squash-report/report.md\n' "$copy"
