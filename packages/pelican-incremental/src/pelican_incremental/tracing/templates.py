"""Jinja, telling what a template reads: names, templates, and calls of functions that it knows nothing of.

Pages are not rendered here, but in rendering/tasks.py, and what they read is gathered by `recorder`.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, nullcontext
from functools import cache, lru_cache, partial, wraps
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, cast

import jinja2
import pelican.contents
import pelican.generators
from jinja2 import TemplateNotFound, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, missing
from jinja2.tests import TESTS
from jinja2.utils import _PassArg, generate_lorem_ipsum
from pelican.utils import DateFormatter

from ..store import own
from ..store.seal import DamagedError, Seal
from .contents import Article, Page, Static, already_known
from .digests import MISSING, Reference, digest
from .reach import SYSTEM, SYSTEM_CALLS, UNFOLLOWED, WATCHED, Reach
from .recorder import Asked, recorder

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values
    from collections.abc import Callable, Generator, Mapping, MutableMapping
    from pathlib import Path
    from types import FrameType

    from jinja2.bccache import Bucket
    from jinja2.environment import TemplateModule

    from ..rendering.tasks import Reading
    from .recorder import Trace
    from .shared import Facts

# what these modules define is known to depend on nothing but what it is given
KNOWN = ("jinja2", "markupsafe", "pelican", "builtins", "datetime", "functools", "itertools", "operator", "collections")
CLOCKS = {getattr(time, name) for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "strftime", "monotonic")}
CLOCK_METHODS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "SafeDatetime.now",
    "SafeDatetime.utcnow",
    "SafeDatetime.today",
}
# of what a function may ask, that for which its calls are watched; compiled code is believed, because the next build
# calls the function again and compares
SEEN_IN_CALLS = {*WATCHED, UNFOLLOWED}
CALLS = {getattr(os, name) for name in SYSTEM_CALLS if hasattr(os, name)}
CHANCE = {"Random.random", "Random.getrandbits", "Random.seed", "urandom", "getrandom", "token_bytes", "uuid1", "uuid4"}
# variables of the environment that the store is bound to: Python itself asks for them
BOUND = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LC_TIME", "LANG", "TZ", "HOME", "COLUMNS", "DOCUTILSCONFIG")
ADDRESSES = pelican.contents.__file__
TEMPLATES_OWN = {BlockReference, LoopContext}
PLAIN = (str, int, float, bool, type(None))


def impure(function: object) -> str | None:
    """What a function made in C depends on beside its arguments, or None."""
    name = getattr(function, "__qualname__", "")
    if name in CLOCK_METHODS or (isinstance(function, BuiltinFunctionType) and function in CLOCKS):
        return "the clock"
    if isinstance(function, BuiltinFunctionType) and function in CALLS:
        return SYSTEM
    return "chance" if name in CHANCE else None


ENVIRONMENT = type(os.environ).__getitem__.__code__


@contextmanager
def watched(found: Callable[[str], object]) -> Generator[None]:
    """Call `found(what)` when what runs inside asks the clock, chance or the environment."""

    def note(frame: FrameType, event: str, function: object) -> None:
        if event == "c_call":
            what = impure(function)
            # Pelican asks for the time wherever it makes an address, whether it has a date or not
            if what and frame.f_code.co_filename != ADDRESSES:
                found(what)
        elif event == "call" and frame.f_code is ENVIRONMENT and frame.f_locals.get("key") not in BOUND:
            found("an environment variable")

    with profiled(note):
        yield


@contextmanager
def profiled(function: Callable[[FrameType, str, Any], object] | None) -> Generator[None]:
    """Has Python call `function` at every call inside. With None, nothing is watched."""
    outer = sys.getprofile()
    if function is None and not isinstance(outer, FunctionType):
        yield  # nobody is called, or a profiler that is none of ours
        return
    sys.setprofile(function)
    try:
        yield
    finally:
        sys.setprofile(outer if callable(outer) else None)
        if outer is not None and not callable(outer):
            outer.enable()  # that of cProfile, which is no function


def _known(function: Any) -> bool:
    while isinstance(function, partial):
        function = function.func
    return _is_known_module(getattr(function, "__module__", None) or "")


@cache
def _is_known_module(name: str) -> bool:
    return name.partition(".")[0] in KNOWN and "plugins" not in name


def _watched_call(function: Callable[..., Any], facts: Facts, *args: Any, **kwargs: Any) -> Any:
    """Call a function, and tell of what it depends on where nothing is known of it."""
    if recorder.trace is None or _known(function):
        return function(*args, **kwargs)
    facts.tell_held(function)
    with watching(function, facts.context):
        return function(*args, **kwargs)


@contextmanager
def watching(function: Any, names: Mapping[str, Any]) -> Generator[None]:
    """Have the page being rendered depend on what a function asks inside, which finds values in the context `names`.

    A function may remember what it was told: what it asked for one page, every page depends on that calls it later.
    """
    name = getattr(function, "__qualname__", type(function).__qualname__)
    # Python makes a bound method anew each time that it is looked up
    bound = isinstance(function, MethodType)
    key = (id(function.__self__), id(function.__func__)) if bound else id(function)
    asked = recorder.asked.setdefault(key, Asked(function))
    if asked.reach is None:
        asked.reach = Reach([function], names)
        if asked.reach.asks and asked.reach.asks not in SEEN_IN_CALLS:
            asked.reasons.append(asked.reach.asks)
    opened = recorder.opened
    with (
        recorder.asked_by(asked),
        watched(asked.reasons.append) if asked.reach.asks in SEEN_IN_CALLS else nullcontext(),
    ):
        yield
    if asked.imports and not asked.reach.asks:
        # what it imported was not there to be looked through before
        asked.imports, asked.reach = False, Reach([function], names)
        if asked.reach.asks and asked.reach.asks != UNFOLLOWED:
            asked.reasons.append(asked.reach.asks)
    if opened is not None:
        opened |= asked.files
    for what in asked.reasons[:1]:
        recorder.give_up(f"`{name}` asks {what}")


class TracedContext(Context):
    """A context that tells the page being rendered which names it resolved."""

    environment: TracedEnvironment  # ty: ignore[incompatible-mutable-override] - no other makes one of these

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]  # the template's own
        value = self.parent.get(key, missing)
        if recorder.trace is not None:
            reading = self.environment.reading
            if reading is not None and key not in reading.seen:
                reading.resolve(self.environment, key, value)
        return value

    def call(self, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if type(obj) is Macro:
            # as Jinja calls it, without looking for what it is
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            try:
                return obj(self.eval_ctx, *args, **kwargs)
            except StopIteration:
                return self.environment.undefined("a macro came to an end too early")
        if recorder.trace is None or type(obj) in TEMPLATES_OWN:
            return super().call(obj, *args, **kwargs)
        what = "chance" if obj is generate_lorem_ipsum else impure(obj)
        if what:
            recorder.give_up(f"it asks {what}")
        if _is_known(obj):
            return super().call(obj, *args, **kwargs)
        facts = self.environment.facts
        with watching(obj, facts.context):
            result = super().call(obj, *args, **kwargs)
        name = self.environment.names.get(id(obj))
        alone = _PassArg.from_obj(obj) is None and not kwargs.keys() - {"_loop_vars", "_block_vars"}
        if name and alone and all(isinstance(argument, PLAIN) for argument in args):
            # the next build calls it again and compares
            fact = ("call", self.environment.generator_name, name, args)
            recorder.trace.shared.add(fact)
            facts.tell(fact, result)
        else:
            facts.tell_held(obj)
        return result

    def keys(self) -> dict_keys[str, Any]:
        recorder.give_up("it lists all names")
        return super().keys()

    def values(self) -> dict_values[str, Any]:
        recorder.give_up("it lists all names")
        return super().values()

    def items(self) -> dict_items[str, Any]:
        recorder.give_up("it lists all names")
        return super().items()


def _is_known(obj: Any) -> bool:
    if isinstance(obj, MethodType):
        return isinstance(obj.__self__, Reference) or _known(type(obj.__self__)) or _known(obj.__func__)
    if isinstance(obj, FunctionType | type):
        return _known(obj)
    if isinstance(obj, BuiltinFunctionType):
        return True
    # macros, loops and blocks; what functools makes is as known as what it was made of
    return _known(obj) if type(obj).__module__ == "functools" else _known(type(obj))


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates in a folder, each with the user's Seal: Python runs what it is given."""

    def __init__(self, folder: Path, say: Callable[[str], object] = print) -> None:
        """`folder` lies in one to which nobody else can write; `say` is told, in a line, of what is not believed."""
        own.clear(folder, "folder")
        folder.mkdir(mode=0o700, exist_ok=True)
        self.folder, self.seal, self._say = folder, Seal(folder), say

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with recorder.files(None):
                sealed = own.read(self.folder / bucket.key)
            bucket.bytecode_from_string(bytes(self.seal.take_off(sealed, bucket.key)))
        except FileNotFoundError:
            pass
        except (OSError, DamagedError) as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        """Say once that templates are compiled anew, if that is not what is said of all that is kept."""
        if not self.seal.unkept:
            self._say(
                f"a compiled template of earlier builds was discarded ({getattr(error, 'strerror', '') or error})"
            )
        self._say = lambda _line: None

    def dump_bytecode(self, bucket: Bucket) -> None:
        unfinished = self.folder / f"{bucket.key}.{os.getpid()}"
        own.remove(unfinished)
        own.create(unfinished, self.seal.put_on(bucket.bytecode_to_string(), bucket.key))
        own.put(unfinished, self.folder / bucket.key)


