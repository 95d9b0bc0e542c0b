#!/usr/bin/env bash
# What users install, built from its archive and tried on a clean prefix: the crate, the npm packages, the wheel, and what a
# release has for this platform. Stays out of every registry but for what the builds need.
source "$(dirname "$0")/../editors/lib.sh"

need_node
need_packages python3-venv
FAILED=0
# Tried, not shipped: without the long last step of a release.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
export CARGO_TARGET_DIR=$CACHE/target
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -1)

# Whether an installed racelens does its work, far from this folder. $1 says which, the rest is how it is called.
try() {
    local name=$1 said code=0
    shift
    local folder=$SCRATCH/tried
    mkdir -p "$folder" && cp "$HERE"/workspace/* "$folder"
    [ "$(cd "$folder" && "$@" --version)" = "racelens $VERSION" ] || { say "$name: it does not say its version"; FAILED=1; return; }
    said=$(cd "$folder" && "$@" audit 2>&1) || code=$?
    if [ $code -ne 1 ] || [[ $said != *"3 files audited: 1 error, 2 warnings"* ]]; then
        say "$name: exit code $code"; echo "$said" >&2; FAILED=1; return
    fi
    # What the pages say is in the program.
    [[ $(cd / && "$@" explain lost-update) == "lost-update "* ]] || { say "$name: explains nothing"; FAILED=1; return; }
    echo "ok   $name"
}

say "the crate"
cd "$ROOT"
cargo package --locked --no-verify --allow-dirty --quiet || fail "cargo package"
mkdir "$SCRATCH/crate"
tar xzf "$CARGO_TARGET_DIR/package/racelens-$VERSION.crate" -C "$SCRATCH/crate" --strip-components=1
size=$(stat -c %s "$CARGO_TARGET_DIR/package/racelens-$VERSION.crate")
[ "$size" -lt 5000000 ] || fail "the crate has $size bytes"
cargo install --locked --quiet --path "$SCRATCH/crate" --root "$SCRATCH/cargo" || fail "cargo install"
built=$SCRATCH/cargo/bin/racelens
try "cargo install, of the crate" "$built"

say "the release of this platform"
"$ROOT/packaging/archive.sh" linux-x64 "$built" "$SCRATCH/release" >"$SCRATCH/archive.log" 2>&1 || { cat "$SCRATCH/archive.log" >&2; fail "archive.sh"; }
mkdir "$SCRATCH/archive"
tar xzf "$SCRATCH/release/racelens-linux-x64.tar.gz" -C "$SCRATCH/archive"
try "the archive" "$SCRATCH/archive/racelens"
for file in LICENSE-MIT completions/racelens.bash man/racelens-audit.1; do
    [ -s "$SCRATCH/archive/$file" ] || { say "the archive has no $file"; FAILED=1; }
done
bash -n "$SCRATCH/archive/completions/racelens.bash" || FAILED=1
python3 - "$SCRATCH/release/racelens-linux-x64.vsix" <<'PYTHON' || FAILED=1
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
names = archive.namelist()
wanted = {"extension/dist/extension.js", "extension/server/racelens", "extension/LICENSE.txt", "extension/readme.md", "extension/package.json"}
missing, more = wanted - set(names), [name for name in names if "/src/" in name or "node_modules" in name or "/test" in name]
assert not missing and not more, (missing, more)
assert 'TargetPlatform="linux-x64"' in archive.read("extension.vsixmanifest").decode()
print("ok   the VSIX has what it needs and no more")
PYTHON

say "the npm packages"
mkdir "$SCRATCH/npm"
echo '{"name":"clean","version":"1.0.0","private":true}' >"$SCRATCH/npm/package.json"
# By their archives: the packages of the other platforms are nowhere yet.
(cd "$SCRATCH/npm" && npm install --silent --omit=optional "$SCRATCH/release/racelens-$VERSION.tgz" "$SCRATCH/release/racelens-linux-x64-$VERSION.tgz") ||
    fail "npm install"
try "npm install" "$SCRATCH/npm/node_modules/.bin/racelens"
said=$(cd "$SCRATCH/npm" && rm -r node_modules/racelens-linux-x64 && node_modules/.bin/racelens --version 2>&1) && FAILED=1
[[ $said == *"the package racelens-linux-x64 is not installed"* ]] || { say "npm: $said"; FAILED=1; }

say "the wheel"
python3 -m venv "$SCRATCH/build" "$SCRATCH/wheel"
"$SCRATCH/build/bin/pip" wheel --quiet --no-deps --wheel-dir "$SCRATCH/wheels" "$ROOT" || fail "the wheel cannot be built"
"$SCRATCH/wheel/bin/pip" install --quiet --no-deps --no-index "$SCRATCH"/wheels/racelens-*.whl || fail "the wheel cannot be installed"
try "pip install" "$SCRATCH/wheel/bin/racelens"

[ $FAILED -eq 0 ] || fail "not all packages are right"
