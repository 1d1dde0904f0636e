"""What somebody sees who waits for a long step at a terminal."""

import io

import pytest
from pelican_incremental import progress
from rich.console import Console

from .small_world import small


@pytest.fixture
def terminal(monkeypatch):
    """What is written to a terminal that there seems to be."""
    written = io.StringIO()
    monkeypatch.setattr(progress, "console", Console(file=written, force_terminal=True, width=80))
    return written


def test_a_step_that_takes_long_says_how_far_it_is(terminal, monkeypatch, tmp_path):
    monkeypatch.setattr(progress, "AFTER", 0)
    small(tmp_path, "Nothing.").build()
    said = terminal.getvalue()
    assert "Reading" in said
    assert "Rendering" in said
    assert "/5" in said


def test_a_short_step_says_nothing(terminal, tmp_path):
    small(tmp_path, "Nothing.").build()
    assert not terminal.getvalue()


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(progress, "console", Console(file=written))
    monkeypatch.setattr(progress, "AFTER", 0)
    assert list(progress.shown(range(3), "Reading", 3)) == [0, 1, 2]
    assert not written.getvalue()
