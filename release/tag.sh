#!/usr/bin/env bash
# Make the commit that a release tag points at: its action.yml names the published image instead of
# the Dockerfile, so that users of the tag pull instead of build. The branch stays as it is.
#
#   release/tag.sh v1.2.3
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"

tag=${1:-}
if [[ ! $tag =~ ^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]]; then
  echo "usage: release/tag.sh vX.Y.Z" >&2
  exit 2
fi
if ! grep -qx "version = \"${tag#v}\"" pyproject.toml; then
  echo "pyproject.toml has another version than ${tag#v}: change it first, and CHANGELOG.md." >&2
  exit 1
fi
if [ -n "$(git status --porcelain)" ]; then
  echo "The checkout has changes: commit them first." >&2
  exit 1
fi

image="docker://ghcr.io/org/alembic-squash-action:$tag"
index=$(mktemp)
trap 'rm -f "$index"' EXIT
# By a second index, so that neither the branch nor a file of the checkout changes.
export GIT_INDEX_FILE=$index
git read-tree HEAD
git show HEAD:action.yml | sed "s|^  image: Dockerfile$|  image: $image|" >"$index.yml"
trap 'rm -f "$index" "$index.yml"' EXIT
if ! grep -qx "  image: $image" "$index.yml"; then
  echo "action.yml has no line '  image: Dockerfile'." >&2
  exit 1
fi
git update-index --cacheinfo "100644,$(git hash-object -w "$index.yml"),action.yml"
commit=$(git commit-tree -p HEAD -m "Release $tag" "$(git write-tree)")
git tag --annotate --message "$tag" "$tag" "$commit"
echo "git push origin $tag"
