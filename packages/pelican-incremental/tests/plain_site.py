"""A plain Pelican site with the stock theme, and its preview as a writer starts it."""

import sys
from contextlib import contextmanager

from .servers import Server

COMMAND = [sys.executable, "-m", "pelican_incremental.preview.command"]
SETTINGS = """\
SITENAME = "A plain site"
SITEURL = ""
TIMEZONE = "UTC"
PATH = "content"
ARTICLE_PATHS = ["articles"]
THEME_TEMPLATES_OVERRIDES = ["templates"]
DRAFT_SAVE_AS = ""
"""
TEMPLATE = """\
{% extends "base.html" %}
{% block content %}
<h1>{{ article.title }}</h1>
{{ article.content }}
{% endblock %}
"""


def article(title, text="Text.", **more):
    head = {"Title": title, "Date": "2024-01-01", "Category": "Words", **more}
    return "".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{text}\n"


def make(folder, settings=SETTINGS):
    """Make the site in a folder, and return that."""
    for name in ("content/articles", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(settings)
    (folder / "templates" / "article.html").write_text(TEMPLATE)
    (folder / "content" / "articles" / "one.md").write_text(article("One"))
    (folder / "content" / "articles" / "two.md").write_text(article("Two"))
    (folder / "content" / "articles" / "draft.md").write_text(article("Draft", Status="draft"))
    return folder


@contextmanager
def previewed(folder, *options, before=()):
    """The preview of a site, built once, as long as the context lasts. `before` is what its command is started by."""
    server = Server([*before, *COMMAND, "--port", "{port}", *options], folder)
    try:
        server.until_said(" rendered, ")
        yield server
    finally:
        server.end()
