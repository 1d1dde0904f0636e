"""What code may ask for beside its arguments and files, found by following it without running it.

To watch every call while a file is read or a page is rendered makes Python four times as slow. So what a function, a
class or an object can reach is looked through once: all that it names, and all that these name in turn. Where nothing
among it asks the clock, chance, the environment or the machine, there is nothing to watch for; what it opens, looks for
and starts is told of by Python's audit events. Code that cannot be followed is held to ask.
"""

from __future__ import annotations

import builtins
import dis
import functools
import sys
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import TYPE_CHECKING, Any

from .digests import Reference, is_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CLOCK, CHANCE, ENVIRONMENT, SYSTEM = "the clock", "chance", "an environment variable", "the system"
MACHINE = "this machine"
UNFOLLOWED = "code that cannot be followed"
# of which a watch on all calls tells whether they were asked
WATCHED = frozenset({CLOCK, CHANCE, ENVIRONMENT, SYSTEM})
SYSTEM_CALLS = ("getpid", "getppid", "getlogin", "uname", "times", "getloadavg", "cpu_count")
# packages that ask nothing of the kind, or of which it is known where they do
TRUSTED = frozenset({
    *("pelican", "pelican_incremental", "jinja2", "markupsafe", "markdown", "docutils", "pygments", "bs4", "soupsieve"),
    *("typogrify", "smartypants", "blinker", "feedgenerator", "unidecode", "yaml", "rich", "ordered_set"),
})  # fmt: skip
# attributes that give away what is asked, whatever they are attributes of
TELLING = {
    **dict.fromkeys(("now", "utcnow", "today"), CLOCK),
    **dict.fromkeys(("urandom", "getrandom", "SystemRandom"), CHANCE),
    **dict.fromkeys(("environ", "environb", "getenv", "getenvb", "expandvars"), ENVIRONMENT),
}
# of Python's own modules: what all of it asks, but for the names after it
MODULES: dict[str, tuple[str, frozenset[str]]] = {
    "time": (
        CLOCK,
        frozenset({"sleep", "strptime", "mktime", "struct_time", "tzset", "tzname", "timezone", "altzone"}),
    ),
    "random": (CHANCE, frozenset()),
    "_random": (CHANCE, frozenset()),
    "secrets": (CHANCE, frozenset({"compare_digest"})),
    "uuid": (CHANCE, frozenset({"UUID", "uuid3", "uuid5", "NAMESPACE_URL", "NAMESPACE_DNS"})),
    "platform": (MACHINE, frozenset({"python_version", "python_version_tuple", "python_implementation", "system"})),
    "getpass": (ENVIRONMENT, frozenset()),
    "pwd": (MACHINE, frozenset()),
    "grp": (MACHINE, frozenset()),
    "resource": (MACHINE, frozenset()),
    "dbm": ("a database", frozenset()),
    "shelve": ("a database", frozenset()),
    "ctypes": (UNFOLLOWED, frozenset()),
    "dateutil": (CLOCK, frozenset({"relativedelta", "rrule", "tz", "utils", "isoparse", "isoparser"})),
}
# and single functions of others
FUNCTIONS = {
    **{("os", name): SYSTEM for name in SYSTEM_CALLS},
    **{("shutil", name): MACHINE for name in ("which", "disk_usage", "get_terminal_size")},
    **{("email.utils", name): CLOCK for name in ("formatdate", "localtime", "make_msgid")},
    ("sys", "argv"): "the command line",
    ("jinja2.utils", "generate_lorem_ipsum"): CHANCE,
    ("pelican.utils", "get_date"): CLOCK,
    **{("builtins", name): UNFOLLOWED for name in ("eval", "exec", "compile", "__import__")},
    ("builtins", "input"): "the keyboard",
}
DESCRIPTORS = (MethodDescriptorType, WrapperDescriptorType, GetSetDescriptorType, MemberDescriptorType)
PLAIN = (str, bytes, int, float, complex, bool, type(None))


