"""The run of the suite itself: what it starts, it ends."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from .sites import ROOT

# a test that starts a server in a session of its own, whose process starts another and ends
STARTING = """
    import subprocess, sys, time
    from tests.running import ending_what_it_started

    inner = "import sys, time; print('ready', file=sys.stderr, flush=True); time.sleep(600)"
    outer = (
        "import subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, '-c', {inner!r}], start_new_session=True, stderr=subprocess.PIPE);"
        "p.stderr.readline(); print('started', flush=True)"
    )
    with ending_what_it_started() as left_behind:
        subprocess.run([sys.executable, "-c", outer], check=True)
        time.sleep(float(sys.argv[1]))
        print(len(left_behind()), flush=True)
"""


def start(seconds):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(STARTING), seconds],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    return process


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["interrupted", "ended"])
def test_a_run_that_is_ended_leaves_no_process_behind(how):
    process = start("600")
    os.kill(process.pid, how)
    # all that it started holds this pipe: it closes when none of them is left
    assert process.communicate(timeout=30)[0] == ""
    assert process.returncode != 0


def test_a_run_says_what_its_tests_left_behind_and_ends_it():
    process = start("0")
    assert process.communicate(timeout=30)[0] == "1\n"
    assert process.returncode == 0
