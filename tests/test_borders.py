"""Who may import whom: the contracts in pyproject.toml, and the engine's public names."""

import ast
import importlib
import subprocess
import sys

import pytest

from .sites import ROOT

SITE_CODE = [*(ROOT / "railhead").rglob("*.py"), ROOT / "tasks.py"]


def test_the_contracts_hold():
    """The layers of the site and of the engine, which knows nothing of the site; see [tool.importlinter]."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", SITE_CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_site_uses_only_public_names_of_the_engine(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("pelican_incremental") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pelican_incremental"):
            assert node.module in {"pelican_incremental", "pelican_incremental.preview"}
            public = importlib.import_module(node.module).__all__
            assert {alias.name for alias in node.names} <= set(public)


def test_only_what_has_to_starts_processes():
    """A plugin that starts one makes builds depend on what else is installed."""
    may = {"programs", "setting_up"}
    starting = {
        path.relative_to(ROOT / "railhead").with_suffix("").as_posix()
        for path in (ROOT / "railhead").rglob("*.py")
        if "import subprocess" in path.read_text()
    }
    assert starting == may