class Reach:
    """What `roots`, functions, classes and objects, reach, where they find values in `settings` by their names.

    `modules` are those that they are made of, by name, beside Python's own and the trusted ones, and `holds` the lists,
    maps and sets that they have in their variables.
    """

    def __init__(self, roots: Iterable[Any], settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._reasons: list[str] = []
        self.modules: dict[str, ModuleType] = {}
        self.holds: list[Any] = []
        self._seen: set[int] = set()
        self._kept: list[Any] = []  # so that no id is given to another
        waiting = list(roots)
        while waiting and (self.asks is None or self.asks in WATCHED):
            value = waiting.pop()
            if id(value) not in self._seen and not isinstance(value, PLAIN):
                self._seen.add(id(value))
                self._kept.append(value)
                if isinstance(value, dict | list | set) and not isinstance(value, Reference) and not is_settings(value):
                    self.holds.append(value)
                waiting += self._follow(value)

    @property
    def asks(self) -> str | None:
        """What the code may ask for; if it is something that cannot be watched, that."""
        return min(self._reasons, key=WATCHED.__contains__, default=None)

    def _ask(self, what: str) -> list[Any]:
        self._reasons.append(what)
        return []

    def _follow(self, value: Any) -> list[Any]:
        """The values, such as functions and classes, that a value refers to."""
        parts = _parts(value)
        if parts is not None:
            return parts
        if isinstance(value, FunctionType):
            return self._follow_function(value)
        if isinstance(value, BuiltinFunctionType):
            return self._follow_builtin(value)
        if isinstance(value, type):
            return self._follow_class(value)
        known, _ = _known(type(value).__module__, type(value).__qualname__)
        return [type(value), *([] if known else getattr(value, "__dict__", {}).values())]

    def _follow_function(self, function: FunctionType) -> list[Any]:
        known, what = _known(function.__module__, function.__qualname__)
        if known:
            return self._ask(what) if what else []
        self._note_module(function.__module__)
        found = self._follow_code(function.__code__, function.__globals__)
        for cell in function.__closure__ or ():
            try:
                found.append(cell.cell_contents)
            except ValueError:
                continue
        return [*found, *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]

    def _follow_builtin(self, function: BuiltinFunctionType) -> list[Any]:
        owner = function.__self__
        module = function.__module__ or (owner.__name__ if isinstance(owner, ModuleType) else None)
        if module is None:
            return [owner] if not isinstance(owner, type) else []  # a method of an object of Python's own
        module = {"posix": "os", "nt": "os", "_io": "io"}.get(module, module)
        known, what = _known(module, function.__name__)
        return self._ask(what if known and what else UNFOLLOWED) if what or not known else []

    def _follow_class(self, kind: type) -> list[Any]:
        found: list[Any] = []
        for base in kind.__mro__:
            known, what = _known(base.__module__, base.__qualname__)
            if what:
                return self._ask(what)
            if known:
                continue
            if not base.__flags__ & (1 << 9):  # Python's Py_TPFLAGS_HEAPTYPE: one that C defines has it not
                return self._ask(UNFOLLOWED)
            self._note_module(base.__module__)
            found += [getattr(item, "func", item) for item in list(vars(base).values())]
        return found

    def _follow_code(self, code: CodeType, names: dict[str, Any]) -> list[Any]:
        """What a code object names, where global names have the values `names`."""
        own, attributes, imports = names_of(code)
        for name in (own | attributes) & TELLING.keys():
            self._ask(TELLING[name])
        for name in imports & MODULES.keys() - sys.modules.keys():
            self._ask(MODULES[name][0])
        values = [names.get(name, getattr(builtins, name, None)) for name in own]
        for name in imports:
            # a relative one bears no dots here, and may lead from any package that this one lies in
            packages = _above(names.get("__package__"))
            values += [sys.modules.get(place) for place in (name, *(f"{package}.{name}" for package in packages))]
        found = [value for value in values if not isinstance(value, ModuleType)]
        found += self._follow_attributes([value for value in values if isinstance(value, ModuleType)], attributes)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                found += self._follow_code(constant, names)
            elif isinstance(constant, str) and not isinstance(self._settings.get(constant), PLAIN):
                found.append(self._settings[constant])
        return found

    def _follow_attributes(self, modules: list[ModuleType], attributes: set[str]) -> list[Any]:
        """What code that knows these modules may find in them under the names of its attributes."""
        found: list[Any] = []
        for module in modules:  # grows as modules are found in modules
            for name in attributes & vars(module).keys():
                known, what = _known(module.__name__, name)
                if what:
                    self._ask(what)
                    continue
                value = vars(module)[name]
                if isinstance(value, ModuleType):
                    modules += [value] if value not in modules else []
                elif not known:
                    found.append(value)
        return found

    def _note_module(self, name: str) -> None:
        if name in sys.modules:
            self.modules[name] = sys.modules[name]


def _above(package: str | None) -> list[str]:
    """A package and those that it lies in."""
    parts = (package or "").split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1) if parts[0]]


def _parts(value: Any) -> list[Any] | None:
    """What a value is made of, or None where it is code or an object of a class."""
    if isinstance(value, Reference):
        return []  # a list or a map of contents, or one of them, which tell by themselves what is read of them
    if isinstance(value, MethodType):
        return [value.__func__, value.__self__]
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, property):
        return [function for function in (value.fget, value.fset) if function]
    if isinstance(value, dict):
        return [] if is_settings(value) else [item for item in value.values() if not isinstance(item, PLAIN)]
    if isinstance(value, list | tuple | set | frozenset):
        return [item for item in value if not isinstance(item, PLAIN)]
    if isinstance(value, (*DESCRIPTORS, ModuleType)):
        return []
    # static and class methods, and functools' caches
    return [value.__wrapped__] if hasattr(value, "__wrapped__") and not isinstance(value, FunctionType) else None


def codes_of(code: CodeType) -> Iterable[CodeType]:
    """A code object, and those of the functions and classes that are defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_of(constant)


@functools.cache
def names_of(code: CodeType) -> tuple[set[str], set[str], set[str]]:
    """(global names, attributes and names imported from modules, modules) of a code object."""
    own, attributes, imports = set(), set(), set()
    for step in dis.get_instructions(code):
        if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            own.add(step.argval)
        elif step.opname == "IMPORT_NAME":
            imports.add(step.argval)
        elif step.opname.startswith(("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER", "IMPORT_FROM")):
            attributes.add(step.argval)
    return own, attributes, imports


def _known(module: str | None, name: str) -> tuple[bool, str | None]:
    """(whether it is known what a name of a module asks, what it asks or None)."""
    module = module or "builtins"
    top = module.partition(".")[0]
    if (module, name) in FUNCTIONS:
        return True, FUNCTIONS[module, name]
    if top in MODULES:
        what, harmless = MODULES[top]
        return True, None if {name.partition(".")[0], module.rpartition(".")[2]} & harmless else what
    # plugins lie in the namespace package pelican.plugins
    is_trusted = top in TRUSTED and not module.startswith("pelican.plugins.")
    return is_trusted or top in sys.stdlib_module_names, None
