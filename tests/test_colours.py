"""The theme's colours are its owner's: no test goes by one of them."""

import re

from .sites import ROOT, SITE


def test_no_test_names_a_colour_of_the_theme():
    tokens = (ROOT / "theme" / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = set(re.findall(r"#[0-9a-f]{3,8}\b", tokens))
    assert len(colours) > 4
    for path in (path for path in (ROOT / "tests").rglob("*.py") if not path.is_relative_to(SITE)):
        assert not colours & set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8"))), path
