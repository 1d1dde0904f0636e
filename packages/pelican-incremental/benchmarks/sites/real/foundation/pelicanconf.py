"""The news of a foundation, whose texts are templates."""

SITENAME = "Example Foundation"
SITEURL = "https://example.org"
PATH = "content"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["news"]
STATIC_PATHS = ["images"]
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["template_texts"]
FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
DEFAULT_PAGINATION = 20
