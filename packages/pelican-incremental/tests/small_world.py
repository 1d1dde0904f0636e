"""A site of a few articles and one page to watch, whose template is what a test is about."""

from .worlds import Link, Source, World, day

NOTHING = dict.fromkeys(
    [
        *("FEED_ATOM", "FEED_RSS", "FEED_ALL_ATOM", "FEED_ALL_RSS", "CATEGORY_FEED_ATOM", "CATEGORY_FEED_RSS"),
        *("TAG_FEED_ATOM", "TAG_FEED_RSS", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"),
        *("TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS"),
    ]
)
SETTINGS = {
    **NOTHING,
    "SLUGIFY_SOURCE": "basename",
    "USE_FOLDER_AS_CATEGORY": False,
    "PAGE_URL": "{slug}.html",
    "PAGE_SAVE_AS": "{slug}.html",
    "DIRECT_TEMPLATES": [],
    "TEMPLATE_PAGES": {},
    "PLUGINS": [],
    "DEFAULT_PAGINATION": False,
    "OUTPUT_SOURCES": False,
    "YEAR_ARCHIVE_SAVE_AS": "",
    "MONTH_ARCHIVE_SAVE_AS": "",
}
TEMPLATES = {
    "article.html": "{{ article.title }} {{ article.content }}",
    "page.html": "{{ page.title }} {{ page.content }}",
    "tag.html": "{{ tag }}{% for item in articles %} {{ item.slug }}{% endfor %}",
    "category.html": "{{ category }}{% for item in articles %} {{ item.slug }}{% endfor %}",
    "author.html": "{{ author }}{% for item in articles %} {{ item.slug }}{% endfor %}",
    "period_archives.html": "{% for item in dates %}{{ item.slug }} {% endfor %}",
    "index.html": "{% for item in (articles_page.object_list if articles_page else articles) %}{{ item.slug }} {% endfor %}",
    "partial.html": "a partial",
    "partial-probe.html": "one of its own",
    "unused.html": "nobody includes this",
    "macro.html": "{% macro title(item) %}<b>{{ item.title }}</b>{% endmacro %}"
    "{% macro total() %}<b>{{ articles|length }}</b>{% endmacro %}",
    "root.html": "<root>{% block inner %}{% endblock %}</root>",
    "other_root.html": "<other>{% block inner %}{% endblock %}</other>",
}
FUNCTIONS = """
import datetime
import os
import secrets
import time
from pathlib import Path

import jinja2
import jinja2.ext
import jinja2.nodes

DATA = Path(__file__).parent / "data"


def motto():
    return (DATA / "motto.txt").read_text()


def describe(item):
    return item.title + "!"


def tagged(items):
    return len([item for item in items if "iron" in getattr(item, "tags", [])])


def long(item):
    return len(item.content) > 700


def there(name):
    return os.path.exists(DATA / name)


def uncertain():
    return secrets.choice(["chance"])


class Fortune(jinja2.ext.Extension):
    '''The tag `fortune` gives what the clock gives, cut to what stays the same for years.'''

    tags = {"fortune"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        return jinja2.nodes.Output([self.call_method("age", lineno=line)], lineno=line)

    def age(self):
        return age()


def age():
    return int(time.time() // 10**9)


JINJA_FILTERS = {"describe": describe, "there": there}
JINJA_GLOBALS = {"motto": motto, "tagged": tagged, "age": age, "uncertain": uncertain, "now": datetime.datetime.now}
JINJA_TESTS = {"long": long}
JINJA_ENVIRONMENT = {"extensions": [Fortune, "jinja2.ext.loopcontrols"]}
"""


def small(folder, probe, files=None, link=None, **settings):
    """Articles a (the newest) to e, an image, and the pages `probe`, with that template, and `bystander`."""
    settings.setdefault("THEME_TEMPLATES_OVERRIDES", [str(folder / "overrides")])
    templates = {**TEMPLATES, "probe.html": probe, **(files or {})}
    theme = {f"templates/{name}": text.encode() for name, text in templates.items()}
    world = World(folder, theme, FUNCTIONS, **{**SETTINGS, **settings})
    for name, number in zip("abcde", range(60, 10, -10), strict=True):
        fields = {"title": f"Article {name}", "date": day(number), "category": "news", "tags": "iron, coal"}
        world.add(f"articles/{name}.md", Source(fields, [world.prose(), world.prose()]))
    world.put("content/images/picture.gif", "GIF89a")
    world.put("data/motto.txt", "Slowly")
    world.add("pages/probe.md", Source({"title": "Probe", "template": "probe"}, [Link(link)] if link else ["Probe."]))
    world.add("pages/bystander.md", Source({"title": "Bystander"}, ["Nothing."]))
    return world


def path(name):
    """The source of an article by its letter, or any by its path."""
    return name if "." in name else f"articles/{name}.md"


def fields(name, **changes):
    """A source gets other fields; None takes one away."""

    def change(world):
        source = world.sources[path(name)]
        source.fields = {key: value for key, value in {**source.fields, **changes}.items() if value is not None}
        world.add(path(name))

    return change


def retitle(name):
    return fields(name, title="Another title")


def rebody(name, place=0):
    """Another paragraph stands in the place of one."""

    def change(world):
        world.sources[path(name)].body[place] = world.prose()
        world.add(path(name))

    return change


def append(name, *parts):
    """Another paragraph or link follows the others."""

    def change(world):
        world.sources[path(name)].body += parts or [world.prose()]
        world.add(path(name))

    return change


def attach(name, file):
    return append(name, Link(f"{{attach}}{file}"))


def redate(name, number):
    return fields(name, date=day(number))


def move(name, new):
    return lambda world: world.move(path(name), path(new))


def delete(name):
    return lambda world: world.delete(path(name))


def add(name, number=300, **extra):
    """A new article; without a number it is the newest."""

    def change(world):
        fields = {"title": f"Added {name}", "date": day(number), "category": "news", **extra}
        world.add(path(name), Source(fields, [world.prose()]))

    return change


def put(name, text):
    return lambda world: world.put(name, text)


def template(name, text):
    return put(f"theme/templates/{name}", text)


def configure(**changes):
    return lambda world: world.configure(**changes)
