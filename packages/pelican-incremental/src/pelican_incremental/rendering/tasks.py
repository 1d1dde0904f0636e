"""What there is to render: pages, feeds and files of plugins, and what they read while that is done.

Whether an output has to be rendered is asked in `staleness`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import pelican.writers
from jinja2.runtime import missing
from pelican import signals
from pelican.utils import sanitised_join

from ..tracing.digests import MISSING, SIZE, Reference, UntraceableError, value_digest
from ..tracing.lists import name_of
from ..tracing.recorder import recorder
from ..tracing.signals import receivers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import jinja2

    from ..protocols import Context, Fact, Given
    from ..store.rows import Job
    from ..tracing.recorder import Trace
    from ..tracing.shared import Facts
    from ..tracing.templates import TracedEnvironment
    from .writer import Writer

# what a generator reads of a content to know where to write it and with which template
ADDRESSED = ("save_as", "url", "template", "category", "override_save_as")
# what a page depends on whose generator made it a context of its own: contents find links from the address of a page in
# the shared context, and there stands that of the page before
AROUND = "localsiteurl of contents"


# what is known of what a page read
R = TypeVar("R")


class Page(NamedTuple):
    """A file to be rendered; `given` are the values that its template gets beside the `context`, and `around` that of
    AROUND, or None.
    """

    name: str
    job: Job
    template: jinja2.Template
    context: Context
    given: Given
    override: bool
    around: str | None = None


class Feed(NamedTuple):
    """A feed to be written; `arguments` are those of Pelican's write_feed."""

    name: str
    job: Job
    arguments: tuple[Any, ...]
    given: Given


class Made(NamedTuple):
    """A file that a plugin makes: `make` returns its bytes or its text when it is given the values `given`.

    Where it is one of many, `of` is the content that `make` is given first, and `name_of` gives the name for it.
    """

    name: str
    job: Job
    make: Callable[..., bytes | str]
    given: Given
    of: Any = None
    name_of: Callable[[Any], str] | None = None


Task: TypeAlias = Page | Feed | Made


class Written(NamedTuple, Generic[R]):
    """What came of a task, and what it `read`: a Trace, or a Read once the build has taken it in."""

    name: str
    job: Job
    read: R


