# shellcheck shell=bash
# Sourced by the other scripts, from the repository root: makes the Python environment they run in.

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root, and there is no sudo: $*"
  fi
}

# apt_install PACKAGE...: for the few things that only the system can give.
apt_install() {
  command -v apt-get >/dev/null || die "please install: $*"
  say "installing $*"
  as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2
}

# PNGs are drawn with the fonts of the machine; a bare one has none, and the map would come without its PNG.
ensure_font() {
  local folder
  for folder in /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts /System/Library/Fonts; do
    if [ -n "$(find "$folder" \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print -quit 2>/dev/null)" ]; then
      return
    fi
  done
  apt_install fonts-dejavu-core
}

# Posters are laid out by the system's Pango. Without it a build leaves them out and says so.
ensure_pango() {
  if .venv/bin/python -c 'import weasyprint' 2>/dev/null; then return; fi
  if command -v apt-get >/dev/null; then
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  elif command -v brew >/dev/null; then
    brew install --quiet pango >&2
  else
    say "no Pango here: posters will be left out"
  fi
}

# Prints the first Python that is new enough. PYTHON=... chooses one.
find_python() {
  local name
  for name in ${PYTHON:-python3 python python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  die "cxprog needs Python 3.11 or newer, found none (PYTHON=${PYTHON:-}; set it to the path of one)"
}

make_venv() {
  local python
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    # Debian splits these off; the unversioned package follows the system's own python3 only.
    apt_install python3-venv "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  fi
  say "making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
  printf '%s\n' "$PWD" >.venv/.made-in
}

# ensure_venv runtime|dev: .venv with the locked packages, this repository and its plugins.
ensure_venv() {
  local level=$1 manifest
  local lock=requirements/$level.lock stamp=.venv/.installed-$level
  local -a here=(-e .) read=("$lock" pyproject.toml)
  for manifest in plugins/*/pyproject.toml; do
    # Without any plugin, the pattern stays as it is.
    if [ -f "$manifest" ]; then
      here+=(-e "${manifest%/*}")
      read+=("$manifest")
    fi
  done

  # An environment survives neither being moved nor the removal of its Python.
  if [ "$(cat .venv/.made-in 2>/dev/null)" != "$PWD" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    make_venv
  fi

  local wanted
  wanted=$(cat "${read[@]}" | cksum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing the $level packages"
    local -a pip=(.venv/bin/python -m pip --disable-pip-version-check install -qq)
    "${pip[@]}" --require-hashes -r "$lock" >&2
    # No isolation: the build back end is in the lock, and a fresh one would not be.
    "${pip[@]}" --no-deps --no-build-isolation "${here[@]}" >&2
    printf '%s\n' "$wanted" >"$stamp"
  fi
  # Where Python is told not to keep what it compiles, every start would compile the whole package again.
  .venv/bin/python -m compileall -q cxprog plugins
}
