#!/usr/bin/env bash
# Says which racelens the action runs: PROGRAM, the one on the PATH, the one of the release REF, or one built here.
set -euo pipefail

say() { echo "program=$1" >>"$GITHUB_OUTPUT"; "$1" --version; exit; }

[ -z "$PROGRAM" ] || say "$PROGRAM"
! command -v racelens >/dev/null || say "$(command -v racelens)"

platform=
case $RUNNER in
Linux-X64) platform=linux-x64.tar.gz ;;
Linux-ARM64) platform=linux-arm64.tar.gz ;;
macOS-X64) platform=darwin-x64.tar.gz ;;
macOS-ARM64) platform=darwin-arm64.tar.gz ;;
Windows-X64) platform=win32-x64.zip ;;
esac
folder=${RUNNER_TEMP:-$(mktemp -d)}/racelens
mkdir -p "$folder"
if [[ $REF == v* && -n $platform ]] && gh release download "$REF" --repo "$REPOSITORY" --pattern "racelens-$platform" --dir "$folder"; then
    case $platform in
    *.zip) (cd "$folder" && unzip -qo "racelens-$platform") && say "$folder/racelens.exe" ;;
    *) tar xzf "$folder/racelens-$platform" -C "$folder" && say "$folder/racelens" ;;
    esac
fi

cargo install --locked --quiet --path "$GITHUB_ACTION_PATH" --root "$folder"
say "$folder/bin/racelens"
