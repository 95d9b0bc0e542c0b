"""Runs the steps of action.yml as GitHub's runner would, but for those of other actions: those are asked what they are given.

usage: play_action.py ROOT PROJECT"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

root, project = map(pathlib.Path, sys.argv[1:])
action = yaml.safe_load((root / "action.yml").read_text())


def play(**given):
    """The exit code, what was printed, and what the other actions were given."""
    inputs = {name: given.get(name.replace("-", "_"), entry.get("default", "")) for name, entry in action["inputs"].items()}
    outputs, printed, uses = {}, "", []

    def value(expression):
        expression = expression.strip()
        if match := re.fullmatch(r"inputs\.([\w-]+) == '(.*)'", expression):
            return inputs[match[1]] == match[2]
        if match := re.fullmatch(r"inputs\.([\w-]+)", expression):
            return inputs[match[1]]
        if match := re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+)", expression):
            return outputs[match[1]][match[2]]
        known = {"runner.os": "Linux", "runner.arch": "X64", "github.action_repository": "", "github.action_ref": "main", "github.token": ""}
        return known[expression]

    def filled(text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(value(match[1])), str(text))

    for step in action["runs"]["steps"]:
        if "if" in step and not value(step["if"].strip("${} ")):
            continue
        if "uses" in step:
            uses.append((step["uses"], {name: filled(text) for name, text in step["with"].items()}))
            continue
        with tempfile.NamedTemporaryFile("r") as file:
            environment = {name: filled(text) for name, text in step.get("env", {}).items()}
            environment |= {"GITHUB_OUTPUT": file.name, "GITHUB_ACTION_PATH": str(root)}
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"])]
            run = subprocess.run(command, cwd=project, env=os.environ | environment, capture_output=True, text=True)
            outputs[step.get("id")] = dict(line.split("=", 1) for line in file.read().splitlines())
        printed += run.stdout + run.stderr
        if run.returncode != 0:
            return run.returncode, printed, uses
    return 0, printed, uses


code, printed, uses = play()
assert code == 1, printed
assert "::error file=lobby.rs,line=14" in printed and "::warning file=basket.ts,line=8" in printed, printed
assert uses == [("github/codeql-action/upload-sarif@v3", {"sarif_file": "racelens.sarif", "category": "racelens"})], uses
results = json.loads((project / "racelens.sarif").read_text())["runs"][0]["results"]
assert len(results) == 3, results

code, printed, uses = play(paths="basket.py basket.ts", fail_on="error", upload="false", arguments="--strict", sarif_file="other.sarif")
assert (code, uses) == (0, []), printed
assert len(json.loads((project / "other.sarif").read_text())["runs"][0]["results"]) == 3

code, printed, uses = play(paths="nowhere")
assert code == 2 and not uses, printed
code, printed, uses = play(paths='$(touch"gone") ;touch;gone')
assert code == 2 and not (project / "gone").exists(), printed
print("ok   the action annotates, writes SARIF and fails by severity")
