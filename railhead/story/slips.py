"""What was most likely meant where front matter is not YAML: the place to mend, and the line as it should be.

A parser of YAML tells where it lost its way, which is often lines behind the slip, in words for who writes parsers.
"""

import re
from typing import Any, NamedTuple

import yaml

LONGEST_SHOWN = 60
FIELD = re.compile(r"(?P<head>\s*(?:- +)*(?P<name>[\w-]+):[ \t]+|\s*(?:- +)+)(?P<value>\S.*)")
NAME = re.compile(r"(?P<before>\s*(?:- +)*)(?P<name>[A-Za-z_][\w-]*)(?P<sign>:(?=[^\s:/])|\s*=\s*)(?P<value>.*)")
NO_SPACE = re.compile(r"(\s*)-([A-Za-z_][\w-]*:(?: .*)?)")
BEGINS_FIELD = re.compile(r"(\s*(?:- +)*)[\w-]+:(\s|$)")
# what a value without quotes cannot begin with, as YAML gives it a meaning of its own
SIGNS = "@`%*&!|>"
CLOSING = {"[": "]", "{": "}"}

Stop = Any  # a yaml.MarkedYAMLError, which has a problem and its mark where a parser raised it
Last = Any  # a yaml.Event, or None


class Slip(NamedTuple):
    """A slip at a line and column, both counted from 1. `mended` is that line as it was meant; None where nobody can
    tell.
    """

    line: int
    column: int
    wrong: str
    right: str
    mended: str | None = None


def found(error: yaml.MarkedYAMLError, lines: list[str], last: yaml.Event | None) -> Slip:
    """The Slip by which an error came about; `last` is the last thing that could be read before it."""
    mark: Any = error.problem_mark
    for rule in (_tab, _quote, _behind_quote, _sign, _unclosed, _colon, _no_field, _indentation):
        if slip := rule(error, lines, last):
            return slip
    line, column = min(mark.line, len(lines) - 1), mark.column
    right = "write `name: value`, indent with spaces and quote values that hold `: ` or begin with a sign"
    return Slip(line + 1, column + 1, f"this is not YAML: {error.problem}", right)


