#!/usr/bin/env bash
# A Docker engine for `make test-container`, from nothing but apt; needs root.
#
#   engine.sh start      install and start it, unless an engine answers already
#   engine.sh base       the images that others are built on: pulled, or stood in by debootstrap
#   engine.sh address    print the value of DOCKER_HOST
#   engine.sh stop       stop it; layers and roots are kept for the next time
#   engine.sh forget     stop it and delete everything it kept
#
# CONTAINER_CACHE   the folder that keeps layers and roots
#                   (default: alembic-squash-container in the user's cache folder)
# CONTAINER_PULL    yes: use the engine and the registry this machine has, as a runner of GitHub
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/../.."

cache=${CONTAINER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/alembic-squash-container}
# suite: what its image is called, and what else it needs to stand in for the real one
declare -A images=([trixie]=debian:trixie-slim [bookworm]=debian:bookworm-slim)

address() {
  if [ "${CONTAINER_PULL:-}" = yes ]; then
    echo "${DOCKER_HOST:-unix:///var/run/docker.sock}"
  else
    echo "unix://$cache/docker.sock"
  fi
}

answers() { DOCKER_HOST=$(address) timeout 20 docker version >/dev/null 2>&1; }

install() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v docker >/dev/null || missing+=(docker-cli)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v mkfs.ext4 >/dev/null || missing+=(e2fsprogs)
  if [[ " ${missing[*]} " = *" docker-cli "* ]] && ! apt-cache show docker-cli >/dev/null 2>&1; then
    missing=("${missing[@]/docker-cli/docker.io}") # Older suites have the client in the same package.
  fi
  ((${#missing[@]})) || return 0
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Where the engine keeps what it has. Runners do so on ext4 with a journal; without one new files
# take up to ten times as long (bench/CONTAINER.md), so there it gets such a disk in a file.
data() {
  local kind number device
  read -r kind number < <(findmnt -no FSTYPE,MAJ:MIN --target "$cache")
  device=$(basename "$(readlink -f "/sys/dev/block/$number")")
  if [ "$kind" != ext4 ] || compgen -G "/proc/fs/jbd2/$device-*" >/dev/null; then
    echo "$cache/data"
    return
  fi
  mkdir -p "$cache/disk"
  if ! mountpoint -q "$cache/disk"; then
    if [ ! -f "$cache/disk.ext4" ]; then
      truncate -s 40G "$cache/disk.part"
      mkfs.ext4 -q -F "$cache/disk.part"
      mv "$cache/disk.part" "$cache/disk.ext4"
    fi
    if ! mount -o loop,noatime "$cache/disk.ext4" "$cache/disk"; then
      echo "No disk with a journal can be mounted here; new files will take longer." >&2
      echo "$cache/data"
      return
    fi
    rm -rf --one-file-system "$cache/data" # What it kept without that disk.
  fi
  echo "$cache/disk"
}

start() {
  ! answers || return 0
  if [ "${CONTAINER_PULL:-}" = yes ]; then
    echo "No Docker engine answers at $(address)." >&2
    return 1
  fi
  install
  mkdir -p "$cache"
  local root
  root=$(data)
  rm -f "$cache/pid" "$cache/docker.sock"
  # It outlives its caller: it must hold none of its files, a lock for instance.
  # shellcheck disable=SC2016  # Expanded by the shell that closes them.
  setsid -f bash -c 'for each in /proc/$$/fd/*; do
    number=${each##*/}
    ((number < 3)) || eval "exec $number>&-"
  done; exec "$@"' - dockerd --data-root "$root" --exec-root "$cache/exec" --pidfile "$cache/pid" \
    --host "unix://$cache/docker.sock" </dev/null >"$cache/log" 2>&1
  local tries
  for tries in $(seq 150); do
    ! answers || return 0
    sleep 0.2
  done
  echo "The Docker engine did not start after $tries tries:" >&2
  tail -n 20 "$cache/log" >&2
  return 1
}

mirror() {
  # The first Debian mirror of this machine's own apt sources, old or new notation.
  cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null \
    | sed -nE 's/^(URIs:|deb( +\[[^]]*\])?) +([a-z]+:[^ ]*debian[^ ]*).*/\3/p' \
    | head -n 1
}

# What the real slim image leaves out of every package, and what this machine needs to reach its
# package indexes: certificates and the variables that name them.
root() {
  local suite=$1 folder=$2
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$folder" "$(mirror)" >&2
  rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/* \
    "$folder"/usr/share/{doc,man,info,locale}/*
  printf 'path-exclude /usr/share/%s/*\n' doc man info locale \
    >"$folder/etc/dpkg/dpkg.cfg.d/docker"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
    "$(mirror)" "$suite $suite-updates" /usr/share/keyrings/debian-archive-keyring.gpg \
    >"$folder/etc/apt/sources.list.d/debian.sources"
  : >"$folder/etc/apt/sources.list"
  find /usr/local/share/ca-certificates -name '*.crt' \
    -exec cp -t "$folder/usr/local/share/ca-certificates" {} +
  chroot "$folder" update-ca-certificates >/dev/null 2>&1
}

stand_in() {
  local suite=$1 image=${images[$1]} folder option changes=()
  if [ ! -f "$cache/$suite.tar" ]; then
    folder=$(mktemp -d -p "$cache")
    root "$suite" "$folder"
    tar -C "$folder" --exclude=./dev --exclude=./proc --exclude=./sys -cf "$cache/$suite.part" .
    rm -rf --one-file-system "$folder"
    mv "$cache/$suite.part" "$cache/$suite.tar"
  fi
  for option in PIP_CERT SSL_CERT_FILE REQUESTS_CA_BUNDLE; do
    [ -z "${!option:-}" ] || changes+=(-c "ENV $option=/etc/ssl/certs/ca-certificates.crt")
  done
  docker import -c 'CMD ["bash"]' "${changes[@]}" "$cache/$suite.tar" "$image" >/dev/null
}

base() {
  local suite
  DOCKER_HOST=$(address)
  export DOCKER_HOST
  for suite in "${!images[@]}"; do
    ! docker image inspect "${images[$suite]}" >/dev/null 2>&1 || continue
    if [ "${CONTAINER_PULL:-}" = yes ]; then
      docker pull --quiet "${images[$suite]}"
    else
      stand_in "$suite"
    fi
  done
}

stop() {
  [ "${CONTAINER_PULL:-}" != yes ] || return 0
  local pid
  if [ -f "$cache/pid" ]; then
    pid=$(cat "$cache/pid")
    # It may have ended without taking its file away.
    [ ! -d "/proc/$pid" ] || kill "$pid"
    while [ -d "/proc/$pid" ]; do sleep 0.1; done
  fi
  ! mountpoint -q "$cache/exec/netns/default" || umount "$cache/exec/netns/default"
  ! mountpoint -q "$cache/disk" || umount "$cache/disk"
}

case ${1:-} in
  start) start ;;
  base) base ;;
  address) address ;;
  stop) stop ;;
  forget)
    stop
    rm -rf --one-file-system "$cache"
    ;;
  *)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
