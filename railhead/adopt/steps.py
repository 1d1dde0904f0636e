"""One adoption, from beginning to end.

It cannot write what only an owner knows, such as who pays for the site: at the end, it says what is left to do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead import address, files, tokens
from railhead.build import settings_in
from railhead.errors import SiteError, named
from railhead.paths import LIVE_SETTINGS, ROOT, SETTINGS
from railhead.story.reader import read_all

from . import plan, writing
from .answers import QUESTIONS, Site, faults, tidied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railhead.story.entries import Entry

Say = Callable[[str], object]
Ask = Callable[[str], str]


def adopt(given: Mapping[str, str], say: Say, ask: Ask | None, *, remove_stories: bool) -> None:
    """Make the site that of whoever answers. `given` are the answers that options have; the others are asked for if
    `ask` can, and else are what the site has. Raises SiteError, and writes nothing, for whatever cannot be.
    """
    settings = settings_in(SETTINGS)
    # by themselves, since some of what is written may have problems
    entries = [reading.entry for reading in read_all(settings)[0]]
    site = _site(settings, entries)
    answers = tidied({name: answer for name, answer in given.items() if answer})
    _stop([*faults(answers, site), *_removal_faults(site, remove_stories=remove_stories)])
    if ask:
        answers |= _asked(answers, site, say, ask)
    whole = {**_defaults(answers, site), **answers}
    _stop(faults(whole, site))
    old = [entry for entry in entries if entry.kind != "page"]
    if ask and old and not site.is_adopted and not remove_stories:
        question = (
            f"Take out the project's own stories ({named([entry.path for entry in old])}), and leave an example? "
        )
        remove_stories = ask(f"{question}[y/N] ").strip().lower() in {"y", "yes"}
    changed = writing.changes(ROOT, _planned(whole, site, old if remove_stories else []))
    if not changed:
        say("Nothing is to be changed.")
        return
    writing.refuse_uncommitted(ROOT, changed)
    writing.write(ROOT, changed)
    _tell(changed, site, whole, say)


def _planned(answers: Mapping[str, str], site: Site, removed: list[Entry]) -> plan.Plan:
    day = datetime.now(UTC).date()
    planned = {**plan.settings(ROOT, answers, site, day), **plan.theme(ROOT, answers["accent"], site)}
    if not site.is_adopted:
        planned |= plan.pages(answers)
    if removed:
        planned |= plan.removal(ROOT, removed) | plan.example(answers, day)
    return planned


def _site(settings: Mapping[str, Any], entries: list[Entry]) -> Site:
    try:
        colours = tokens.colours(ROOT / "theme")
    except SyntaxError as error:
        where = f"{tokens.path_in(Path('theme'))}:{error.lineno}:1"
        raise SiteError(f"{where}: {error.msg}. Nothing was written.") from None
    now = {name: settings[key] or "" for name, key in plan.SETTINGS.items()}
    now |= {
        "sections": ", ".join(settings["SECTIONS"]),
        "address": settings_in(LIVE_SETTINGS)["SITEURL"],
        "accent": colours["accent"].light,
    }
    project = tomllib.loads(files.read(ROOT / "pyproject.toml").decode())["project"]["name"]
    sections = frozenset(entry.category for entry in entries if entry.category)
    return Site(project, settings["FEED_ID_PREFIX"], tokens.grounds(colours, "light"), sections, now)


def _defaults(answers: Mapping[str, str], site: Site) -> dict[str, str]:
    """What the site has where nobody answers; nothing that is the project's own."""
    if site.is_adopted:
        return dict(site.now)
    desk = f"{answers.get('name', '')} desk".strip()
    kept = {name: site.now[name] for name in ("time_zone", "accent")}
    return {**dict.fromkeys(QUESTIONS, ""), **kept, "desk": desk}


def _asked(answers: Mapping[str, str], site: Site, say: Say, ask: Ask) -> dict[str, str]:
    """Answers to what has none yet; each question is asked until it is answered well."""
    made: dict[str, str] = {}
    for name, question in QUESTIONS.items():
        default = _defaults({**answers, **made}, site)[name]
        while name not in answers and name not in made:
            typed = ask(f"{question.asked}{f' [{default}]' if default else ''}: ")
            answer = tidied({name: typed})[name] or default
            wrong = list(faults({name: answer}, site))
            for line in wrong:
                say(line)
            if not wrong:
                made[name] = answer
    return made


def _removal_faults(site: Site, *, remove_stories: bool) -> list[str]:
    if remove_stories and site.is_adopted:
        what = "Which stories are the project's own and which are yours cannot be told any more"
        return [f"{what}; take out those that should go by `git rm content/stories/YEAR/NAME.md`."]
    return []


def _stop(told: Iterable[str]) -> None:
    """Raise SiteError if anything is told, a sentence each."""
    if told := list(told):
        raise SiteError("\n".join([*told, "Nothing was written."]))


def _tell(changed: plan.Plan, site: Site, answers: Mapping[str, str], say: Say) -> None:
    written = [path for path, data in changed.items() if data is not None]
    gone = [path for path, data in changed.items() if data is None]
    say(f"Written: {', '.join(written)}.")
    if gone:
        say(f"Taken out: {', '.join(gone)}.")
    say("`git diff` shows what was changed, `git status` what is new; commit both.")
    for line in _left(changed, site, answers):
        say(f"Left to do: {line}")


def _left(changed: plan.Plan, site: Site, answers: Mapping[str, str]) -> list[str]:
    """What no answer can do, a sentence each."""
    left = []
    if any(path.startswith("content/pages/") for path in changed):
        left.append("answer the questions in content/pages/, of which `python3 tasks.py check` has the list.")
        left.append("look at content/extra/favicon.svg, the icon, and at README.md, which is the project's.")
    if any(path.endswith(plan.EXAMPLE) for path in changed):
        left.append("keep or delete the example story, and write your own: `python3 tasks.py new`.")
    if address.is_reserved(answers["address"]):
        left.append("adopt again with an address that readers can reach, and before you publish.")
    if site.is_adopted:
        left += filter(None, (_old(name, site, answers) for name in ("name", "address")))
    if not settings_in(LIVE_SETTINGS)["DEPLOY_TO"]:
        left.append("say in publishconf.py where the site goes: `DEPLOY_TO`, as docs/deploying.md has it.")
    return left


def _old(name: str, site: Site, answers: Mapping[str, str]) -> str | None:
    """Where texts still have what an answer was before, in a sentence; None where it is the same, or in none."""
    before = site.now[name]
    if before == answers[name]:
        return None
    texts = sorted((ROOT / "content").rglob("*.md"))
    places = [path.relative_to(ROOT).as_posix() for path in texts if before.encode() in path.read_bytes()]
    return f"put the new {name} in the place of the old one in {named(places)}." if places else None
