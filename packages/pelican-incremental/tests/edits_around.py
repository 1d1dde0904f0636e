"""The state machine of `edits`, and what happens around sources: to the theme, settings, output and store."""

import shutil

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from .compare import assert_same
from .edits import Edits

# each with the place where its text shows
TEMPLATES = {
    "base.html": "<nav>",
    "macros.html": "<section>",
    "latest.html": "<ol>",
    "cloud.html": "<ul>",
    "side.html": "{{ super() }}",
    "article.html": "<h1>",
    "plain.html": "{% block more %}",
    "wide.html": "<h1>",
    "page.html": "<h1>",
    "index.html": "{% block content %}",
    "pagination.html": "<p>",
    "tag.html": "{% block title %}",
    "category.html": "{% block content %}",
    "author.html": "<h1>",
    "tags.html": "{% block content %}",
    "categories.html": "{% block content %}",
    "authors.html": "{% block content %}",
    "archives.html": "{% block content %}",
    "period_archives.html": "{% block content %}",
}
SHARED = ["base.html", "macros.html", "side.html", "latest.html", "cloud.html", "pagination.html", "article.html"]
SETTINGS = [
    {"SITENAME": "Another world"},
    {"SITEURL": "https://moved.example"},
    {"AUTHOR": "Somebody"},
    {"UNUSED": "by any template"},
    {"RELATIVE_URLS": True},
    {"RELATIVE_URLS": False},
    {"TYPOGRIFY": True},
    {"DEFAULT_PAGINATION": 4},
    {"SUMMARY_MAX_LENGTH": 5},
    {"SUMMARY_MAX_LENGTH": None},
    {"FEED_MAX_ITEMS": 2},
    {"CATEGORY_FEED_RSS": None, "TRANSLATION_FEED_RSS": None},
    {"OUTPUT_SOURCES": False},
    {"OUTPUT_SOURCES_EXTENSION": ".txt"},
    {"ARTICLE_ORDER_BY": "title"},
    {"ARTICLE_ORDER_BY": "date"},
    {"PAGE_ORDER_BY": "reversed-title"},
    {"ARTICLE_URL": "{category}/{date:%Y}/{slug}/", "ARTICLE_SAVE_AS": "{category}/{date:%Y}/{slug}/index.html"},
    {"TAG_URL": "t/{slug}/", "TAG_SAVE_AS": "t/{slug}/index.html"},
    {"AUTHOR_SAVE_AS": ""},
    {"DRAFT_SAVE_AS": ""},
    {"SLUGIFY_SOURCE": "basename"},
    {"DEFAULT_LANG": "es"},
    {"DEFAULT_CATEGORY": "Sundries", "USE_FOLDER_AS_CATEGORY": False},
    {"DEFAULT_DATE_FORMAT": "%Y-%m-%d"},
    {"YEAR_ARCHIVE_SAVE_AS": "", "MONTH_ARCHIVE_SAVE_AS": ""},
    {
        "DAY_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/{date:%d}.html",
        "DAY_ARCHIVE_URL": "{date:%Y}/{date:%m}/{date:%d}.html",
    },
    {"PLUGINS": []},
    {"DIRECT_TEMPLATES": ["index", "archives"]},
    {"TEMPLATE_PAGES": {}},
    {"STATIC_PATHS": ["images"]},
    {"THEME_STATIC_DIR": "static"},
    {"MARKDOWN": {"extensions": ["markdown.extensions.extra", "markdown.extensions.toc"], "output_format": "html5"}},
]
HARM = ["cut short", "emptied", "a byte flipped", "deleted", "padded"]
ADDRESSES = ["index.html", "tags.html", "archives.html", "2023/index.html"]


