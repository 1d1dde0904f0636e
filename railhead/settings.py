"""Settings that the plugins, the theme and the tasks build on: pelicanconf.py takes them all and adds the owner's.

An owner may change any of them, by giving it another value in pelicanconf.py.
"""

from jinja2 import StrictUndefined

from railhead import PLUGINS  # noqa: F401 - a setting like the others

LOCALE = ["C.UTF-8", "C"]  # month names must not depend on the machine

# Builds: without the class, Pelican's own makes the same site, all of it every time
PELICAN_CLASS = "pelican_incremental.IncrementalPelican"
CACHE_PATH = ".cache"
DELETE_OUTPUT_DIRECTORY = True  # what no build has made has no place there

# Sources
PATH = "content"
ARTICLE_PATHS = ["stories"]
PAGE_PATHS = ["pages", "equipment", "threads", "authors"]
STATIC_PATHS = ["images", "extra"]
IGNORE_FILES = [".*", "*~", "#*#"]
SLUGIFY_SOURCE = "basename"  # an address must survive a new headline
FILENAME_METADATA = ""
USE_FOLDER_AS_CATEGORY = False
WITH_FUTURE_DATES = False  # a story with a date to come is scheduled: nothing of it is published before
ARTICLE_TRANSLATION_ID = None  # one language: two files are never one story
PAGE_TRANSLATION_ID = None
EXTRA_PATH_METADATA = {
    "pages/404.md": {"url": "404.html", "save_as": "404.html", "status": "hidden"},
    "extra/favicon.svg": {"path": "favicon.svg"},
}

# Text
TYPOGRIFY = True
# railhead/typography.py sets quotes, by more than the two signs beside each; amp breaks tags with an `aria-label`
TYPOGRIFY_OMIT_FILTERS = ["smartypants", "amp"]
MARKDOWN = {
    "extensions": [
        "markdown.extensions.tables",
        "markdown.extensions.def_list",
        "markdown.extensions.sane_lists",
    ],
    # the pages' policy lets no style attribute through
    "extension_configs": {"markdown.extensions.tables": {"use_align_attribute": True}},
    "output_format": "html5",
}
# elements that may be typed as HTML in a text, with their attributes; railhead/story/markup.py knows which can be named
RAW_HTML = {
    "abbr": ["title"],
    "bdi": ["lang"],
    "br": [],
    "cite": [],
    "kbd": [],
    "mark": [],
    "q": ["lang"],
    "span": ["lang"],
    "sub": [],
    "sup": [],
    "time": ["datetime"],
    "wbr": [],
}

# Theme
THEME = "theme"
THEME_STATIC_PATHS = ["static"]
THEME_STATIC_DIR = ""  # static/fonts/ is served at /fonts/, static/scripts/ at /scripts/
JINJA_ENVIRONMENT = {
    "undefined": StrictUndefined,
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [],
}

# Lists
ARTICLE_ORDER_BY = "reversed-sequence"
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {}  # railhead/record numbers pages from the oldest, so that they stay as they are
LIST_LENGTH = 50  # claims, corrections or reports on a page
REGISTER_LENGTH = 200  # reports up to which the register of sources shows each one
DIRECT_TEMPLATES = [
    "index",
    "archives",
    "tags",
    "categories",
    "authors",
    "equipment_list",
    "sources",
    "claims",
    "corrections",
    "search",
    "style_guide",
    "drafts",
]

# Search
SEARCH_SHARD = 3_000  # stories, about; an index of more has shards, of which a correction has one made anew

