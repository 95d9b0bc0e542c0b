"""Tells how the scenes of a test in an editor went. usage: verdict.py NAME SCENES.jsonl; exits with 1 unless all went well."""

import json
import pathlib
import sys

name, path = sys.argv[1:]
lines = pathlib.Path(path).read_text().splitlines() if pathlib.Path(path).exists() else []
scenes = [json.loads(line) for line in lines]
bad = [scene for scene in scenes if not scene["ok"]]
for scene in scenes:
    print(f"{'ok  ' if scene['ok'] else 'FAIL'} {scene.get('ms', 0):6.0f} ms  {name}: {scene['scene']}")
for scene in bad:
    print(f"\n{name}: {scene['scene']}\n{scene['error']}")
print(f"{name}: {len(scenes) - len(bad)} of {len(scenes)} scenes went well")
sys.exit(1 if bad or not scenes else 0)
