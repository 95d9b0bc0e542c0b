#!/usr/bin/env bash
# What runs racelens for others: the pre-commit hooks, the GitHub action, and the files of Homebrew and mason.
source "$(dirname "$0")/../editors/lib.sh"

need_packages git python3-venv
racelens_binary
tools=$CACHE/integrations
if [ ! -x "$tools/bin/check-jsonschema" ] || [ ! -x "$tools/bin/pre-commit" ]; then
    python3 -m venv "$tools" && "$tools/bin/pip" install --quiet pre-commit check-jsonschema pyyaml || fail "cannot install pre-commit"
fi
FAILED=0
mkdir "$SCRATCH/bin"
cp "$RACELENS" "$SCRATCH/bin/racelens"
export PATH=$SCRATCH/bin:$tools/bin:$PATH

say "the files are what those who read them expect"
check() { "$tools/bin/check-jsonschema" --no-cache "$@" >"$SCRATCH/check.log" 2>&1 || { cat "$SCRATCH/check.log" >&2; FAILED=1; }; }
check --builtin-schema vendor.github-actions "$ROOT/action.yml"
check --builtin-schema vendor.github-workflows "$ROOT"/.github/workflows/*.yml
pre-commit validate-manifest "$ROOT/.pre-commit-hooks.yaml" || FAILED=1
bash "$ROOT/packaging/fill.sh" someone/racelens 0.1.0 "$ROOT/Cargo.lock" "$SCRATCH/filled"
! grep -n '@[A-Z0-9]*@' "$SCRATCH"/filled/* || { say "words are left to be filled in"; FAILED=1; }
python3 - "$SCRATCH/filled/package.yaml" <<'PYTHON' || FAILED=1
import sys, pathlib
sys.path[:0] = [str(next(pathlib.Path(sys.executable).parent.parent.glob("lib/python*/site-packages")))]
import yaml
entry = yaml.safe_load(open(sys.argv[1]))
assert entry["source"]["id"] == "pkg:github/someone/racelens@v0.1.0", entry
assert len(entry["source"]["asset"]) == 7
PYTHON

say "pre-commit"
hooks=$SCRATCH/hooks
mkdir "$hooks"
cp "$ROOT/.pre-commit-hooks.yaml" "$hooks"
commit() { git -C "$1" -c init.defaultBranch=main init --quiet && git -C "$1" add -A && git -C "$1" -c user.name=t -c user.email=t@t commit --quiet -m "$2"; }
commit "$hooks" hooks
folder=$(project committed)
commit "$folder" first
cd "$folder"
code=0
pre-commit try-repo "$hooks" racelens-system --files basket.ts lobby.rs >"$SCRATCH/hook.log" 2>&1 || code=$?
if [ $code -eq 0 ] || ! grep -q '2 files audited: 1 error, 1 warning' "$SCRATCH/hook.log"; then cat "$SCRATCH/hook.log" >&2; FAILED=1; fi
# One that mends fails the commit by what it changes.
pre-commit try-repo "$hooks" racelens-fix --files basket.ts >"$SCRATCH/hook.log" 2>&1 && FAILED=1
grep -q 'files were modified by this hook' "$SCRATCH/hook.log" && grep -q 'const price = await' basket.ts || { cat "$SCRATCH/hook.log" >&2; FAILED=1; }
echo "ok   the hooks racelens-system and racelens-fix"

say "the action"
"$tools/bin/python" "$ROOT/tests/install/play_action.py" "$ROOT" "$(project action)" || FAILED=1

[ $FAILED -eq 0 ] || fail "not all is right"
