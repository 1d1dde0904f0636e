"""Pelican's writer, rendering only pages that read something that changed."""

import logging
from typing import Any, NamedTuple

import pelican.writers
from jinja2.runtime import missing
from pelican import signals
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join

from ..store.rows import FEED, Job
from ..tracing.digests import MISSING, SIZE, Reference, UntraceableError, value_digest
from ..tracing.recorder import recorder
from ..tracing.signals import receivers_of
from ..versions import OverwriteError

# what a generator reads of a content to know where to write it and with which template
ADDRESSED = ("save_as", "url", "template", "category", "override_save_as")

logger = logging.getLogger("pelican.writers")


# a page with a context of its own leaves in the shared one, by which contents go, the address of the page before it
AROUND = "localsiteurl of contents"


class Page(NamedTuple):
    """A file to be rendered; `given` are the values that its template gets beside the `context`, and `around` that of
    AROUND, or None.
    """

    name: str
    job: Job
    template: Any
    context: dict
    given: dict
    override: bool
    around: str | None = None


class Feed(NamedTuple):
    """A feed to be written; `arguments` are those of Pelican's write_feed."""

    name: str
    job: Job
    arguments: tuple
    given: dict


class Written(NamedTuple):
    """What came of a Page or Feed: what it read, a Trace, or a Read once the build has taken it in."""

    name: str
    job: Job
    read: Any


class Reading:
    """What names mean on a page: those `given` to it alone, those of the `context`, and those of the environment."""

    def __init__(self, context, given):
        self.context, self.given = context, given
        self.seen = set()

    def resolve(self, environment, key, value):
        """Note that a template asked for `key` and got `value`."""
        if key in self.given:
            if value is self.given[key]:
                self.seen.add(key)
                recorder.trace.own[key] = _print(value)
        elif key in self.context:
            if value is self.context[key]:
                self._share(environment, ("name", key), value)
        elif value is missing:
            self._share(environment, ("name", key), MISSING)
        elif key in environment.globals and environment.globals[key] is value:
            self._share(environment, ("global", environment.generator_name, key), value)
        # anything else is a variable of the template's own

    def _share(self, environment, fact, value):
        self.seen.add(fact[-1])
        recorder.trace.shared.add(fact)
        environment.facts.tell(fact, value)


def _print(value):
    with recorder.paused():
        try:
            return value_digest(value)
        except UntraceableError as error:
            reason = str(error)
    recorder.give_up(reason)
    return bytes(SIZE)


class Writer(pelican.writers.Writer):
    """Writes into the staging folder of `build`.

    `job` is set by our generators before each call and names it from build to build; pages of others, who may look at
    the file at once, are rendered at once.
    """

    def __init__(self, output_path, settings, build):
        self.build = build
        super().__init__(output_path, settings)
        self.job = None
        self.tasks, self.told = [], []
        self.lazily = False

    @property
    def output_path(self):
        """The folder to write into, which a plugin may set."""
        return self._output_path

    @output_path.setter
    def output_path(self, path):
        self._output_path = str(self.build.staging.instead_of(path))

    def write_feed(
        self, elements, context, path=None, url=None, feed_type="atom", override_output=False, feed_title=None
    ):
        arguments = (elements, context, path, url, feed_type, override_output, feed_title)
        if not self.lazily:
            self.build.library.pass_on()
        if path is None or self._is_elsewhere():
            return super().write_feed(*arguments)
        if not self.lazily:
            return super().write_feed(elements, {**context, "OUTPUT_PATH": self.output_path}, *arguments[2:])
        own = {"url": url, "type": feed_type, "title": feed_title, "localsiteurl": context.get("localsiteurl")}
        if not isinstance(elements, Reference):
            own["elements"] = list(elements[: self.settings["FEED_MAX_ITEMS"]])
        place = sanitised_join(self.output_path, str(path))
        task = Feed(self._name(place), FEED, arguments, own)
        if self._claim(task.name, place, override_output) and self.build.must_write(task.name, FEED, own):
            self.tasks.append(task)
        return None

    def write_file(
        self,
        name,
        template,
        context,
        relative_urls=False,
        paginated=None,
        template_name=None,
        override_output=False,
        url=None,
        **kwargs,
    ):
        if not name:
            return
        if not self.lazily:
            self.build.library.pass_on()
        if self._is_elsewhere():
            own = relative_urls, paginated, template_name, override_output, url
            super().write_file(name, template, context, *own, **kwargs)
            return
        if paginated is None:
            paginated = {key: value for key, value in kwargs.items() if key in {"articles", "dates"}}
        pages = [(name, kwargs)]
        if paginated and template_name in self.settings["PAGINATED_TEMPLATES"]:
            per_page = self.settings["PAGINATED_TEMPLATES"][template_name] or self.settings["DEFAULT_PAGINATION"]
            pages = _paginated(name, url, paginated, kwargs, self.settings, per_page)
        for page_name, values in pages:
            given = {**values, "output_file": page_name, "localsiteurl": context.get("localsiteurl", None)}
            if relative_urls:
                given["SITEURL"] = given["localsiteurl"] = path_to_url(get_relative_path(page_name))
            if given["localsiteurl"]:
                context["localsiteurl"] = given["localsiteurl"]
            place = sanitised_join(self.output_path, page_name)
            name = self._name(place)
            self._page(Page(name, self.job or Job("file", name), template, context, given, override_output), place)

    def _name(self, place):
        """The name of the output at a path, or None where that is elsewhere."""
        return self.build.staging.name_of(place)

    def _is_elsewhere(self):
        """Whether a plugin has this write to a folder outside the output."""
        return self._name(self.output_path) is None

    def _page(self, page, place):
        if page.context is not self.build.context:
            given = {**_differing(page.context, self.build.context), **page.given}
            page = page._replace(given=given, around=self.build.context["localsiteurl"])
        if self.build.tells:
            self.told.append(page)
        if not self._claim(page.name, place, page.override):
            return
        is_stale = self.build.must_write(page.name, page.job, {**page.given, AROUND: page.around})
        if is_stale and self.lazily:
            self.tasks.append(page)
        elif is_stale:
            self.build.take(write(self, page))
        if not self.lazily:
            self._tell()

    def _tell(self):
        """Tell plugins of pages, in the order in which they are written."""
        told, self.told = self.told, []
        for page in told:
            self.build.tell(page)

    def _claim(self, name, path, override):
        """Whether what is written under a name, at a path, is to stay, by Pelican's rules for what is written twice."""
        if path in self._overridden_files:
            if override:
                raise OverwriteError(f'Failed to overwrite "{path}" a second time (was previously overwritten)')
            logger.info('Skipping "%s", not overwriting', path)
            self.build.contested.add(name)
            return False
        if path in self._written_files:
            if not override:
                raise OverwriteError(
                    f'Failed to overwrite "{path}" as Pelican has already '
                    "written to it previously (set `override=True` if intended)"
                )
            logger.info('Overwriting "%s"', path)
            self.build.contested.add(name)
            self.tasks = [task for task in self.tasks if task.name != name]
        if override:
            self._overridden_files.add(path)
        self._written_files.add(path)
        return True

    def flush(self):
        """Render what was put off."""
        tasks, self.tasks = self.tasks, []
        address = self.build.context["localsiteurl"]
        for written in self.build.workers.write(self, tasks):
            self.build.take(written)
        self._tell()
        self.build.context["localsiteurl"] = address
        self.job = None