class Told(dict[str, Any]):
    """A context for those who hear of a feed, that tells of the names that are asked for.

    What they put into it is in the context itself as well.
    """

    def __init__(self, context: Context, facts: Facts) -> None:
        super().__init__(context)
        self._context, self._facts = context, facts

    def __setitem__(self, name: str, value: Any) -> None:
        self._context[name] = value
        super().__setitem__(name, value)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """As the method of a dict: the name is noted as read, and what is set is set in the context as well."""
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *others: Any, **more: Any) -> None:
        """As the method of a dict: what is set is set in the context as well."""
        for name, value in dict(*others, **more).items():
            self[name] = value

    def _tell(self, name: object) -> None:
        if recorder.trace is not None:
            recorder.trace.shared.add(("name", name))
            self._facts.tell(("name", name), dict.get(self, name, MISSING))

    def __getitem__(self, name: str) -> Any:
        self._tell(name)
        return super().__getitem__(name)

    def get(self, name: Any, default: Any = None) -> Any:
        """As the method of a dict; what is read is noted."""
        self._tell(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._tell(name)
        return super().__contains__(name)


class Reading:
    """What names mean on a page: those `given` to it alone, those of the `context`, and those of the environment."""

    def __init__(self, context: Context, given: Given) -> None:
        self.context, self.given = context, given
        self.seen: set[str] = set()

    def apart(self) -> Reading:
        """What names mean in a template that is imported: it is given nothing, and all that it reads is told of."""
        return Reading(self.context, {})

    def resolve(self, environment: TracedEnvironment, key: str, value: object) -> None:
        """Note that a template looked up the variable `key` and got `value`."""
        if key in self.given:
            if value is self.given[key]:
                self.seen.add(key)
                recorder.trace.own[key] = print_of(value)  # ty: ignore[missing-union-attribute] - on pages alone
        elif key in self.context:
            if value is self.context[key]:
                self._share(environment, ("name", key), value)
        elif value is missing:
            self._share(environment, ("name", key), MISSING)
        elif key in environment.globals and environment.globals[key] is value:
            self._share(environment, ("global", environment.generator_name, key), value)
        # anything else is a variable of the template's own

    def _share(self, environment: TracedEnvironment, fact: Fact, value: object) -> None:
        self.seen.add(fact[-1])
        recorder.trace.shared.add(fact)  # ty: ignore[missing-union-attribute] - as above
        environment.facts.tell(fact, value)


def print_of(value: object) -> bytes:
    """The digest of a value. One that cannot be compared has the page that is being rendered noted as volatile."""
    with recorder.paused():
        try:
            return value_digest(value)
        except UntraceableError as error:
            reason = str(error)
    recorder.give_up(reason)
    return bytes(SIZE)


def write(writer: Writer, task: Task) -> Written[Trace]:
    """Render a page or feed into the staging directory. Returns its name, its job and what was read meanwhile."""
    if isinstance(task, Feed):
        return _write_feed(writer, task)
    if isinstance(task, Made):
        return _write_made(writer, task)
    build = writer.build
    data, localcontext, trace = render(writer, task)
    lay = build.lays_all or task.name in build.contested or not build.staging.is_same(task.name, data)
    if lay:
        with recorder.witnessed(None):
            build.staging.put(task.name, data)
    if receivers_of("content_written") and not build.tells:
        # a plugin finds the file where it stands now
        localcontext["OUTPUT_PATH"] = writer.output_path
        signals.content_written.send(str(build.staging.folder / task.name), context=localcontext)
    return Written(task.name, task.job, trace)


def render(writer: Writer, page: Page) -> tuple[bytes, Context, Trace]:
    """(the bytes of a Page, the context that its template was given, the Trace of what it read)."""
    build, environment = writer.build, page.template.environment
    with recorder.page() as trace:
        _set_addresses(build.context, page, trace)
        localcontext = {**page.context, **page.given}
        if page.template.name is not None:
            trace.shared.add(("template", page.template.name))
        for value in page.given.values():
            if isinstance(value, Reference) and hasattr(type(value), "save_as"):
                for name in ADDRESSED:
                    getattr(value, name, None)
        environment.reading = Reading(build.context, page.given)  # ty: ignore[missing-attribute] - see TracedEnvironment
        try:
            data = page.template.render(localcontext).encode("utf-8")
        finally:
            environment.reading = None  # ty: ignore[missing-attribute] - as above
    return data, localcontext, trace


def _set_addresses(shared: Context, task: Page, trace: Trace) -> None:
    """Have contents find the address that Pelican would have them find on this page."""
    if task.given["localsiteurl"]:
        task.context["localsiteurl"] = task.given["localsiteurl"]
    if task.around is not None:
        shared["localsiteurl"] = task.around
        trace.own[AROUND] = print_of(task.around)


def _write_made(writer: Writer, task: Made) -> Written[Trace]:
    with recorder.page() as trace:
        trace.own |= {key: print_of(value) for key, value in task.given.items()}
        first = ()
        if task.name_of:
            task.name_of(task.of)  # once more, so that it is noted what the name depends on
            first = (task.of,)
        data = bytes_of(task.make(*first, **task.given), task.name, task.make)
    with recorder.witnessed(None):
        writer.build.staging.put(task.name, data)
    return Written(task.name, task.job, trace)


def bytes_of(made: object, name: str, make: Any) -> bytes:
    """The bytes of what a plugin's function `make` returned for a file. Raises TypeError for what is no text."""
    if isinstance(made, str):
        return made.encode("utf-8")
    if not isinstance(made, bytes | bytearray | memoryview):
        make = getattr(make, "func", make)
        function = f"{make.__module__}.{getattr(make, '__qualname__', '')}"
        raise TypeError(f"{function} returned {made!r} for {name}: it has to return the file's text or its bytes")
    return bytes(made)


def _write_feed(writer: Writer, task: Feed) -> Written[Trace]:
    with recorder.page() as trace:
        elements, *_ = task.arguments
        trace.own |= {key: print_of(value) for key, value in task.given.items()}
        if isinstance(elements, Reference):
            trace.lists.add((name_of(elements), "to", writer.settings["FEED_MAX_ITEMS"] or 1 << 60))
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
        context = Told(task.arguments[1], writer.build.facts)
        with recorder.witnessed(None):
            pelican.writers.Writer.write_feed(writer, elements, context, *task.arguments[2:])
    return Written(task.name, task.job, trace)
