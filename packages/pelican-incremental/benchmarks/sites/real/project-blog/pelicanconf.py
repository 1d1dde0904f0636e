"""The blog of a software project."""

AUTHOR = "The maintainers"
SITENAME = "Example project"
SITESUBTITLE = "news of the project"
SITEURL = "https://example.org"
PATH = "content"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["blog"]
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
ARTICLE_URL = "blog/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "blog/{date:%Y}/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
MENUITEMS = [("Source", "https://example.org/source"), ("Issues", "https://example.org/issues")]
DEFAULT_PAGINATION = 8