def write(writer, task):
    """Render a Page or a Feed and lay it down. Returns what came of it, a Written."""
    if isinstance(task, Feed):
        return _write_feed(writer, task)
    build, environment = writer.build, task.template.environment
    with recorder.page() as trace:
        _set_addresses(build.context, task)
        localcontext = {**task.context, **task.given}
        if task.template.name is not None:
            trace.shared.add(("template", task.template.name))
        for value in task.given.values():
            if isinstance(value, Reference) and hasattr(type(value), "save_as"):
                for name in ADDRESSED:
                    getattr(value, name, None)
        environment.reading = Reading(build.context, task.given)
        try:
            data = task.template.render(localcontext).encode("utf-8")
        finally:
            environment.reading = None
    lay = build.lays_all or task.name in build.contested or not build.staging.is_same(task.name, data)
    if lay:
        with recorder.witnessed(None):
            build.staging.put(task.name, data)
    if receivers_of("content_written") and not build.tells:
        # a plugin finds the file where it stands now
        localcontext["OUTPUT_PATH"] = writer.output_path
        signals.content_written.send(str(build.staging.folder / task.name), context=localcontext)
    return Written(task.name, task.job, trace)


def _set_addresses(shared, task):
    """Have contents find the address that Pelican would have them find on this page."""
    if task.given["localsiteurl"]:
        task.context["localsiteurl"] = task.given["localsiteurl"]
    if task.around is not None:
        shared["localsiteurl"] = task.around
        recorder.trace.own[AROUND] = _print(task.around)


def _write_feed(writer, task):
    with recorder.page() as trace:
        elements, *_ = task.arguments
        trace.own |= {key: _print(value) for key, value in task.given.items()}
        if isinstance(elements, Reference):
            trace.lists.add((elements.name, "to", writer.settings["FEED_MAX_ITEMS"] or 1 << 60))
        for key in ("SITEURL", "SITENAME", "SITESUBTITLE", "FEED_DOMAIN"):
            trace.shared.add(("name", key))
            writer.build.facts.tell(("name", key), writer.build.context.get(key, MISSING))
        if not len(elements):
            recorder.give_up("an empty feed bears the time at which it was written")
        writer.build.context["localsiteurl"] = task.given["localsiteurl"]
        path = sanitised_join(writer.output_path, str(task.arguments[2]))
        # claimed when it was put off
        writer._written_files.discard(path)  # noqa: SLF001 - its own module
        writer._overridden_files.discard(path)  # noqa: SLF001
        pelican.writers.Writer.write_feed(writer, *task.arguments)
    return Written(task.name, task.job, trace)


def _differing(context, shared):
    """What a context that a generator made for one page has beside the one that all share."""
    return {key: value for key, value in context.items() if key not in shared or shared[key] is not value}


def _paginated(name, url, paginated, kwargs, settings, per_page):
    """[(name, values)] of each page of a paginated list, as Pelican makes them."""
    paginators = {key: Paginator(name, url, items, settings, per_page) for key, items in paginated.items()}
    # asked of each, because a paginator remembers the answer, and pages are compared by what it holds
    for number in range([paginator.num_pages for paginator in paginators.values()][0]):  # noqa: RUF015
        values = kwargs.copy()
        for key, paginator in paginators.items():
            page = paginator.page(number + 1)
            values |= {
                f"{key}_paginator": paginator,
                f"{key}_page": page,
                f"{key}_previous_page": paginator.page(number) if number else None,
                f"{key}_next_page": paginator.page(number + 2) if number + 1 < paginator.num_pages else None,
            }
        yield page.save_as, values
