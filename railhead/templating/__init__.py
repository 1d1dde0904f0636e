"""What every template has at hand: filters, inlined stylesheets with their policy, and links that need no host.

| module        | what it does                                             |
|---------------|----------------------------------------------------------|
| `filters`     | days, quantities and texts as readers see them           |
| `stylesheets` | a stylesheet of the theme with what it imports, minified |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pelican import signals

from railhead import address, csp

from .filters import FILTERS
from .stylesheets import bundled, fonts

if TYPE_CHECKING:
    from pelican.generators import Generator


@dataclass(frozen=True)
class Stylesheet:
    """CSS to set into a page, and the addresses of the fonts to be loaded ahead."""

    text: str
    fonts: tuple[str, ...] = ()

    @property
    def css(self) -> Markup:
        """The CSS as markup for a <style>."""
        return Markup(self.text)  # noqa: S704 - the theme's own

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of a page with this stylesheet: these bytes, own files, and nothing else."""
        return csp.written(csp.with_style(csp.PAGE, self.text))

    @property
    def search_policy(self) -> str:
        """The policy of the search page with this stylesheet, which lets it run the scripts of the site as well."""
        return csp.written(csp.with_style(csp.SEARCH, self.text))


def equip(generator: Generator) -> None:
    """Give a generator's templates the filters, the function `stylesheet(name)` and `localsiteurl`."""
    folder = Path(generator.theme, "css")
    base = address.base(generator.settings["SITEURL"])
    static = [Path(generator.theme, name) for name in generator.settings["THEME_STATIC_PATHS"]]

    @cache
    def stylesheet(name: str) -> Stylesheet:
        """The Stylesheet made of the file `name` in theme/css/, or of several files, with a space between their names.

        Their order is that of the cascade: files for what only some pages hold come last.
        """
        css = "".join(bundled(folder / part) for part in name.split())
        there = (font for font in fonts(css) if any(Path(place, font.lstrip("/")).is_file() for place in static))
        # in the page, an address in CSS begins where the page's own do
        return Stylesheet(css.replace("url(/", f"url({base}/"), tuple(f"{base}{font}" for font in there))

    generator.env.filters.update(FILTERS)
    in_templates: dict[str, Any] = generator.env.globals
    in_templates["stylesheet"] = stylesheet
    # Pelican puts this before the address of a link in a text. With the path alone, pages hold no host: they are
    # the same in preview and when published, and feeds, which take SITEURL, still carry absolute addresses.
    generator.context["localsiteurl"] = base


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.generator_init.connect(equip)