class TracedTemplate(jinja2.Template):
    """A template; what it reads when it is imported is read by every page that imports it."""

    environment: TracedEnvironment  # ty: ignore[incompatible-mutable-override] - no other makes one of these
    reads: Trace | None = None

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if recorder.trace is None:
            module = super()._get_default_module(ctx)
            self._module = None  # Jinja would keep it, and a page that imports it later could not tell what it read
            return module
        reading = self.environment.reading
        self.environment.reading = reading and reading.apart()
        try:
            with recorder.page() as trace:
                module = super()._get_default_module(ctx)
        finally:
            self.environment.reading = reading
        if self.reads is None:
            self.reads = trace
        recorder.trace.add(trace)
        recorder.trace.add(self.reads)
        return module


class TracedEnvironment(jinja2.Environment):
    """The class that an environment of Pelican's is given once its generator has set it up.

    `facts` are told what templates read, and `reading` says what names mean on the page being rendered. `names` are
    those of functions among the globals, by their `id()`, and `generator_name` is that of the generator's class.
    """

    facts: Facts
    reading: Reading | None
    names: dict[int, str]
    generator_name: str

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002 - Jinja's name
    ) -> jinja2.Template:
        if recorder.trace is not None:
            recorder.trace.shared.add(("template", name))
            self.facts.note(("template", name))
        opened, recorder.opened = recorder.opened, None
        try:
            return super()._load_template(name, globals)
        finally:
            recorder.opened = opened

    def getattr(self, obj: Any, attribute: str) -> Any:
        if recorder.trace is not None:
            kind = type(obj)
            if kind is Article or kind is Page or kind is Static:
                found = already_known(obj, attribute)
                if found is not MISSING:
                    return found
            elif not isinstance(obj, Reference) and _computed(kind, attribute):
                with watching(kind, self.facts.context):
                    return super().getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def _computed(kind: type, attribute: str) -> bool:
    """Whether reading an attribute runs code of which nothing is known."""
    if _known(kind):
        return False
    return isinstance(getattr(kind, attribute, None), property) or hasattr(kind, "__getattr__")


