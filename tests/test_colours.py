"""The theme's colours are its owner's: no test goes by one of them."""

import re

from railhead import tokens

from .sites import ROOT, SITE


def test_no_test_names_a_colour_of_the_theme():
    # an accent that was chosen may by chance be one of those that tests try; so may black and white
    values = [colour for name, colour in tokens.colours(ROOT / "theme").items() if name != "accent"]
    colours = {part for colour in values for part in (colour.light, colour.dark)} - {
        "#000",
        "#000000",
        "#fff",
        "#ffffff",
    }
    assert len(colours) > 4
    for path in (path for path in (ROOT / "tests").rglob("*.py") if not path.is_relative_to(SITE)):
        assert not colours & set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8"))), path
