# Shared by the scripts of this folder: sourced, never run.
#
# What they install goes to ${RACELENS_TEST_CACHE:-target/editor-tests}, or comes from the system's packages. What
# cannot be installed fails the script: an editor is never skipped in silence.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
HERE=$ROOT/tests/editors
CACHE=${RACELENS_TEST_CACHE:-$ROOT/target/editor-tests}
mkdir -p "$CACHE"
CACHE=$(cd "$CACHE" && pwd)
SCENARIO=$HERE/scenario.json
export ROOT HERE CACHE SCENARIO

say() { printf '\n%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
fail() { say "$*"; exit 1; }

# A folder of this run, gone with it.
SCRATCH=$(mktemp -d)
RUNNING=()
clean_up() {
    local pid
    for pid in "${RUNNING[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
    [ -n "${KEEP:-}" ] || rm -rf "$SCRATCH"
}
trap clean_up EXIT

# The server under test: what the tests of cargo have built, or the one named.
racelens_binary() {
    RACELENS=${RACELENS_BIN:-${CARGO_TARGET_DIR:-$ROOT/target}/debug/racelens}
    if [ -z "${RACELENS_BIN:-}" ]; then
        (cd "$ROOT" && cargo build --locked --quiet) || fail "cargo cannot build racelens"
    fi
    [ -x "$RACELENS" ] || fail "$RACELENS is no program"
    export RACELENS
}

# Packages of the system, those that are not there.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "needs ${missing[*]}, and this system has no apt-get to install them"
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
    say "installs ${missing[*]}"
    local log=$CACHE/apt.log
    export DEBIAN_FRONTEND=noninteractive
    { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1 || { tail -5 "$log" >&2; fail "cannot install ${missing[*]}"; }
}

need_node() {
    command -v npm >/dev/null || need_packages nodejs npm
}

# A copy of the sample project, its path on stdout: $1 is its name.
project() {
    local folder=$SCRATCH/$1
    mkdir -p "$folder"
    cp "$HERE"/workspace/* "$folder"
    echo "$folder"
}