def prepare(generator: pelican.generators.Generator, facts: Facts, bytecode: jinja2.BytecodeCache) -> None:
    """Have a generator's templates tell `facts` what they read; their compiled form is kept by the cache `bytecode`."""
    env = generator.env
    generator._templates.clear()  # noqa: SLF001 - what a plugin loaded early tells nothing
    env.cache = {}  # without Jinja's lock, for as many templates as there are
    env.__class__ = TracedEnvironment
    env = cast("TracedEnvironment", env)  # which it is by now
    env.context_class, env.template_class = TracedContext, TracedTemplate
    env.generator_name = type(generator).__name__
    env.reading, env.facts = None, facts
    env.auto_reload = False  # for the length of a build
    if env.bytecode_cache is None:
        env.bytecode_cache = bytecode
    kinds: list[tuple[str, dict[str, Any], Mapping[str, Any]]]
    kinds = [("filters", env.filters, FILTERS), ("tests", env.tests, TESTS)]
    for what, kind, known in kinds:
        for name, function in list(kind.items()):
            if (known.get(name) is not function or name == "random") and not hasattr(function, "untraced"):
                if type(function) is DateFormatter:
                    function = _remembering_dates(function)  # noqa: PLW2901
                else:
                    facts.know(f"{env.generator_name} {what}", {name: function})
                kind[name] = _telling(function, "random" if name == "random" else None)
    env.names = {id(value): name for name, value in env.globals.items() if callable(value)}
    facts.know(f"{env.generator_name} globals", {name: env.globals[name] for name in env.names.values()})


def _remembering_dates(formatter: DateFormatter) -> Callable[..., str]:
    """Pelican's filter `strftime`, which sets the locale at each call, with a memory: lists repeat the same dates."""
    remembered = lru_cache(1 << 14)(lambda date, _zone, wanted: formatter(date, wanted))

    @wraps(formatter.__call__)
    def formatted(date: Any, date_format: str) -> str:
        try:
            # dates of two zones can be equal and be said in two ways
            return remembered(date, getattr(date, "tzinfo", None), date_format)
        except TypeError:
            return formatter(date, date_format)  # it is no date

    return formatted


def _telling(function: Callable[..., Any], chance: str | None) -> Callable[..., Any]:
    """A filter or test that tells of what it depends on. It takes the context so that Jinja never calls it at
    compile time, where nothing would be noted.
    """
    passed = _PassArg.from_obj(function)
    is_plain = passed is None and not chance and _known(function)

    @wraps(function)
    def told(context: TracedContext, *args: Any, **kwargs: Any) -> Any:
        if is_plain:
            return function(*args, **kwargs)
        if passed is not None:
            first = {
                _PassArg.context: context,
                _PassArg.eval_context: context.eval_ctx,
                _PassArg.environment: context.environment,
            }
            args = (first[passed], *args)
        if chance:
            recorder.give_up("`random` asks chance")
        return _watched_call(function, context.environment.facts, *args, **kwargs)

    told.untraced = function  # ty: ignore[missing-attribute] - by which `prepare` knows it
    return pass_context(told)


def source_digest(env: jinja2.Environment, name: str, folder: Path) -> bytes | None:
    """The digest of the template called `name`, which may lie in the folder of contents, or None."""
    with recorder.files(None), recorder.paused():
        try:
            return digest(env.loader.get_source(env, name)[0])  # ty: ignore[missing-union-attribute] - Pelican's have one
        except TemplateNotFound:
            path = folder / name
            return digest(path.read_bytes()) if path.is_file() else None
