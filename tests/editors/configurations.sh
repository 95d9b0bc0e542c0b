#!/usr/bin/env bash
# The editors whose clients cannot be had here, or not with all they need: what is written for them is read, built or loaded as
# far as that goes.
source "$(dirname "$0")/lib.sh"

need_packages kakoune python3-venv
racelens_binary
FAILED=0
python=$CACHE/configurations/bin/python
if [ ! -x "$python" ]; then
    python3 -m venv "$CACHE/configurations" && "$CACHE/configurations/bin/pip" install --quiet tomli || fail "cannot install tomli"
fi

say "Helix: every language names its own servers before racelens"
"$python" - "$ROOT/editors/helix/languages.toml" <<'PYTHON' || FAILED=1
import sys, tomli
config = tomli.load(open(sys.argv[1], "rb"))
assert config["language-server"]["racelens"] == {"command": "racelens", "args": ["serve"]}, config
# The defaults of Helix 25.07.
defaults = {
    **dict.fromkeys(["typescript", "tsx", "javascript", "jsx"], ["typescript-language-server"]),
    "python": ["ty", "ruff", "jedi", "pylsp"],
    "rust": ["rust-analyzer"],
}
given = {language["name"]: language["language-servers"] for language in config["language"]}
assert given == {name: servers + ["racelens"] for name, servers in defaults.items()}, given
print("ok   helix")
PYTHON

say "Sublime Text"
"$python" - "$ROOT/editors/sublime/LSP.sublime-settings" <<'PYTHON' || FAILED=1
import json, re, sys
text = re.sub(r"^\s*//.*$", "", open(sys.argv[1]).read(), flags=re.M)
client = json.loads(text)["clients"]["racelens"]
assert client["command"] == ["racelens", "serve"] and "source.rust" in client["selector"], client
print("ok   sublime")
PYTHON

say "Kakoune"
# As kakoune-lsp declares the option; its own default for the language comes first.
cat >"$SCRATCH/kakrc" <<KAK
declare-option -docstring servers str lsp_servers
hook global BufSetOption filetype=python %{ set-option buffer lsp_servers '[pylsp]' }
source $ROOT/editors/kakoune/racelens.kak
edit $SCRATCH/a.py
set-option buffer filetype python
echo -to-file $SCRATCH/servers %opt{lsp_servers}
quit!
KAK
timeout 20 kak -n -ui dummy -e "source $SCRATCH/kakrc" </dev/null >"$SCRATCH/kak.log" 2>&1 || true
"$python" - "$SCRATCH/servers" <<'PYTHON' || { cat "$SCRATCH/kak.log" >&2; FAILED=1; }
import sys, tomli
servers = tomli.load(open(sys.argv[1], "rb"))
assert list(servers) == ["pylsp", "racelens"], servers
assert servers["racelens"]["args"] == ["serve"], servers
print("ok   kakoune")
PYTHON

say "Zed: the extension is built as Zed builds it"
command -v rustup >/dev/null || fail "Zed's extension needs rustup"
rustup target add wasm32-wasip2 >/dev/null 2>&1 || fail "cannot install the target wasm32-wasip2"
(cd "$ROOT/editors/zed" && CARGO_TARGET_DIR=$CACHE/zed cargo build --quiet --locked --release --target wasm32-wasip2) || FAILED=1
head -c 4 "$CACHE/zed/wasm32-wasip2/release/racelens_zed.wasm" | grep -q asm || { say "no WebAssembly came out"; FAILED=1; }
"$python" - "$ROOT/editors/zed/extension.toml" <<'PYTHON' || FAILED=1
import sys, tomli
extension = tomli.load(open(sys.argv[1], "rb"))
server = extension["language_servers"]["racelens"]
assert extension["schema_version"] == 1 and set(server["languages"]) == set(server["language_ids"]), extension
print("ok   zed")
PYTHON

[ $FAILED -eq 0 ] || fail "not all is right"
