"""A site all of whose templates are random: what stands in it, and where its templates go."""

from .random_templates import KNOWN
from .small_world import SETTINGS
from .worlds import Link, Source, World, day

OF_ARTICLES = ["article", "story0", "story1", "story2", "story3", "story4"]
OF_PAGES = ["page", "sheet0", "sheet1"]
LISTINGS = ["index", "archives", *(f"listing{number}" for number in range(24))]
PROBE = "extra/probe.html"
# each template with what is known in it
PLACES = {
    **{f"{name}.html": KNOWN["article"] for name in OF_ARTICLES},
    **{f"{name}.html": KNOWN["page"] for name in OF_PAGES},
    **{f"{name}.html": KNOWN["index" if name == "index" else "listing"] for name in LISTINGS},
    **{f"{name}.html": KNOWN[name] for name in ("tag", "category", "author")},
    "period_archives.html": KNOWN["period"],
    PROBE: KNOWN["listing"],
}
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
WORLD = {
    **SETTINGS,
    "JINJA_ENVIRONMENT": {"extensions": EXTENSIONS},
    "DIRECT_TEMPLATES": LISTINGS,
    "PAGINATED_TEMPLATES": {"index": None, "tag": 1},
    "DEFAULT_PAGINATION": 2,
    "TEMPLATE_PAGES": {PROBE: "probe.html"},
    "EXTRA_PATH_METADATA": {"images/b.gif": {"path": "moved/b.gif", "mood": "calm"}},
    "STATIC_PATHS": ["images"],
    "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
    "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
}
FUNCTIONS = """
from pathlib import Path

MOTTO = Path(__file__).parent / "data" / "motto.txt"


def motto():
    return MOTTO.read_text()


def shout(text):
    return str(text).upper() + "!"


def describe(item):
    return item.title + "!"


def tagged(items):
    return len([item for item in items if "iron" in getattr(item, "tags", [])])


def long(item):
    return len(item.content) > 300


JINJA_FILTERS = {"shout": shout, "describe": describe, "tagged": tagged}
JINJA_GLOBALS = {"motto": motto}
JINJA_TESTS = {"long": long}
"""
ARTICLES = {
    "articles/a.md": (60, {"tags": "iron, coal", "template": "story0", "authors": "Ann Lee, Bo"}),
    "articles/b.md": (50, {"slug": "b", "tags": "iron", "template": "story1", "category": "sport"}),
    "articles/b-fr.md": (51, {"slug": "b", "lang": "fr", "template": "story1", "tags": "coal"}),
    "articles/c.md": (
        40,
        {"tags": "coal", "template": "story2", "mood": "calm", "summary": "Of *c* only this is said."},
    ),
    "articles/d.md": (-400, {"template": "story3", "modified": day(80), "authors": "Bo"}),
    "articles/e.md": (20, {"template": "story4", "tags": "rail ways"}),
    "articles/f.md": (30, {"template": "story3", "status": "draft", "tags": "iron"}),
    "articles/g.md": (35, {"template": "story2", "status": "hidden", "tags": "coal"}),
}
PAGES = {
    "pages/about.md": {"slug": "about", "template": "sheet0"},
    "pages/about-fr.md": {"slug": "about", "lang": "fr", "template": "sheet1"},
    "pages/unlisted.md": {"status": "hidden", "template": "sheet1"},
    "pages/unfinished.md": {"status": "draft"},
}
LINKS = {  # at the beginning, so that they are in summaries
    "articles/a.md": [Link("{filename}b.md"), Link("{category}news")],
    "articles/d.md": [Link("{filename}/pages/about.md"), Link("{author}bo")],
    "articles/c.md": [Link("{static}/images/a.gif", "a", image=True), Link("{tag}iron")],
    "articles/g.md": [Link("{filename}/articles/later.md")],
    "pages/about.md": [Link("{filename}/articles/c.md")],
    "pages/unlisted.md": [Link("{filename}/articles/f.md")],
}


def themeless(folder, **settings):
    """A world without templates."""
    overrides = {"THEME_TEMPLATES_OVERRIDES": [str(folder / "overrides")]}
    world = World(folder, {}, FUNCTIONS, **{**WORLD, **overrides, **settings})
    world.put("content/images/a.gif", "GIF89a a")
    world.put("content/images/b.gif", "GIF89a b")
    world.put("data/motto.txt", "Slowly")
    for name, (number, own) in ARTICLES.items():
        fields = {"title": f"Article {name[9:-3]}", "date": day(number), "category": "news", **own}
        world.add(name, Source(fields, [*LINKS.get(name, []), world.prose(20), world.prose(8)]))
    for name, own in PAGES.items():
        world.add(name, Source({"title": f"Page {name[6:-3]}", **own}, [*LINKS.get(name, []), world.prose(9)]))
    return world
