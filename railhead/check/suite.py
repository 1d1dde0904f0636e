"""All checks together: of the stories, of the built site, and of one page.

The rules themselves are in the modules beside this one, and building and telling in `steps`.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead import record as record_package
from railhead import story as story_package
from railhead.address import is_reserved
from railhead.progress import shown
from railhead.record import published
from railhead.remembered import Remembered, code_of, key_of
from railhead.story.model import Story

from . import edits, external, hedges, identity, links, machines, mistyped, pages, people
from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from railhead.story.entries import Entry
    from railhead.story.reader import Reading
    from railhead.story.readings import Readings

TOOLS = ("brotli", "feedparser", "justhtml", "lxml", "pydantic")
PACKAGES = [Path(__file__).parent, *(Path(path) for p in (record_package, story_package) for path in p.__path__)]
FEW = 32  # files that one process looks at sooner than others are there


def of_page(output: Path, name: str, readings: list[Reading], record: Path) -> list[Finding]:
    """The Findings of one page, by its name in the folder `output`, that need no other.

    `readings` are those of the page's own file, if it has one, and of the equipment that it names. `record` is the
    folder of what was last published.
    """
    today = datetime.now(UTC).date()
    said = map(published.said, published.stories(readings))
    return sorted(
        [
            *_faults(pages.page(output, name)),
            *_of_texts(readings),
            *mistyped.check(readings),
            *identity.unanswered(readings),
            *(finding for story in said for finding in edits.silent(story, record, today)),
        ]
    )


def of_stories(
    readings: Readings, record: Path, remembered: Remembered, today: date
) -> tuple[list[Finding], published.Stories]:
    """(what is found of all texts, the stories that are published); `record` is the folder of what last was."""
    entries = readings.entries
    code = _code()
    keys = {path: key_of(code, *_digests(path, entry, readings)) for path, entry in entries.items()}
    stale = remembered.stale("stories", keys)
    for path in shown(stale, "checking texts", len(stale)):
        remembered.keep("stories", path, keys[path], json.dumps(_looked_at(readings[path], entries[path], readings)))
    records = remembered.files(record).digests if record.is_dir() else {}
    found, ids, differing = [], set(), []
    for path, value in sorted(remembered.values("stories")):
        faults, id_, digest, last_day = json.loads(value)
        found += _findings(entries[path].path, faults)
        due = entries[path].due
        known = max(today, due.date()) if due else today  # what will have happened when readers see it
        if last_day and last_day > known.isoformat():
            found += edits.future([readings[path]], known)
        if not id_:
            continue
        ids.add(id_)
        if digest != records.get(f"{id_}.txt"):
            (said,) = map(published.said, published.stories([readings[path]]))
            differing.append(said)
            found += edits.silent(said, record, today)
    moved = {alias: f"/{e.url}" for e in entries.values() if e.is_published_story for alias in e.aliases}
    found += people.without_file(readings)
    return [*found, *edits.gone(ids, record)], published.Stories(ids, differing, moved)


def of_output(output: Path, site: str, remembered: Remembered) -> list[Finding]:
    """The Findings of the site that was built into the folder `output` for the address `site`."""
    files = remembered.files(output)
    code = _code()
    kinds = {name: kind for name in files.digests if (kind := _kind_of(name))}
    keys = {name: key_of(code, site, files.digests[name]) for name in kinds}
    stale = remembered.stale("pages", keys)
    before = {
        name: links.Places(*json.loads(value))
        for name, value in remembered.values("places", [*stale, *sorted(files.gone)])
    }
    look = partial(_look, output, site)
    for name, (faults, places) in zip(stale, _each(look, stale, "checking pages"), strict=True):
        remembered.keep("pages", name, keys[name], faults)
        remembered.keep("places", name, keys[name], places)
    remembered.stale("places", keys)  # so that those of pages which are gone are forgotten
    found = [finding for name, value in remembered.values("pages") for finding in _findings(name, json.loads(value))]
    known = links.addresses(files.digests)
    lost = (links.addresses(files.gone) - known) | _lost_places(before, remembered)
    found += _broken_links(output, site, known, {*stale, *_linking(lost, remembered)}, remembered)
    found += pages.unfit_names(files.digests)
    found += pages.sizes({name: (output / name).stat().st_size for name in files.digests if _is_weighed(name)})
    return [*_host(site), *found, *machines.json_feed(output), *machines.news_sitemap(output)]


def outside(output: Path, site: str, written: Mapping[str, list[external.Place]]) -> list[Finding]:
    """Ask other sites for each address that pages link to, and return a Finding for each that does not answer well.

    `written` has, for an address, the places of sources where it was typed.
    """
    return sorted(external.check(pages.each(output), site, written))


def _code() -> str:
    """What is another where what was found out before counts for nothing."""
    return key_of(code_of(*PACKAGES), *(f"{name} {version(name)}" for name in TOOLS))


def _digests(path: str, entry: Entry, readings: Readings) -> Iterator[str]:
    """Yield the digests of what the findings of a story depend on: its source, and those of its equipment."""
    yield readings.digests[path]
    yield str(entry.due)  # when that has come, the story is published though its file is the same
    yield from (readings.digests[own] for own in _equipment(entry.equipment))


def _equipment(slugs: Iterable[str]) -> list[str]:
    return [f"equipment/{slug}.md" for slug in slugs]


def _looked_at(reading: Reading, entry: Entry, readings: Readings) -> list[object]:
    """What is remembered of a source: its faults, and if it is a story that is published, its id and the digest of what
    it says; and the last of its days, if it is published or will be.
    """
    story = reading.model
    if not isinstance(story, Story):
        found = (*mistyped.check([reading]), *identity.unanswered([reading]))
        return [[_plain(finding) for finding in found], None, None, None]
    equipment = [readings[path] for path in _equipment(story.equipment)]
    faults = [_plain(finding) for finding in (*_of_texts([reading, *equipment]), *mistyped.check([reading]))]
    said = next(map(published.said, published.stories([reading])), None)
    if said is None:
        return [faults, None, None, None]
    id_, digest = (None, None) if entry.due else (said.id, said.digest)  # what is scheduled says nothing yet
    return [faults, id_, digest, edits.last_day(story)]


def _of_texts(readings: list[Reading]) -> Iterator[Finding]:
    """Yield what can be seen of the texts of stories alone."""
    yield from hedges.check(readings)
    yield from hedges.unused_sources(readings)
    yield from hedges.uncited_claims(readings)
    yield from hedges.unwritten(readings)


def _kind_of(name: str) -> str | None:
    """What a file of the site is to be looked at as, if it is."""
    if name.endswith(".html"):
        return "page"
    return "feed" if name.startswith("feeds/") and name.endswith(".xml") else None


def _is_weighed(name: str) -> bool:
    return name.endswith(("card.png", ".woff2"))


def _look(output: Path, site: str, name: str) -> tuple[str, str]:
    """(the faults of a page or feed, the Places of a page), as JSON."""
    if _kind_of(name) == "feed":
        return json.dumps([_plain(found) for found in machines.feed(name, (output / name).read_bytes())]), "[[], []]"
    page = pages.page(output, name)
    return json.dumps([_plain(found) for found in _faults(page)]), json.dumps(links.places(page, site))


def _faults(page: pages.Page) -> Iterator[Finding]:
    """Yield what can be seen of a page alone."""
    yield from pages.markup([page])
    yield from pages.budgets([page])
    yield from machines.structured_data([page])


def _each(look: Callable[[str], tuple[str, str]], names: Sequence[str], what: str) -> Iterator[tuple[str, str]]:
    """Yield what `look` returns for each of the names, in their order. More than FEW are shared among all cores, and
    the progress is shown as `what`.
    """
    if len(names) <= FEW:
        yield from map(look, names)
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from shown(pool.map(look, names, chunksize=8), what, len(names))


def _lost_places(before: dict[str, links.Places], remembered: Remembered) -> set[str]:
    """The link targets that changed or removed pages offered before, and do not offer any more."""
    ids_at = _ids_at(remembered)
    paths = {path: places.ids for name, places in before.items() for path in links.addresses([name])}
    return {f"{path}#{id_}" for path, ids in paths.items() for id_ in set(ids) - ids_at(path)}


def _linking(lost: set[str], remembered: Remembered) -> Iterator[str]:
    """Yield the names of the pages that link to what is `lost`, targets, or that had links to nothing before."""
    yield from (name for name, _ in remembered.values("broken links"))
    for name, value in remembered.values("places") if lost else ():
        targets = json.loads(value)[1]
        # a place is lost with its page, too
        if not lost.isdisjoint(targets) or not lost.isdisjoint(target.partition("#")[0] for target in targets):
            yield name


def _broken_links(output: Path, site: str, known: set[str], suspect: set[str], remembered: Remembered) -> list[Finding]:
    """An error for each link on the pages `suspect` that leads to nothing; `known` are the addresses of the site."""
    ids_at, found = _ids_at(remembered), []
    for name, value in remembered.values("places", sorted(suspect)):
        if not all(links.leads_somewhere(target, known, ids_at) for target in json.loads(value)[1]):
            found += links.broken(pages.page(output, name), site, known, ids_at)
    broken = {finding.path: "" for finding in found}
    for name in remembered.stale("broken links", broken):
        remembered.keep("broken links", name, "", "")
    return found


def _ids_at(remembered: Remembered) -> Callable[[str], set[str]]:
    """A function that gives the ids of the page at a path."""

    @cache
    def ids_at(path: str) -> set[str]:
        name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
        return {id_ for _, value in remembered.values("places", [name]) for id_ in json.loads(value)[0]}

    return ids_at


def _host(site: str) -> Iterator[Finding]:
    if is_reserved(site):
        what = f"no reader can reach {site}; put the site's own host into `SITEURL` before it goes live"
        yield Finding("publishconf.py", 1, Level.WARNING, what)


def _plain(finding: Finding) -> list[int | str]:
    return [finding.line, finding.level.name, finding.what]


def _findings(path: str, plain: Iterable[list[Any]]) -> Iterator[Finding]:
    """Yield the findings of a file that `_plain` was given."""
    yield from (Finding(path, line, Level[level], what) for line, level, what in plain)
