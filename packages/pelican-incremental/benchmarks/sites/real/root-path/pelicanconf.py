"""A site in one folder: articles, images, theme and output."""

AUTHOR = "Ada Example"
SITENAME = "In one folder"
SITEURL = ""
PATH = "."
ARTICLE_EXCLUDES = ["output", "theme"]
STATIC_PATHS = [""]  # not ".", to which Pelican applies no excludes
STATIC_EXCLUDES = ["output", "theme", "__pycache__"]
THEME = "theme"
TIMEZONE = "UTC"
LOCALE = ["C"]
DEFAULT_LANG = "en"
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
DEFAULT_PAGINATION = 10
RELATIVE_URLS = True