def _tab(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    for mark in filter(None, (error.context_mark, error.problem_mark)):
        line = lines[min(mark.line, len(lines) - 1)]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            mended = indent.replace("\t", "  ") + line.lstrip()
            return Slip(mark.line + 1, line.index("\t") + 1, "the line is indented with a tab", "use spaces", mended)
    return None


def _quote(error: Stop, lines: list[str], last: Last) -> Slip | None:
    """A quote that is not closed, or only by the one that opens another value; or a backslash between quotes."""
    if "quoted scalar" in (error.context or ""):
        mark = error.context_mark
        if "escape" in error.problem:
            wrong = "a backslash between double quotes begins an escape of YAML, and this is none"
            return _requoted(lines, error.problem_mark.line, error.problem_mark.column, wrong)
        wrong = "the quote that opens here is not closed"
    elif _is_quoted(last) and last.end_mark.line > last.start_mark.line:
        mark = last.start_mark
        wrong = f"the quote that opens here is closed only on line {last.end_mark.line + 1}"
    else:
        return None
    line = lines[mark.line]
    sign, rest = line[mark.column], line[mark.column + 1 :].rstrip()
    if sign == "'" and not FIELD.fullmatch(line[: mark.column] + "x"):
        return Slip(mark.line + 1, mark.column + 1, wrong, f"write a {sign} at the end of the value as well")
    if sign == "'":  # it may well be an apostrophe
        mended = f'{line[: mark.column]}"{line[mark.column :].rstrip()}"' if '"' not in rest else None
        right = f"close it at the end of the value, or put a value that begins with ' in double quotes{_shown(mended)}"
    else:
        mended = f"{line.rstrip()}{sign}" if sign not in rest else None
        right = f"write a {sign} at the end of the value as well{_shown(mended)}"
    return Slip(mark.line + 1, mark.column + 1, wrong, right, mended)


def _is_quoted(event: Last) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.style in {"'", '"'}


def _behind_quote(error: Stop, lines: list[str], last: Last) -> Slip | None:
    mark = error.problem_mark
    if not _is_quoted(last) or last.end_mark.line != mark.line:
        return None
    sign = "'" if last.style == '"' else '"'
    wrong = f"the text goes on behind the {last.style} that ends it"
    return _requoted(
        lines, mark.line, mark.column, wrong, f"put all of it in quotes of another kind, {sign} before and behind it"
    )


def _requoted(
    lines: list[str], line: int, column: int, wrong: str, right: str = "put the value in single quotes"
) -> Slip:
    """The Slip of a value that is to be in quotes of another kind, or in some."""
    field = FIELD.fullmatch(lines[line].rstrip())
    mended = None
    if field:
        value = field["value"]
        if right == "put the value in single quotes" and value[:1] == value[-1:] == '"':
            value = value[1:-1]
        mended = field["head"] + _in_quotes(value)
    return Slip(line + 1, column + 1, wrong, right + _shown(mended), mended)


def _in_quotes(value: str) -> str:
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _shown(mended: str | None) -> str:
    """A line as it should be, to be put behind a sentence, unless it is too long to be taken in there."""
    text = (mended or "").strip()
    return f": `{text}`" if text and len(text) <= LONGEST_SHOWN else ""


def _sign(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    for mark in filter(None, (error.context_mark, error.problem_mark)):
        field = FIELD.fullmatch(lines[min(mark.line, len(lines) - 1)].rstrip())
        if field and field["value"][0] in SIGNS and mark.column >= field.start("value"):
            sign = field["value"][0]
            wrong = f"a value without quotes cannot begin with {sign}"
            return _requoted(lines, mark.line, field.start("value"), wrong, "put it in quotes")
    return None


def _unclosed(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    """A [ or { that is not closed on its line, or something within it that is no entry."""
    if "flow" not in (error.context or "") or not error.context_mark:
        return None
    mark, line = error.context_mark, lines[error.context_mark.line]
    sign = line[mark.column : mark.column + 1]
    if sign not in CLOSING:
        return None
    if error.problem_mark.line == mark.line:
        wrong = f"what stands here cannot be read as a part of what {sign} opens"
        right = f"put commas between the parts, and in quotes what holds one, or `: ` or any of {' '.join('[]{}')}"
        return Slip(mark.line + 1, error.problem_mark.column + 1, wrong, right)
    mended = f"{line.rstrip()}{CLOSING[sign]}" if line.count(sign) == line.count(CLOSING[sign]) + 1 else None
    right = f"write {CLOSING[sign]} behind its last part{_shown(mended)}"
    return Slip(mark.line + 1, mark.column + 1, f"the {sign} that opens here is not closed", right, mended)


def _colon(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    """A second `: ` in a value."""
    mark = error.problem_mark
    field = FIELD.fullmatch(lines[min(mark.line, len(lines) - 1)].rstrip())
    if "mapping values" not in error.problem or not field or mark.column < field.start("value"):
        return None
    wrong = "the value holds `: `, behind which YAML expects another value"
    return _requoted(lines, mark.line, mark.column, wrong, "put all of it in quotes")


def _no_field(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    """A line that is not written as a field, on which YAML only stumbled in the next one."""
    marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark]
    for number in sorted({n for mark in marks for n in (mark, mark - 1) if 0 < n < len(lines)}):
        line = lines[number]
        if name := NAME.fullmatch(line):
            mended = f"{name['before']}{name['name']}: {name['value']}"
            said = "has no space behind its colon" if name["sign"] == ":" else "has `=` in the place of a colon"
            column = name.end("name") + 1
            return Slip(number + 1, column, f"`{name['name']}` {said}", f"write `{name['name']}: value`", mended)
        if item := NO_SPACE.fullmatch(line):
            wrong = "the entry has no space behind its hyphen"
            return Slip(number + 1, len(item[1]) + 1, wrong, "write `- `", f"{item[1]}- {item[2]}")
    if "could not find expected ':'" in error.problem and error.context_mark:
        number = error.context_mark.line
        before = _beside(lines, number)
        mended = f"{' ' * (before + 2)}{lines[number].strip()}" if before is not None else None
        right = "indent it, if it goes on from the line above, or write `name: value`"
        return Slip(number + 1, error.context_mark.column + 1, "this line begins no field", right, mended)
    return None


def _beside(lines: list[str], number: int) -> int | None:
    """The column, from 0, of the name of the field before a line; None where there is none."""
    for line in reversed(lines[1:number]):
        if field := BEGINS_FIELD.match(line):
            return len(field[1])
    return None


def _indentation(error: Stop, lines: list[str], _last: Last) -> Slip | None:
    number = min(error.problem_mark.line, len(lines) - 1)
    field, column = BEGINS_FIELD.match(lines[number]), _beside(lines, number)
    if not field or column is None or "-" in field[1] or len(field[1]) == column:
        return None
    wrong = f"the line is indented by {_spaces(len(field[1]))}, and the field before it by {_spaces(column)}"
    return Slip(number + 1, 1, wrong, "indent fields of one group alike", f"{' ' * column}{lines[number].lstrip()}")


def _spaces(number: int) -> str:
    return f"{number} space{'s' if number != 1 else ''}"
