#!/usr/bin/env bash
# Makes what a release has for one platform of one program: the archive, the VSIX, the npm package.
#
# usage: archive.sh PLATFORM PROGRAM OUT        PLATFORM as the marketplace of VS Code names it: linux-x64, alpine-x64 ...
set -euo pipefail
platform=$1 program=$(realpath "$2") out=$3
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$out"
out=$(realpath "$out")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

file=racelens
case $platform in win32-*) file=racelens.exe ;; esac
cp "$program" "$work/$file"
cp "$root"/LICENSE-* "$root/README.md" "$work"
if "$work/$file" --version >/dev/null 2>&1; then
    mkdir -p "$work/completions" "$work/man"
    for shell in bash zsh fish powershell elvish; do "$work/$file" completions $shell >"$work/completions/racelens.$shell"; done
    "$work/$file" man >"$work/man/racelens.1"
    for command in audit fix explain; do "$work/$file" man $command >"$work/man/racelens-$command.1"; done
fi
case $platform in
win32-*) (cd "$work" && python3 -m zipfile -c "$out/racelens-$platform.zip" ./*) ;;
*) tar czf "$out/racelens-$platform.tar.gz" -C "$work" . ;;
esac

cd "$root/editors/vscode"
npm ci --silent
rm -rf server
mkdir server
cp "$program" "server/$file"
chmod +x "server/$file"
npm run --silent package -- --target "$platform" --out "$out/racelens-$platform.vsix"
rm -rf server

npm_platform=${platform/alpine-x64/linux-x64-musl}
node "$root/packaging/npm/pack.mjs" "$out" "$npm_platform=$program"
