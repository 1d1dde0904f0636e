"""Builds in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
OURS = "pelican_incremental IncrementalPelican"
STOCK = "pelican Pelican"
BUILD = """
import importlib, json, sys
from pelican.settings import read_settings
_, kind, settings, override = sys.argv
module, name = kind.split()
getattr(importlib.import_module(module), name)(read_settings(settings, override=json.loads(override))).run()
"""


def command(settings, output, kind=OURS, **override):
    """What starts a build into `output`."""
    return [sys.executable, "-c", BUILD, kind, str(settings), json.dumps({**override, "OUTPUT_PATH": str(output)})]


def environment():
    """One in which the plugins of these tests can be imported."""
    paths = [str(PACKAGE), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def run(settings, output, kind=OURS, **override):
    """Build, and return the finished process."""
    return subprocess.run(
        command(settings, output, kind, **override),
        cwd=PACKAGE, env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
