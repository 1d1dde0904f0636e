"""What a failed build says where there is too much to say all of it."""

from pelican_incremental import BuildError, shortened
from pelican_incremental.failures import LONGEST, MOST_OF_FILE, MOST_OF_KIND
from pelican_incremental.preview.builder import _told


def many(path, count, wrong="nothing has the id `x{}`"):
    return [f"{path}:{n + 1}:1: {wrong.format(n)}; cite a claim" for n in range(count)]


def test_of_many_problems_of_a_kind_the_first_are_told_and_how_many_more_there_are():
    lines = many("content/a.md", 20_000)
    error = BuildError(lines)
    assert error.lines == [*lines[:MOST_OF_KIND], "content/a.md: 19,980 more like these"]
    assert str(error).endswith("\n20,000 problems: nothing was built.")


def test_no_problem_of_another_kind_or_file_is_hidden_by_them():
    other = "content/a.md:30000:1: the picture is damaged; save it again"
    lines = [*many("content/a.md", 500), other, *many("content/b.md", 3)]
    assert shortened(lines) == [
        *lines[:MOST_OF_KIND], other, "content/a.md: 480 more like these", *many("content/b.md", 3),
    ]  # fmt: skip


def test_what_is_told_of_one_file_ends_however_many_kinds_there_are():
    kinds = [f"content/a.md:1:1: {'x' * n} is wrong" for n in range(1, 1000)]
    assert len(shortened(kinds)) == MOST_OF_FILE + 1


def test_what_names_no_file_is_bounded_too_and_so_is_each_sentence():
    assert shortened(["a warning"] * 30) == [*["a warning"] * MOST_OF_KIND, "10 more like these"]
    assert len(shortened(["x" * 1_000_000])[0]) == LONGEST + 1
    assert shortened([]) == []
    assert str(BuildError(["once"])) == "once\n1 problem: nothing was built."


def test_what_changed_is_told_of_by_a_name_that_says_something(tmp_path):
    assert _told(f"{tmp_path}/plugins/a.py", tmp_path) == "plugins/a.py"
    assert _told(str(tmp_path), tmp_path) == f"{tmp_path.name}/"
