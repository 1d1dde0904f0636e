"""All Python of the site: its Pelican plugins, and what the tasks call.

The story of a build: `tasks.py build` calls `build`, which has `pelican_incremental` build the site with the settings
in pelicanconf.py. That reads each Markdown file with the reader of `story`, which refuses what is wrong with its place.
When all is read, `story` checks the files together and makes an entry of each; `record`, `menus`, `images` and
`metadata` gather from the entries what spans stories. Then Pelican renders the templates of the theme, for which
filters of the plugins work out what is true of one story. `check/`, `publish/` and `deploy/` go on from the output.

PLUGINS are in the order in which they hear Pelican's signals:

| plugin       | what it does                                                                        |
|--------------|-------------------------------------------------------------------------------------|
| `templating` | filters and values that every template has: prose, days, quantities, the CSS, links |
| `figures`    | drawings, ranges and timelines, set into the page                                   |
| `story`      | YAML front matter to a checked model; claims and sources cited in Markdown          |
| `record`     | threads, authors, the register of sources, open claims, corrections, old addresses  |
| `menus`      | menus of what there is, and the pages that say how the site works                   |
| `images`     | pictures in modern formats and fitting widths, social cards                         |
| `metadata`   | JSON-LD, Open Graph, feeds, JSON twins and sitemaps, all from one set of facts      |

The tasks call `build` (a build, and why it failed), `check/`, `preview/`, `publish/`, `deploy/` and `adopt/`. What
several of these need lies beside them: `settings` (what an owner does not set), `paths` (folders), `address` (the
site's own), `dates`, `tokens` (the theme's colours), `assignments` (what a file of settings says), `caching` (how long
a file may be kept), `csp` (what a page may load), `files` (written whole or not at all), `errors`, `generators`,
`programs` (of the system), `git`, `audit` (known vulnerabilities), `setting_up` (the environment), `cache` (files that
cost time to make), `remembered` (what tasks found out of files), `records` (what others can write, read with caution),
`compression`, `media_types`, `characters` (which may be published), `typography` (quotes and dashes) and `progress`.
"""

PLUGINS = [
    "railhead.templating",
    "railhead.figures",
    "railhead.story",
    "railhead.record",
    "railhead.menus",
    "railhead.images",
    "railhead.metadata",
]