class Everything(Edits):
    """Every kind of change."""

    def __init__(self, settings):
        super().__init__(settings)
        self.first_settings = dict(self.world.settings)
        self.shelf = {}

    @rule(data=st.data())
    def edit_template(self, data):
        """The text that every rendering shows stands in a base, a partial, a macro or the template itself."""
        standing = [name for name in TEMPLATES if (self.world.folder / "theme/templates" / name).exists()]
        name = data.draw(st.sampled_from(standing), label="template")
        place = TEMPLATES[name]
        self.world.edit(f"theme/templates/{name}", place, f"{place}({self.number()})")
        self.done(f"edit {name}")

    @rule(data=st.data())
    def take_template_away(self, data):
        """What the theme lacks comes from Pelican's simple theme."""
        name = f"theme/templates/{data.draw(st.sampled_from([name for name in TEMPLATES if name not in SHARED]))}"
        # pages of Pelican's own show translations in the order of a set, which is another in each process
        if name.endswith(("plain.html", "wide.html", "/index.html", "/page.html")):
            return
        if name in self.shelf:
            self.world.put(name, self.shelf.pop(name))
            self.done(f"put {name} back")
        else:
            self.shelf[name] = (self.world.folder / name).read_bytes()
            self.world.remove(name)
            self.done(f"take {name} away")

    @rule(name=st.sampled_from(["theme/static/css/site.css", "theme/static/logo.gif", "content/extra/robots.txt"]))
    def edit_static_file(self, name):
        self.world.put(name, f"/* {self.number()} */")
        self.done(f"edit {name}")

    @rule(name=st.sampled_from(["content/images/a.gif", "content/articles/news/photo.gif", "content/images/new.gif"]))
    def replace_image(self, name):
        self.world.put(name, b"GIF89a" + bytes([self.number() % 256]) * 4)
        self.done(f"replace {name}")

    @rule(name=st.sampled_from(["a.gif", "b.gif", "c.gif", "new.gif"]))
    def delete_image(self, name):
        if (self.world.folder / "content/images" / name).exists():
            self.world.remove(f"content/images/{name}")
            self.done(f"delete {name}")

    @rule()
    def edit_template_page(self):
        self.world.put("content/extra/humans.html", f"{{{{ SITENAME }}}} {self.number()} {{{{ tags|length }}}}\n")
        self.done("edit a template page")

    @rule()
    def edit_data_file(self):
        """Read by a function that a template calls."""
        self.world.put("data/motto.txt", f"Motto {self.number()}")
        self.done("edit a data file")

    @rule(changes=st.sampled_from(SETTINGS))
    def edit_settings(self, changes):
        self.world.configure(**changes)
        self.done(f"settings: {changes}")

    @rule()
    def turn_settings_back(self):
        self.world.settings = {**self.first_settings, "OUTPUT_PATH": self.world.settings["OUTPUT_PATH"]}
        self.world.configure()
        self.done("settings as they were at first")

    @rule(data=st.data(), address=st.sampled_from(ADDRESSES))
    def take_over_address(self, data, address):
        """A page may have the address of a list: it is what stands there."""
        pages = [name for name in self.world.sources if name.startswith("pages/")]
        for name in pages:
            if self.world.sources[name].fields.get("save_as"):
                self.change(name, save_as=None, url=None)
                return
        if pages:
            self.change(self.pick(data, pages), save_as=address, url=address)

    @rule(data=st.data())
    def touch(self, data):
        """A time that changes, also backwards, changes nothing else."""
        name = self.pick(data, self.world.sources)
        self.world.touch(f"content/{name}")
        self.done(f"touch {name}")

    @precondition(lambda self: not self.doing)
    @rule()
    def do_nothing(self):
        """Nothing is written, and nothing rendered but what two pages of one address fight for.

        Where an image goes along with the first page that shows it, the order of pages counts: they may be rendered.
        """
        report = self.world.build()
        assert_same(self.world.wanted(), self.world.built(), "nothing")
        assert report.read == []
        assert report.written == []
        assert report.removed == []
        contested = {source.fields.get("save_as") for source in self.world.sources.values()} & set(ADDRESSES)
        assert self.attaching or {*report.rendered} <= contested
        self.done("")

    @precondition(lambda self: not self.doing)
    @rule(data=st.data(), how=st.sampled_from(HARM))
    def harm_output(self, data, how):
        name = self.pick(data, self.world.wanted(), "output")
        harm(self.world.output / name, how)
        self.done(f"{name} {how} in the output")

    @precondition(lambda self: not self.doing)
    @rule(data=st.data(), how=st.sampled_from([*HARM, "all deleted"]))
    def harm_store(self, data, how):
        # damaged code that was compiled can end the whole process: test_broken_builds harms that in one of its own
        store = sorted(path for path in self.world.cache.rglob("*") if is_database(path))
        if how == "all deleted" or not store:
            shutil.rmtree(self.world.cache, ignore_errors=True)
        else:
            harm(data.draw(st.sampled_from(store), label="file"), how)
        self.held = 0  # of pages that went meanwhile, nobody could tell any more that they were ours
        self.done(f"store: {how}")


def is_database(path):
    return path.is_file() and path.read_bytes().startswith(b"SQLite")


def harm(path, how):
    """Do to a file what a full disk or an editor may do."""
    data = path.read_bytes()
    middle = len(data) // 2
    if how == "deleted":
        path.unlink()
    elif how == "a byte flipped" and data:
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1 :])
    else:
        path.write_bytes({"cut short": data[:middle], "emptied": b"", "padded": data + b"more"}.get(how, b"?"))
