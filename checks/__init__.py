"""Everything that can be wrong with the built site: `tasks.py check`.

| module       | what it looks at                                                    |
|--------------|---------------------------------------------------------------------|
| `pages`      | links and anchors, HTML syntax, ids, sizes                          |
| `machines`   | structured data, feeds, news sitemap                                |
| `hedges`     | whether headlines and texts say no more than their claims bear out  |
| `edits`      | changes that a published story does not tell its readers of         |
| `external`   | links to other sites, when asked for                                |
"""

from datetime import UTC, datetime

from . import edits, external, hedges, machines, pages


def of_page(output, name, readings, record):
    """The Findings of one page, by its name in the folder `output`, that need no other.

    `readings` are those of the page's own file, if it has one, and of the equipment that it names.
    """
    built = [pages.page(output, name)]
    today = datetime.now(UTC).date()
    return sorted(
        [
            *pages.markup(built),
            *(finding for finding in pages.budgets(built, output) if finding.path == name),
            *machines.structured_data(built),
            *hedges.check(readings),
            *hedges.unused_sources(readings),
            *edits.silent(readings, record, today),
        ]
    )


def run(output, site, readings, record, *, outside=False):
    """All Findings, sorted, for the site built into the folder `output` for the address `site`.

    `readings` are those of plugins.story, `record` is the folder of what was last published; `outside` tries links to
    other sites as well.
    """
    built = pages.read(output)
    today = datetime.now(UTC).date()
    found = [
        *pages.links(built, output, site),
        *pages.markup(built),
        *pages.budgets(built, output),
        *machines.structured_data(built),
        *machines.feeds(output),
        *machines.news_sitemap(output),
        *hedges.check(readings),
        *hedges.unused_sources(readings),
        *edits.silent(readings, record, today),
        *edits.future(readings, today),
    ]
    if outside:
        found += external.check(built, site)
    return sorted(found)