# Addresses: permanent, with no file name in them
ARTICLE_URL = "{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{slug}/index.html"
YEAR_ARCHIVE_URL = "{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_URL = "{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
DRAFT_URL = "drafts/{slug}/"
DRAFT_SAVE_AS = ""  # only preview writes drafts
DRAFTS_URL = "drafts/"
DRAFTS_SAVE_AS = ""  # as above
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
EQUIPMENT_URL = "equipment/{slug}/"
EQUIPMENT_SAVE_AS = "equipment/{slug}/index.html"
THREAD_URL = "threads/{slug}/"
THREAD_SAVE_AS = "threads/{slug}/index.html"
SOURCES_URL = "sources/"
SOURCES_SAVE_AS = "sources/index.html"
PUBLISHER_URL = "sources/{slug}/"
PUBLISHER_SAVE_AS = "sources/{slug}/index.html"
CLAIMS_URL = "claims/"
CLAIMS_SAVE_AS = "claims/index.html"
CLAIMS_MONTH_SAVE_AS = "claims/{month}/index.html"
CORRECTIONS_URL = "corrections/"
CORRECTIONS_SAVE_AS = "corrections/index.html"
SEARCH_URL = "search/"
SEARCH_SAVE_AS = "search/index.html"
EQUIPMENT_LIST_URL = "equipment/"
EQUIPMENT_LIST_SAVE_AS = "equipment/index.html"
CATEGORY_URL = "sections/{slug}/"
CATEGORY_SAVE_AS = "sections/{slug}/index.html"
CATEGORIES_URL = "sections/"
CATEGORIES_SAVE_AS = "sections/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
TAGS_URL = "tags/"
TAGS_SAVE_AS = "tags/index.html"
AUTHOR_URL = "authors/{slug}/"
AUTHOR_SAVE_AS = ""  # railhead/record writes them, also of those who have a file and no story
AUTHORS_URL = "authors/"
AUTHORS_SAVE_AS = "authors/index.html"
ARCHIVES_URL = "archive/"
ARCHIVES_SAVE_AS = "archive/index.html"
STYLE_GUIDE_URL = "style-guide/"
STYLE_GUIDE_SAVE_AS = ""  # only preview writes it
INDEX_URL = ""
PAGINATION_PATTERNS = [
    # a number straight after a name would collide: page 2 of the tag m-9 with the tag m-92
    (1, "{url}", "{save_as}"),
    (2, "{url}page/{number}/", "{base_name}/page/{number}/index.html"),
]

# Menus: (words, address below the site's own); what is empty, or not there, is left out
SECTIONS = []  # the names of the sections, in the order in which the menu has them; [] for none of them there
MENU = [
    ("Archive", ARCHIVES_URL),
    ("Equipment", EQUIPMENT_LIST_URL),
    ("Search", SEARCH_URL),
    ("About", "about/"),
]
FOOTER_MENU = [
    ("How we verify", "verification/"),
    ("Corrections policy", "corrections-policy/"),
    ("Privacy", "privacy/"),
    ("Sources", SOURCES_URL),
    ("Open claims", CLAIMS_URL),
    ("Corrections", CORRECTIONS_URL),
    ("Sections", CATEGORIES_URL),
    ("Tags", TAGS_URL),
    ("Authors", AUTHORS_URL),
    ("Atom feed", "feeds/atom.xml"),
    ("RSS feed", "feeds/rss.xml"),
    ("JSON feed", "feeds/feed.json"),
]
CONTACT = None  # an e-mail address or one on the web, at which readers reach the desk; the footer leads to it where no
# page says how. What readers want to know of a newsroom, and the heading on a page below which it is said: `check`
# tells where it is not. https://thetrustproject.org/trust-indicators/ gives the reasons
DISCLOSURES = {
    "how readers reach the desk": "contact/#desk",
    "who owns the site": "contact/#ownership",
    "who pays for it": "contact/#funding",
}
# the pages that say how the site works, which stories lead to; machines are told as well
POLICIES = {"principles": "about/", "corrections": "corrections-policy/", "verification": "verification/"}

# Feeds
FEED_MAX_ITEMS = 50
FEED_ATOM = "feeds/atom.xml"
FEED_RSS = "feeds/rss.xml"
FEED_ALL_ATOM = None
FEED_JSON = "feeds/feed.json"
FEED_JSON_OBJECT = "_claims"  # what JSON Feed does not know of an item: its lead source, and claims
# of sections whose name is true for a day, what lists call their stories: a build does not know what day it is read on
LASTING_SECTIONS = {"Breaking News": "News"}
CLAIMS_JSON, CLAIMS_YEAR_JSON = "claims.json", "claims/{year}.json"
# of lists, the newest stories with their deks; railhead/metadata writes them instead of Pelican
LIST_FEEDS = {
    "tag": "feeds/tags/{slug}.xml",
    "section": "feeds/sections/{slug}.xml",
    "author": "feeds/authors/{slug}.xml",
    "publisher": "feeds/sources/{slug}.xml",
    "corrections": "feeds/corrections.xml",
}
LIST_FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = None
TAG_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
