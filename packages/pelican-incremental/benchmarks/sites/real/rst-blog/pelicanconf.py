"""A blog in reStructuredText, with roles of its own."""

SITENAME = "Notes in plain text"
SITEURL = "https://example.org"
PATH = "content"
ARTICLE_PATHS = ["posts"]
STATIC_PATHS = ["code"]
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["roles"]
PYGMENTS_RST_OPTIONS = {"linenos": "table"}
DOCUTILS_SETTINGS = {"smart_quotes": True}
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
DEFAULT_PAGINATION = 10
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
