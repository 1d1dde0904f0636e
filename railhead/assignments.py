"""What a file of settings assigns to names: where that stands, and the same file with other values.

Files are taken apart by Python's own parser, so that comments, and everything else around a value, stay as they are.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .characters import in_line
from .errors import SiteError

WIDTH = 120  # columns, as the formatter has them


class Assignment(NamedTuple):
    """A value in a file: from which byte to which it stands, its line, and what it is; None where it is worked out."""

    start: int
    end: int
    line: int
    value: object


def find(text: str, name: str, file: str) -> Assignment | None:
    """What the text of a file assigns to a name last, or None where it does not. Raises SiteError, which names the
    file, where the text does not parse, and where the name is given a value in another way than `NAME = value`.
    """
    found = None
    for statement in _parsed(text, file).body:
        value = _assigned(statement, name)
        if value is None:
            _refuse_others(statement, name, file)
            continue
        starts = [0, *(end.end() for end in re.finditer(rb"\n", text.encode()))]
        start = starts[value.lineno - 1] + value.col_offset
        end = starts[(value.end_lineno or value.lineno) - 1] + (value.end_col_offset or 0)
        found = Assignment(start, end, statement.lineno, _literal(value))
    return found


def edited(text: str, values: Mapping[str, object], file: str) -> str:
    """The `text` of a file of settings with these `values`. Names that it does not assign are added at the end.

    Raises SiteError as `find`, and where a value is worked out there: what is typed would be lost.
    """
    made = text
    for name, value in values.items():
        known = find(made, name, file)
        if known is None:
            made = f"{made}{'' if made.endswith(chr(10)) or not made else chr(10)}{name} = {_line(name, value)}\n"
        elif known.value is None and _source(made, known) != "None":
            what = f"`{name}` is worked out here; write its value, {_written(value)}, or try again with a plain value"
            raise SiteError(f"{file}:{known.line}:1: {what}")
        elif known.value != value or type(known.value) is not type(value):
            data = made.encode()
            made = (data[: known.start] + _line(name, value).encode() + data[known.end :]).decode()
    _compare(text, made, values, file)
    return made


def _compare(text: str, made: str, values: Mapping[str, object], file: str) -> None:
    """Raise SiteError where the new text says anything but the values, and what the old one said otherwise."""
    before, after = ([ast.dump(s) for s in _others(t, values, file)] for t in (text, made))
    wrong = [
        name for name, value in values.items() if (known := find(made, name, file)) is None or known.value != value
    ]
    if before != after or wrong:
        raise SiteError(
            f"{file}:1:1: it is not understood well enough to be changed; put each setting on a line of its own"
        )


def _others(text: str, values: Mapping[str, object], file: str) -> Iterator[ast.stmt]:
    for statement in _parsed(text, file).body:
        if not any(_assigned(statement, name) for name in values):
            yield statement


def _parsed(text: str, file: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise SiteError(f"{file}:{error.lineno or 1}:{error.offset or 1}: {error.msg}; mend that first") from None
    except ValueError as error:  # a zero byte
        raise SiteError(f"{file}:1:1: this is no Python ({error}); mend that first") from None


def _assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    """The value that a statement gives to a name, and to none beside it."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
            return value
        case ast.AnnAssign(target=ast.Name(id=target), value=value) if target == name:
            return value
    return None


def _refuse_others(statement: ast.stmt, name: str, file: str) -> None:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            what = f"`{name}` gets a value in a way that cannot be changed"
            right = f"write it as `{name} = ...`, on a line of its own that is not indented"
            raise SiteError(f"{file}:{node.lineno}:{node.col_offset + 1}: {what}; {right}")


def _literal(value: ast.expr) -> object:
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _source(text: str, known: Assignment) -> str:
    return text.encode()[known.start : known.end].decode()


def _line(name: str, value: object) -> str:
    """A value as the formatter would put it behind its name: a list that is too long for the line has one for each."""
    written = _written(value)
    if not isinstance(value, list) or _width(f"{name} = {written}") <= WIDTH:
        return written
    return "[\n" + "".join(f"    {_written(item)},\n" for item in value) + "]"


def _written(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A text in double quotes, or in single ones where fewer signs need a backslash."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    signs = (f"\\{sign}" if sign in {quote, "\\"} else in_line(sign) for sign in text)
    return quote + "".join(signs) + quote


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
