#!/usr/bin/env bash
# `make demo` and `make test`, each alone, on a fresh clone in a bare Debian: only python3 with
# venv, git and make, and no Postgres. Needs root and debootstrap; not part of `make test`.
#
#   tests/bare/run.sh bookworm trixie
#
# BARE_ROOTS     folder that keeps the bare roots, to be used again (default: nothing is kept)
# BARE_USER      who runs the commands: root (default), or a name that is made
# BARE_TARGETS   make targets (default: demo test)
set -euo pipefail
cd "$(dirname "$0")/../.."

suites=("$@")
((${#suites[@]})) || suites=(bookworm trixie)
user=${BARE_USER:-root}
read -ra targets <<<"${BARE_TARGETS:-demo test}"
scratch=$(mktemp -d)
roots=${BARE_ROOTS:-$scratch/roots}

mirror() {
  # The first Debian mirror of this machine's own apt sources, old or new notation.
  cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null \
    | sed -nE 's/^(URIs:|deb( +\[[^]]*\])?) +([a-z]+:[^ ]*debian[^ ]*).*/\3/p' \
    | head -n 1
}

leave() {
  for mounted in "$scratch"/*/dev/pts "$scratch"/*/dev/shm "$scratch"/*/proc; do
    ! mountpoint -q "$mounted" || umount "$mounted"
  done
  rm -rf --one-file-system "$scratch"
}
trap leave EXIT

make_root() {
  local suite=$1
  [ ! -d "$roots/$suite" ] || return 0
  mkdir -p "$roots"
  debootstrap --variant=minbase --include=python3,python3-venv,git,make,ca-certificates \
    "$suite" "$roots/$suite.part" "$(mirror)"
  mv "$roots/$suite.part" "$roots/$suite"
}

# What this machine needs to reach its package index: certificates, pip's files, the network.
dress() {
  local root=$1
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  find /usr/local/share/ca-certificates -name '*.crt' \
    -exec cp -t "$root/usr/local/share/ca-certificates" {} +
  chroot "$root" update-ca-certificates >/dev/null 2>&1
  [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/pip.conf"
  # Folders of wheels need not have any, but some installers want them to be there.
  local folder
  for folder in ${PIP_FIND_LINKS:-}; do
    [[ $folder != /* ]] || mkdir -p "$root$folder"
  done
  mount -t proc proc "$root/proc"
  mkdir -p "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  mount -t devpts devpts "$root/dev/pts"
}

passed_on() {
  env | grep -E '^(PIP_[A-Z_]+|[A-Z_]*(CA_BUNDLE|SSL_CERT_FILE)|(https?|no|all)_proxy|LANG)=' \
    || test $? = 1
}

run() {
  local suite=$1 target=$2 root=$scratch/$1-$2 home=/root
  cp -a "$roots/$suite" "$root"
  dress "$root"
  if [ "$user" != root ]; then
    home=/home/$user
    chroot "$root" useradd --create-home --shell /bin/bash "$user"
  fi
  git clone --quiet --no-hardlinks . "$root$home/clone"
  chroot "$root" chown -R "$user:" "$home/clone"
  local environment=(PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME="$home")
  while IFS= read -r line; do environment+=("$line"); done < <(passed_on)
  # shellcheck disable=SC2016  # Expanded by the shell inside.
  chroot --userspec="$user" "$root" env -i "${environment[@]}" \
    sh -c 'cd "$1" && make "$2"' - "$home/clone" "$target"
}

for suite in "${suites[@]}"; do
  make_root "$suite"
  for target in "${targets[@]}"; do
    echo "== make $target on a bare $suite as $user"
    SECONDS=0
    run "$suite" "$target"
    echo "== make $target on a bare $suite as $user: passed in $SECONDS s"
  done
done
