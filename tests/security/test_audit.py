"""`audit`: known vulnerabilities of the locked packages, and no content where nothing could be learnt."""

import json
import sys

import pytest
from invoke import Context, Exit

import tasks

SOUND = {"name": "markdown", "version": "3.11", "vulns": []}
FLAWED = {
    "name": "pillow",
    "version": "13.0",
    "vulns": [{"id": "PYSEC-0", "fix_versions": ["13.0.1"]}, {"id": "PYSEC-1", "fix_versions": []}],
}
UNKNOWN = {"name": "lxml", "skip_reason": "Dependency not found on PyPI and could not be audited: lxml (6.1)"}
PIP_AUDIT = "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed"
UV = "error: Request failed after 3 retries\n  Caused by: dns error\n"


@pytest.fixture
def answering(tmp_path, monkeypatch):
    """A function that sets what pip-audit answers: a list of packages, or words on stderr."""

    def answer(packages=None, said="", status=0):
        script = tmp_path / "bin" / "uv"
        script.parent.mkdir(exist_ok=True)
        written = json.dumps({"dependencies": packages}) if packages is not None else ""
        script.write_text(
            f"#!{sys.executable}\nimport sys\nif sys.argv[1] == 'export':\n    sys.exit()\n"
            f"assert sys.argv[1:8] == ['run', '--quiet', '--frozen', '--isolated', '--only-group', 'audit', 'pip-audit']\n"
            f"print({written!r}, end='')\nprint({said!r}, file=sys.stderr)\nsys.exit({status})\n"
        )
        script.chmod(0o755)
        monkeypatch.setattr(tasks, "VENV", tmp_path)

    return answer


def test_a_sound_lock_file_is_told_of_in_a_sentence(answering, capsys):
    answering([SOUND, SOUND])
    tasks.audit(Context())
    assert capsys.readouterr().out == "No vulnerability is known in any of 2 packages.\n"


CASES = {
    "a vulnerability": ({"packages": [SOUND, FLAWED], "status": 1}, "pillow 13.0: PYSEC-0; mended in 13.0.1\npillow 13.0: PYSEC-1; not mended yet"),
    "a package unknown": ({"packages": [SOUND, UNKNOWN]}, "PyPI told nothing of 1 of 2 packages (lxml): try again where it does."),
    "no package known": ({"packages": [UNKNOWN] * 9}, "PyPI told nothing of 9 of 9 packages (lxml, lxml, lxml, ...): try again where it does."),
    "no service": ({"said": PIP_AUDIT, "status": 1}, "PyPI cannot be asked (Could not connect to PyPI's vulnerability feed): try again where it can."),
    "no network": ({"said": UV, "status": 2}, "PyPI cannot be asked (dns error): try again where it can."),
    "no word": ({"status": 2}, "PyPI cannot be asked (no reason given): try again where it can."),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), CASES.values(), ids=CASES.keys())
def test_whatever_is_not_known_to_be_sound_ends_the_task(answering, answer, expected):
    """A service that knows none of the packages is content with all of them: that is no audit."""
    answering(**answer)
    with pytest.raises(Exit) as raised:
        tasks.audit(Context())
    assert str(raised.value) == expected
    assert raised.value.code != 0
