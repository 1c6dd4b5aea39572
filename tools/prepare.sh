#!/bin/sh
# Makes this machine able to run Athar: the system libraries that no wheel carries, then .venv from the lock.
#
#   tools/prepare.sh packages [test]   look for Debian packages; install them as root, or name the command
#   tools/prepare.sh venv              build .venv exactly as requirements/dev.lock says
#
# Looking takes a few milliseconds and no network, so `make run` can do it every time.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}

# What Qt's xcb and Wayland plugins are linked against (ldd on the wheel's plugins).
WINDOW="libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libx11-xcb1 libxkbcommon-x11-0
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
  libwayland-client0 libwayland-cursor0 libwayland-egl1"
# What the tests verify bundles and pages with, as a court's expert would, and a screen for them.
EXPERT="age openssl zstd qpdf poppler-utils xvfb xauth"

say() { printf '%s\n' "athar: $*"; }
stop() { printf '%s\n' "athar: $*" >&2; exit 1; }

check_python() {
  command -v "$PYTHON" >/dev/null || stop "Python 3.11 or newer is needed. Install it, or run: make PYTHON=/path/to/python3"
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed, this is $("$PYTHON" -V). Run: make PYTHON=/path/to/python3"
}

has_venv() { [ -x .venv/bin/python ] || "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }

# Debian renamed some libraries with the suffix t64 when time became 64 bits wide; either will do.
missing() {
  installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' | sed -n 's/\(t64\)\{0,1\} installed$//p')
  printf '%s\n' "$@" | grep -vxF "$installed" | tr '\n' ' '
}

packages() {
  [ -x .venv/bin/python ] || check_python
  if ! command -v dpkg-query >/dev/null; then
    has_venv || stop "$PYTHON comes without venv. Install the package that has it, then run make again."
    return 0
  fi
  # shellcheck disable=SC2046,SC2086 # lists of words
  wanted=$(missing $WINDOW $([ "${1:-}" = test ] && echo $EXPERT))
  has_venv || wanted="python3-venv $wanted"
  [ -n "$wanted" ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    stop "these system packages are missing. Install them with this command, then run make again:
  sudo apt-get install --no-install-recommends $wanted"
  fi
  say "installing system packages: $wanted"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  { apt-get update -qq && apt-get install -qq --no-install-recommends -o Dpkg::Use-Pty=0 $wanted >/dev/null; } ||
    stop "the system packages could not be installed. Is there a network? What was installed before is kept."
}

venv() {
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "creating .venv with $("$PYTHON" -V)"
    "$PYTHON" -m venv --clear .venv
  fi
  export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
  say "installing $(grep -c '^[a-z].*==' requirements/dev.lock) packages, each checked against its hash: 250 MB, about a minute"
  .venv/bin/python -m pip install -qq --require-hashes -r requirements/dev.lock ||
    stop "the packages could not be installed. Is there a network? Run the same command again; it goes on from here."
  .venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .
  touch .venv/.stamp
  say "ready"
}

case "${1:-}" in
  packages) packages "${2:-}" ;;
  venv) venv ;;
  *) stop "usage: tools/prepare.sh packages [test] | venv" ;;
esac
