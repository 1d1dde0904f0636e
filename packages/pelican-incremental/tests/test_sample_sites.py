"""Pelican's own sample files and themes, a world of every kind of content under them, and this project's site."""

from pathlib import Path

import pelican.tests
import pytest

from .compare import files
from .sample_world import sample
from .worlds import World

pytestmark = pytest.mark.slow

SAMPLES = Path(pelican.tests.__file__).parent
COMMON = {
    "SITENAME": "Alexis' log",
    "SITEURL": "http://blog.notmyidea.org",
    "AUTHOR": "Alexis Métaireau",
    "PLUGINS": [],
    "TEMPLATE_PAGES": {},
    # several have no date, or one that others have too: names tell them apart
    "DEFAULT_DATE": "2012-03-02 14:01",
    "SLUGIFY_SOURCE": "basename",
    "ARTICLE_ORDER_BY": "slug",
    "ARTICLE_PATHS": ["articles"],
    "STATIC_PATHS": ["pictures", "extra/robots.txt"],
    "DEFAULT_METADATA": {"yeah": "it is"},
    "FORMATTED_FIELDS": ["summary", "custom_formatted_field"],
}
SETTINGS = {
    "the defaults": {},
    "as in Pelican's tests": {
        "LINKS": [("Biologeek", "http://biologeek.org"), ("Filyb", "http://filyb.info/")],
        "SOCIAL": [("twitter", "http://twitter.com/ametaireau")],
        "GITHUB_URL": "http://github.com/ametaireau/",
        "DISQUS_SITENAME": "blog-notmyidea",
        "REVERSE_CATEGORY_ORDER": True,
        "DEFAULT_PAGINATION": 2,
    },
    "relative addresses and typogrify": {"RELATIVE_URLS": True, "TYPOGRIFY": True, "DEFAULT_PAGINATION": 3},
    "addresses of its own": {
        "ARTICLE_URL": "{date:%Y}/{slug}/",
        "ARTICLE_SAVE_AS": "{date:%Y}/{slug}/index.html",
        "CATEGORY_SAVE_AS": "sections/{slug}/index.html",
        "CATEGORY_URL": "sections/{slug}/",
        "AUTHOR_SAVE_AS": "",
        "INDEX_SAVE_AS": "blog/index.html",
        "OUTPUT_SOURCES": True,
        "DEFAULT_PAGINATION": 4,
        "PAGINATION_PATTERNS": [
            (1, "{url}", "{save_as}"),
            (2, "{base_name}/p{number}/", "{base_name}/p{number}/index.html"),
        ],
        "USE_FOLDER_AS_CATEGORY": False,
    },
    "period archives": {
        "YEAR_ARCHIVE_SAVE_AS": "posts/{date:%Y}/index.html",
        "MONTH_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%b}/index.html",
        "DAY_ARCHIVE_SAVE_AS": "posts/{date:%Y}/{date:%b}/{date:%d}/index.html",
        "MONTH_ARCHIVE_URL": "posts/{date:%Y}/{date:%b}/",
        "DATE_FORMATS": {"en": "%d %B", "fr": "%d/%m/%Y"},
    },
    "no directs": {"DIRECT_TEMPLATES": ["index"], "SUMMARY_MAX_LENGTH": 3, "TAG_SAVE_AS": ""},
}
CASES = [
    *(("notmyidea", name) for name in SETTINGS),
    ("simple", "as in Pelican's tests"),
]


def pelicans_samples(folder, **settings):
    """Pelican's sample files: some are invalid, and left out by Pelican."""
    overrides = folder / "overrides"
    world = World(folder, {}, **{**COMMON, "THEME_TEMPLATES_OVERRIDES": [str(overrides)], **settings})
    stems = set()
    for place, target in (("content", "articles"), ("nested_content", "articles/nested"), ("TestPages", "pages")):
        for name, data in sorted(files(SAMPLES / place).items()):
            stem = Path(name).stem.lower()
            if stem not in stems and not name.endswith(".xml"):
                world.put(f"content/{target}/{name}", data)
            stems.add(stem)
    for name in ("pictures/sushi.jpg", "pages/image0.jpg", "pages/image1.jpg"):
        world.put(f"content/{name}", b"\xff\xd8 " + name.encode())
    world.put("content/extra/robots.txt", "User-agent: *\n")
    world.put("overrides/custom.html", "{{ (article or page).title }}: {{ (article or page).content }}")
    return world


@pytest.mark.parametrize(("theme", "name"), CASES)
def test_pelicans_samples_are_built_the_same_after_each_edit(tmp_path, theme, name):
    world = pelicans_samples(tmp_path, THEME=theme, **SETTINGS[name])
    world.check("the first build")
    world.edit("content/articles/article_with_template.rst", "This is some content", "This is other content")
    report = world.check("an edited article")
    assert "articles/article_with_template.rst" in report.read
    world.edit("content/pages/page.rst", "This is a test page", "This is another test page")
    world.put("content/articles/new.md", "Title: New\nDate: 2020-02-02\nTags: foo, new\n\nNew.\n")
    world.remove("content/articles/article_with_duplicate_tags_authors.md")
    world.check("another title in the menu, an article more, an article less")
    world.put("overrides/custom.html", "<p>{{ (article or page).title }}</p>")
    world.check("an overriding template")
    assert world.build().written == []


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
@pytest.mark.parametrize("relative", [False, True])
def test_a_world_is_built_the_same_under_pelicans_themes(tmp_path, theme, relative):
    world = sample(tmp_path, THEME=theme, RELATIVE_URLS=relative, SUMMARY_MAX_LENGTH=50)
    for name, source in world.sources.items():
        source.fields.pop("template", None)
        world.add(name)
    # these themes list translations in an order of chance where there are more than two languages
    world.delete("articles/kappa-de.rst")
    world.check("the first build")
    world.sources["articles/kappa-fr.md"].fields["title"] = "Un autre titre"
    world.add("articles/kappa-fr.md")
    world.check("another title of a translation")
    world.delete("articles/news/alpha.md")
    world.check("a link target less")
    assert [name for name in world.build().rendered if not name.endswith(".xml")] == []
