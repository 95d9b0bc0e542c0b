#!/usr/bin/env bash
# Audits twice, since annotations and SARIF are two reports: the second decides.
set -euo pipefail

# Both are lists of words, and no program is run of what is in them.
read -r -a paths <<<"$PATHS"
read -r -a arguments <<<"$ARGUMENTS"

"$PROGRAM" audit --no-progress "${arguments[@]}" --format sarif --output "$SARIF" --fail-on off -- "${paths[@]}"
code=0
"$PROGRAM" audit --no-progress "${arguments[@]}" --format github --fail-on "$FAIL_ON" -- "${paths[@]}" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
