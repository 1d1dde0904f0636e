"""The stylesheets of a theme: put together as browsers would, or told of with the place of what is wrong."""

import subprocess
import sys
from pathlib import Path

import lightningcss
import pytest

from railhead.templating.stylesheets import BROWSERS, bundled

from ..sites import ROOT

CSS = ROOT / "theme" / "css"


@pytest.mark.parametrize("name", sorted(path.name for path in CSS.glob("*.css")))
def test_each_is_what_the_bundler_of_lightningcss_makes(name):
    assert bundled(CSS / name) == lightningcss.bundle_css(str(CSS / name), browsers_list=BROWSERS)


def test_no_thread_is_left_behind():
    """A library's threads do not survive a fork: a build in which there are some keeps to one process."""
    program = (
        "import sys; from pathlib import Path; from railhead.templating.stylesheets import bundled;"
        "bundled(Path(sys.argv[1])); print(len(list(Path('/proc/self/task').iterdir())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(CSS / "story.css")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"


WRONG = {
    "a file that is not there": ('@import "a.css";\n@import "no.css" layer(b);', "main.css", 2, "No such file or directory: no.css"),
    "a way that is not known": ('\n\n@import url("a.css") screen;', "main.css", 3, "is not understood"),
    "itself": ('@import "main.css";', "main.css", 1, "imports this file in its turn"),
    "a round": ('@import "round.css";', "round.css", 2, "imports this file in its turn"),
    "what is wrong itself": ('@import "a.css";\n@import "wrong.css";', "wrong.css", 2, "Unexpected end of input"),
    "the end of the element": ('a::before{content:"</style>"}', "main.css", 1, "would end the <style>"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "line", "what"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, name, line, what):
    files = {
        "main.css": text,
        "a.css": "a{color:blue}",
        "round.css": '/* a\n */@import "main.css";',
        "wrong.css": "/* a\n comment */ a { color: }}",
    }
    for file, content in files.items():
        (tmp_path / file).write_text(content)
    with pytest.raises(SyntaxError, match=what) as caught:
        bundled(tmp_path / "main.css")
    assert (Path(caught.value.filename or "").name, caught.value.lineno) == (name, line)
