"""Settings that are changed where they stand, whatever stands around them."""

import ast
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railhead.assignments import edited, find
from railhead.errors import SiteError

VALUES = ['a "b"', "it's", "both ' and \"", "{%s} {{x}} {% y %}", "a\\nb\\", "Ночь 夜", "tab\t, line\n, \x00", ""]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_changed_and_nothing_else(value):
    before = '"""NAME = "x"."""\n\nOTHER = "é"; NAME = "x"  # NAME = 1, a comment\n# the end\n'
    after = edited(before, {"NAME": value}, "conf.py")
    assert after.startswith(before[: before.index('"x"  #')])
    assert after.endswith("  # NAME = 1, a comment\n# the end\n")
    assert ast.literal_eval(ast.parse(after).body[2].value) == value  # ty: ignore[unresolved-attribute]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_and_any_list_come_back(text, items):
    made = edited('A = "x"\n', {"A": text, "B": items}, "conf.py")
    assert [found.value for name in "AB" if (found := find(made, name, "conf.py"))] == [text, items]


@pytest.mark.parametrize(
    "before", ["A = 1\r\nB = 2\r\n", "A = (\n  1\n)\nB = 2\n", "A: int = 1\nB = 2", "A = 0\nA = 1\nB = 2\n"]
)
def test_other_ways_to_write_it_stay_as_they_are(before):
    after = edited(before, {"A": 5, "C": None}, "conf.py")
    names: dict[str, object] = {}
    exec(after, names)  # noqa: S102 - it is made above
    assert [names[name] for name in "ABC"] == [5, 2, None]
    assert after.count("\r") == before.count("\r")


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("if True:\n    NAME = 1\n", "conf.py:2:5: `NAME` gets a value in a way that cannot be changed"),
        ("NAME, B = 1, 2\n", "conf.py:1:1: `NAME` gets a value"),
        ("A = NAME = 1\n", "conf.py:1:5: `NAME` gets a value"),
        ("NAME = 'x'\nNAME += 'y'\n", "conf.py:2:1: `NAME` gets a value"),
        ("import os\nNAME = os.environ['NAME']\n", "conf.py:2:1: `NAME` is worked out here"),
        ("NAME = \n", "conf.py:1:8: invalid syntax"),
    ],
)
def test_what_would_be_lost_is_told_of(before, told):
    with pytest.raises(SiteError) as caught:
        edited(before, {"NAME": "v"}, "conf.py")
    assert str(caught.value).startswith(told)


def test_it_is_written_as_the_formatter_would(tmp_path):
    values = {f"A{n}": value for n, value in enumerate(VALUES)} | {"B": ["Routes"] * 30, "C": ["a", 'b"'], "D": []}
    path = tmp_path / "conf.py"
    path.write_text(edited("A0 = 1  # why\n", values, "conf.py"))
    command = [sys.executable, "-m", "ruff", "format", "--check", "--isolated", "--line-length", "120", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
