# shellcheck shell=bash
# Sourced by script/test after _common.sh: fetches the real tools that read what cxprog writes.
# Everything lands inside the repository; no daemon is installed or started.

consumers=$PWD/.cache/consumers

# unpack PACKAGE PROGRAM: takes one program out of a Debian package, without installing the package.
unpack() {
  local package=$1 program=$2 parts
  parts=$(mktemp -d)
  (
    cd "$parts" || exit
    # Downloading needs no sandbox user, who could not enter a private temporary folder anyway.
    apt-get download -qq -o APT::Sandbox::User="$(id -un)" "$package" >&2
    dpkg -x ./*.deb .
  )
  mkdir -p "$consumers/bin"
  mv "$parts/usr/bin/$program" "$consumers/bin/$program"
  rm -rf "$parts"
}

ensure_prometheus_tools() {
  export PATH=$consumers/bin:$PATH
  local -a missing=()
  command -v promtool >/dev/null || missing+=("prometheus promtool")
  command -v amtool >/dev/null || missing+=("prometheus-alertmanager amtool")
  [ ${#missing[@]} -gt 0 ] || return 0

  say "fetching promtool and amtool"
  if command -v apt-get >/dev/null; then
    as_root apt-get update -qq >&2
    local pair
    for pair in "${missing[@]}"; do
      # shellcheck disable=SC2086  # Two words on purpose: package and program.
      unpack $pair
    done
  elif command -v brew >/dev/null; then
    brew install --quiet prometheus alertmanager >&2
  else
    die "please put promtool and amtool on PATH (they come with Prometheus and Alertmanager)"
  fi
}

# Opens the journey boards; where the system has no package manager that we know, the tests skip it by name.
ensure_browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then return; fi
  done
  if command -v apt-get >/dev/null; then
    apt_install chromium
  else
    say "no chromium on PATH: the browser tests will be skipped"
  fi
}

ensure_node_consumers() {
  command -v node >/dev/null || apt_install nodejs
  command -v npm >/dev/null || apt_install npm
  local folder=tests/consumers wanted
  local stamp=$folder/node_modules/.installed
  wanted=$(cat "$folder/package-lock.json" "$folder/.npmrc" | cksum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing the Node consumers"
    (cd "$folder" && npm ci --silent >&2)
    printf '%s\n' "$wanted" >"$stamp"
  fi
}
