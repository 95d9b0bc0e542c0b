#!/usr/bin/env bash
# Emacs with eglot, and with lsp-mode, where racelens runs beside another server.
#
# usage: emacs.sh        SCENES=REGEX plays some scenes only
source "$(dirname "$0")/lib.sh"

need_packages emacs-nox elpa-eglot elpa-lsp-mode
racelens_binary
export RACELENS
# Some systems have no locale of their own; emoji need one.
export LC_ALL=C.UTF-8

FAILED=0
say "compiles racelens.el"
cp "$ROOT/editors/emacs/racelens.el" "$SCRATCH"
emacs -Q --batch --eval '(setq byte-compile-error-on-warn t)' -f batch-byte-compile "$SCRATCH/racelens.el" || FAILED=1

play() {
    local name=$1
    PROJECT=$(project "$name")
    export PROJECT OUT=$SCRATCH/$name.jsonl
    # -q, not -Q: the start-up file of the system is what puts the packages on the path.
    HOME=$SCRATCH timeout 400 emacs -q --batch -l "$HERE/emacs/$name.el" >"$SCRATCH/$name.log" 2>&1 ||
        { tail -20 "$SCRATCH/$name.log" >&2; FAILED=1; }
    python3 "$HERE/verdict.py" "emacs, $name" "$OUT" || FAILED=1
}

play scenes
play lsp-mode
[ $FAILED -eq 0 ] || fail "not all scenes went well"
