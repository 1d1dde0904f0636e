"""All checks together: of a whole site, and of one page."""

from datetime import UTC, datetime

from railhead.address import is_reserved

from . import edits, external, hedges, machines, pages
from .finding import Finding, Level
from .remembered import Remembered


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


def _places(output, site, remembered):
    """Yield the Places of each page."""
    for name in pages.names(output):
        data = (output / name).read_bytes()

        def work_out(name=name, data=data):
            return pages.places(pages.parsed(name, data.decode()), site)

        yield pages.Places(*remembered.value(work_out, b"places", site.encode(), name.encode(), data))


def _each_alone(output, remembered):
    """Yield what can be seen of each page and each feed alone."""
    alone = [(name, _faults_of) for name in pages.names(output)]
    feeds = sorted((output / "feeds").rglob("*.xml"))
    alone += [(path.relative_to(output).as_posix(), machines.feed) for path in feeds]
    for name, look in alone:
        data = (output / name).read_bytes()

        def work_out(name=name, look=look, data=data):
            return [(found.line, found.level.name, found.what) for found in look(name, data)]

        for line, level, what in remembered.value(work_out, b"alone", name.encode(), data):
            yield Finding(name, line, Level[level], what)


def _faults_of(name, data):
    return _faults(pages.parsed(name, data.decode()))


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
    remembers from check to check what was found out.
    """
    remembered = Remembered(known)
    today = datetime.now(UTC).date()
    found = [
        *_host(site),
        *pages.links(_places(output, site, remembered), output),
        *_each_alone(output, remembered),
        *pages.sizes(output),
        *machines.json_feed(output),
        *machines.news_sitemap(output),
        *hedges.check(readings),
        *hedges.unused_sources(readings),
        *hedges.unwritten(readings),
        *edits.silent(readings, record, today),
        *edits.future(readings, today),
    ]
    remembered.keep()
    return sorted(found)
