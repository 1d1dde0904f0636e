"""What every template has at hand: filters, the inlined CSS, and links that need no host."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import lightningcss
from markupsafe import Markup
from pelican import signals

from .filters import FILTERS

# what lightningcss writes CSS for: browsers of the last few years
BROWSERS = ["chrome >= 111", "safari >= 16.4", "firefox >= 113"]


def bundle(path):
    """The stylesheet at `path` with all that it imports, minified. Raises SyntaxError with its file and line."""
    try:
        return lightningcss.bundle_css(str(path), browsers_list=BROWSERS)
    except (OSError, ValueError) as error:
        what, _, place = str(error).removeprefix("Bundling failed: ").rpartition(" at ")
        file, line, column = place.rsplit(":", 2)  # lightningcss counts lines from 0
        raise SyntaxError(what, (file, int(line) + 1, int(column), None)) from None


def equip(generator):
    """Give a generator's templates the filters, the function `css(name)` and `localsiteurl`."""
    generator.env.filters.update(FILTERS)
    folder = Path(generator.theme, "static", "css")

    @cache
    def css(name):
        """The theme's stylesheet `name` as markup for a <style>."""
        return Markup(bundle(folder / name))  # noqa: S704 - our own

    generator.env.globals["css"] = css
    # Pelican puts this before the address of a link in a text. With the path alone, pages hold no host: they are
    # the same in preview and when published, and feeds, which take SITEURL, still carry absolute addresses.
    generator.context["localsiteurl"] = urlsplit(generator.settings["SITEURL"]).path.rstrip("/")


def register():
    signals.generator_init.connect(equip)
