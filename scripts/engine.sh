#!/bin/sh
# Makes a Docker engine and the base image debian:bookworm-slim available on this machine: installs, starts and makes
# what is missing and says so; does nothing where all is there. Needs root only for what it has to change.
set -eu

BASE_IMAGE=debian:bookworm-slim
RELEASE=bookworm
PACKAGES="docker.io iptables iproute2 ca-certificates debootstrap"
LOG=${FAULTLINE_DOCKERD_LOG:-/var/log/dockerd.log}
DOCKERD_PID=/var/run/docker.pid
CONTAINERD_PID=/var/run/docker/containerd/containerd.pid
PING_SECONDS=5
START_SECONDS=60
# A fresh machine may be updating itself.
APT_LOCK_SECONDS=300

# dockerd, iptables and debootstrap are there, which a shell without a login may not look into.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH

say() { printf 'engine: %s\n' "$*"; }
give_up() {
  printf 'engine: %s\n' "$*" >&2
  exit 3
}

has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
is_debian() { has apt-get && has dpkg; }

# macOS has no `timeout`.
ping_engine() { if has timeout; then timeout "$PING_SECONDS" docker version; else docker version; fi; }
answers() { has docker && ping_engine >/dev/null 2>&1; }
image_is_there() { docker image inspect "$BASE_IMAGE" >/dev/null 2>&1; }

# Installs those of the packages that lack.
install_packages() {
  lacking=
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      lacking="$lacking $package"
  done
  [ -n "$lacking" ] || return 0
  say "installing$lacking"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null || give_up "apt-get update failed; see above"
  # The package would start the daemon itself where an init system runs; otherwise start_engine does.
  # shellcheck disable=SC2086 # a list of words
  apt-get -o DPkg::Lock::Timeout="$APT_LOCK_SECONDS" install -q -y --no-install-recommends $lacking >/dev/null ||
    give_up "apt-get install failed; see above"
}

wait_for_answer() {
  waited=0
  until answers; do
    if [ "$waited" -ge "$START_SECONDS" ]; then
      [ ! -f "$LOG" ] || tail -n 15 "$LOG" >&2
      give_up "the engine does not answer after $START_SECONDS s"
    fi
    sleep 1
    waited=$((waited + 1))
  done
}

# Whether the pid in file $1 is that of a program $2. Where a machine was copied or lost its power the file outlives the
# daemon, and the pid may be anybody's by now: then the file goes, because the daemon would believe it.
runs() {
  [ -f "$1" ] || return 1
  [ "$(cat "/proc/$(cat "$1")/comm" 2>/dev/null)" != "$2" ] || return 0
  rm -f "$1"
  return 1
}

start_engine() {
  if [ -d /run/systemd/system ]; then
    say "starting it with systemctl"
    systemctl start docker
  elif runs "$DOCKERD_PID" dockerd; then
    say "a dockerd is starting already"
  else
    say "starting dockerd, as no init system runs here; it logs to $LOG"
    runs "$CONTAINERD_PID" containerd || :
    setsid dockerd -H unix:///var/run/docker.sock </dev/null >"$LOG" 2>&1 &
  fi
  wait_for_answer
}

make_engine_available() {
  if answers; then return 0; fi
  [ -z "${DOCKER_HOST:-}" ] ||
    give_up "no engine answers at DOCKER_HOST=$DOCKER_HOST: start that one, or unset DOCKER_HOST"
  [ "$(uname -s)" = Linux ] ||
    give_up "no Docker engine answers: install and start Docker Desktop, Colima or OrbStack"
  is_root || give_up "no Docker engine answers (or this user may not use it): run this script as root"
  if is_debian; then
    # shellcheck disable=SC2086 # a list of words
    install_packages $PACKAGES
  elif ! has dockerd; then
    give_up "this is no Debian: install Docker with this distribution's packages, then run this again"
  fi
  if ! answers; then start_engine; fi
}

# The mirror that apt itself uses, by apt's own reading of its configuration.
apt_mirror() {
  targets() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "$@"; }
  mirror=$(targets 'Origin: Debian' 'Label: Debian' "Codename: $RELEASE" | head -n 1)
  # Mirrors may carry an origin of their own, and a host another release.
  [ -n "$mirror" ] || mirror=$(targets 'Label: Debian' | head -n 1)
  [ -n "$mirror" ] || mirror=$(targets "Codename: $RELEASE" | head -n 1)
  printf '%s\n' "$mirror"
}

bootstrap_image() {
  install_packages debootstrap ca-certificates
  mirror=$(apt_mirror)
  if [ -z "$mirror" ]; then
    # apt knows the origins of its sources only once it has fetched their lists.
    apt-get update -q >/dev/null
    mirror=$(apt_mirror)
  fi
  [ -n "$mirror" ] || return 1
  say "making $BASE_IMAGE with debootstrap from apt's own mirror, $mirror (half a minute)"
  proxy=$(apt-config shell proxy Acquire::http::Proxy | sed "s/^proxy='\(.*\)'$/\1/")
  # Not in /tmp, which is often mounted without devices.
  directory=$(mktemp -d /var/tmp/faultline-base-XXXXXX)
  trap 'rm -rf "$directory"' EXIT
  (
    [ -z "$proxy" ] || export http_proxy="$proxy"
    debootstrap --variant=minbase --include=ca-certificates "$RELEASE" "$directory/root" "$mirror"
  ) >"$directory/log" 2>&1 || {
    tail -n 5 "$directory/log" >&2
    return 1
  }
  rm -rf "$directory"/root/var/cache/apt/archives/*.deb "$directory"/root/var/lib/apt/lists/*
  tar -C "$directory/root" -c . | docker import -c 'CMD ["bash"]' - "$BASE_IMAGE" >/dev/null
}

make_image_available() {
  if image_is_there; then return 0; fi
  if is_root && is_debian; then
    if bootstrap_image; then return 0; fi
    say "debootstrap failed; trying to pull $BASE_IMAGE"
  fi
  docker pull "$BASE_IMAGE" || give_up "$BASE_IMAGE can neither be made here (that takes root on Debian) nor pulled"
}

make_engine_available
say "Docker $(docker version --format '{{.Server.Version}}') answers"
make_image_available
say "$BASE_IMAGE is there"
