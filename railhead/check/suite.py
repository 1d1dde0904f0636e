"""All checks together: of a whole site, and of one page."""

from datetime import UTC, datetime
from functools import partial

from railhead.address import is_reserved

from . import edits, external, hedges, machines, pages
from .faultless import Faultless
from .finding import Finding, Level


def of_page(output, name, readings, record):
    """The Findings of one page, by its name in the folder `output`, that need no other.

    `readings` are those of the page's own file, if it has one, and of the equipment that it names.
    """
    page = pages.page(output, name)
    today = datetime.now(UTC).date()
    return sorted(
        [
            *_faults(page),
            *hedges.check(readings),
            *hedges.unused_sources(readings),
            *hedges.unwritten(readings),
            *edits.silent(readings, record, today),
        ]
    )


def _each_alone(output, faultless):
    """Yield what can be seen of each page and each feed alone."""
    for name in pages.names(output):
        data = (output / name).read_bytes()
        yield from faultless.faults(data, partial(_faults_of, output, name, data))
    for path in sorted((output / "feeds").rglob("*.xml")):
        data = path.read_bytes()
        yield from faultless.faults(data, partial(machines.feed, path.relative_to(output).as_posix(), data))


def _faults_of(output, name, data):
    return _faults(pages.parsed(output / name, name, data.decode()))


def _faults(page):
    """Yield what can be seen of a page alone."""
    yield from pages.markup([page])
    yield from pages.budgets([page])
    yield from machines.structured_data([page])


def _host(site):
    if is_reserved(site):
        what = f"no reader can reach {site}; put the site's own host into `SITEURL` before it goes live"
        yield Finding("publishconf.py", 1, Level.WARNING, what)


def outside(output, site):
    """The Findings on links to other sites, each of which is asked."""
    return sorted(external.check(pages.each(output), site))


def run(output, site, readings, record, known=None):
    """All Findings, sorted, for the site built into the folder `output` for the address `site`.

    `readings` are those of railhead.story, `record` is the folder of what was last published. The file `known`
    remembers from check to check in which files nothing was found.
    """
    faultless = Faultless(known)
    today = datetime.now(UTC).date()
    found = [
        *_host(site),
        *pages.links(pages.each(output), output, site),
        *_each_alone(output, faultless),
        *pages.sizes(output),
        *machines.json_feed(output),
        *machines.news_sitemap(output),
        *hedges.check(readings),
        *hedges.unused_sources(readings),
        *hedges.unwritten(readings),
        *edits.silent(readings, record, today),
        *edits.future(readings, today),
    ]
    faultless.keep()
    return sorted(found)
