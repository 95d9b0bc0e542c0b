#!/usr/bin/env bash
# Fills in the entries for Homebrew and mason. usage: fill.sh REPOSITORY VERSION SOURCE-ARCHIVE OUT
set -euo pipefail
repository=$1 version=$2 archive=$3 out=$4
here=$(cd "$(dirname "$0")" && pwd)
sum=$(sha256sum "$archive" | cut -d' ' -f1)
mkdir -p "$out"
for entry in homebrew/racelens.rb mason/package.yaml; do
    sed -e "s|@REPOSITORY@|$repository|g; s|@VERSION@|$version|g; s|@SHA256@|$sum|g" -e '/@/{/between @/d}' "$here/$entry" \
        >"$out/$(basename "$entry")"
done
