"""A map of the site, of the pages that Pelican tells of while it writes them."""

import os
import re
from pathlib import Path
from xml.sax.saxutils import escape

from pelican import signals


class Sitemap:
    """Collects pages until Pelican has written all."""

    def __init__(self):
        self.pelican, self.pages = None, []

    def start(self, pelican):
        """Remember the site."""
        self.pelican = self.pelican or pelican

    def add(self, path, context):
        """Remember a page and what it shows."""
        self.pages.append((path, context.get("article") or context.get("page")))

    def finish(self, pelican):
        """Write the map, and forget the pages."""
        settings, output = pelican.settings, pelican.output_path
        options = settings["SITEMAP"]
        lines = []
        for path, content in self.pages:
            url = content.url if content else os.path.relpath(path, output)
            url = re.sub(r"(^|(?<=/))index\.html$", "", url)
            if any(re.search(pattern, url) for pattern in options["exclude"]):
                continue
            priority = options["priorities"]["articles" if content else "indexes"]
            day = f"<lastmod>{content.date:%Y-%m-%d}</lastmod>" if content else ""
            location = escape(f"{settings['SITEURL']}/{url}")
            lines.append(f"<url><loc>{location}</loc>{day}<priority>{priority}</priority></url>")
        text = "\n".join(['<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', *sorted(lines), "</urlset>"])
        Path(output, "sitemap.xml").write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', encoding="utf-8")
        self.pelican, self.pages = None, []


sitemap = Sitemap()


def register():
    """Listen to the build from its beginning to its end."""
    signals.get_generators.connect(sitemap.start)
    signals.content_written.connect(sitemap.add)
    signals.finalized.connect(sitemap.finish)
