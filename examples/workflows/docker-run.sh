#!/bin/sh
# Any other CI: the same image, a folder, a command. Ends with the exit codes of the README.
#
#   examples/workflows/docker-run.sh FOLDER [COMMAND AND FLAGS]
set -eu
folder=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- check
exec docker run --rm --volume "$folder:/project" --workdir /project \
  "${IMAGE:-ghcr.io/org/alembic-squash-action:v1}" "$@"
