#!/bin/sh
# Any other CI: the same image, a folder, a command. Ends with the exit codes of the README.
# The private servers keep their data in shared memory where there is enough of it; the engine's own
# 64 MB are not.
#
#   examples/workflows/docker-run.sh FOLDER [COMMAND AND FLAGS]
set -eu
folder=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- check
exec docker run --rm --shm-size 2g --volume "$folder:/project" --workdir /project \
  "${IMAGE:-ghcr.io/org/alembic-squash-action:v1}" "$@"
