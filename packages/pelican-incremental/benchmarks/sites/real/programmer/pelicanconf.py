"""The blog of a programmer, with files attached to articles."""

AUTHOR = "Bo Sample"
SITENAME = "Bo's notebook"
SITEURL = "https://example.org"
PATH = "content"
ARTICLE_PATHS = ["posts"]
STATIC_PATHS = ["posts", "shared"]
ARTICLE_URL = "posts/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "posts/{date:%Y}/{slug}/index.html"
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["sitemap"]
SITEMAP = {"exclude": ["^tag/", "^author/"], "priorities": {"articles": 0.8, "indexes": 0.3}}
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
FEED_MAX_ITEMS = 20
DEFAULT_PAGINATION = 10
