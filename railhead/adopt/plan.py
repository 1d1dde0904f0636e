"""What the answers change: in settings, in the tokens of the theme, and at the first adoption in the content.

Nothing is written here: each function returns a Plan, which `writing` carries out.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from string import Template

from railhead import address, assignments, files, tokens
from railhead.story.entries import Entry
from railhead.story.fields import address_of

from .answers import Site, sections_in

TEMPLATES = Path(__file__).parent / "templates"
PAGES = ("404.md", "about.md", "contact.md", "corrections-policy.md", "privacy.md", "verification.md")
EXAMPLE, ICON = "how-to-read-our-stories.md", "favicon.svg"
# which setting an answer is, in pelicanconf.py
SETTINGS = {
    "name": "SITENAME",
    "subtitle": "SITESUBTITLE",
    "desk": "AUTHOR",
    "time_zone": "TIMEZONE",
    "contact": "CONTACT",
    "sections": "SECTIONS",
}
# what files become, by their path in the project; None for one that goes
Plan = dict[str, bytes | None]


def settings(root: Path, answers: Mapping[str, str], site: Site, day: date) -> Plan:
    """A Plan that writes the answers into pelicanconf.py and publishconf.py, which lie in the folder `root`.

    Unless readers may know ids of the feeds, new ones begin with the site's host and `day`, as `permanent` says.
    """
    values: dict[str, object] = {SETTINGS[name]: answers[name] for name in SETTINGS}
    values["SECTIONS"] = sections_in(answers["sections"])
    values["CONTACT"] = answers["contact"] or None
    if not site.keeps_ids(answers["address"]):  # else what readers have read would all be new to them
        values |= permanent(answers["name"], answers["address"], day)
    return {
        "pelicanconf.py": assignments.edited(_text(root / "pelicanconf.py"), values, "pelicanconf.py").encode(),
        "publishconf.py": assignments.edited(
            _text(root / "publishconf.py"), {"SITEURL": answers["address"]}, "publishconf.py"
        ).encode(),
    }


def permanent(name: str, site: str, day: date) -> dict[str, object]:
    """The settings that never change again: what ids in feeds begin with, and the JSON feed's key for its own object.

    The ids are tag URIs (RFC 4151), which need a host and a `day` on which it was the site's: `site` is its address.
    """
    own = address_of(name).replace("-", "_")
    return {
        "FEED_ID_PREFIX": f"tag:{address.host(site)},{day.isoformat()}:",
        "FEED_JSON_OBJECT": f"_{own}" if own[:1].isalpha() and own.isascii() else f"_site_{own}",
    }


def theme(root: Path, accent: str, site: Site) -> Plan:
    """A Plan that sets the accent colour in tokens.css, and one fit for the dark scheme.

    The first time, it also turns off the railway track in masthead and cards, which is for this name alone.
    """
    folder = root / "theme"
    path, colours = tokens.path_in(folder), tokens.colours(folder)
    text = _text(path)
    if accent != colours["accent"].light:
        dark = tokens.firm(accent, tokens.grounds(colours, "dark"))
        text = _with(text, path, "accent", f"light-dark({accent}, {dark})")
    if not site.is_adopted and tokens.has_track(folder):
        text = _with(text, path, tokens.TRACK, "0")
    return {path.relative_to(root).as_posix(): text.encode()}


def _with(text: str, path: Path, name: str, value: str) -> str:
    token = tokens.named(text, path)[name]
    return text[: token.start] + value + text[token.end :]


def pages(answers: Mapping[str, str]) -> Plan:
    """The pages of a site about itself, with questions for whoever writes them, and its icon."""
    known = {"about": _yaml(f"About {answers['name']}"), "subtitle": _yaml(answers["subtitle"])}
    known["ways"] = _ways(answers["contact"])
    made: Plan = {f"content/pages/{name}": _filled(name, known) for name in PAGES}
    letter = next((sign for sign in answers["name"] if sign.isalnum()), "•")
    made[f"content/extra/{ICON}"] = _filled(ICON, {"letter": escape(letter.upper()[:1]), "accent": answers["accent"]})
    return made


def example(answers: Mapping[str, str], day: date) -> Plan:
    """A story that is true of any site, and shows how one is written."""
    known = {
        "day": day.isoformat(),
        "section": _yaml(next(iter(sections_in(answers["sections"])), "News")),
        "name": _yaml(answers["name"]),
        "verification": _yaml(f"{answers['address']}/verification/"),
    }
    return {f"content/stories/{day.year}/{EXAMPLE}": _filled(EXAMPLE, known)}


def removal(root: Path, entries: Iterable[Entry]) -> Plan:
    """A Plan that deletes the files of all `entries` but pages: of stories, threads, authors and equipment.

    With them go the pictures that their texts name and no page does, and the record of what the stories said.
    """
    going, staying = [], []
    for entry in entries:
        (staying if entry.kind == "page" else going).append(entry)
    records = [f"published/{entry.id}.txt" for entry in going if entry.id]
    pictures = _pictures(root, going) - _pictures(root, staying)
    gone = [*(entry.path for entry in going), *records, *sorted(pictures)]
    return {path: None for path in gone if (root / path).is_file()}


def _pictures(root: Path, entries: Iterable[Entry]) -> set[str]:
    """The paths of the pictures that the files of these entries name."""
    texts, folder = [_text(root / entry.path) for entry in entries], root / "content/images"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(root).as_posix()
        for path in paths
        if any(path.relative_to(folder).as_posix() in text for text in texts)
    }


def _filled(name: str, known: Mapping[str, str]) -> bytes:
    # a `$` in an answer is a sign like others: what was filled in is not looked at again
    return Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(known).encode()


def _ways(contact: str) -> str:
    """The part of the contact page on how readers reach the desk; nothing where nobody has said."""
    if not contact:
        return ""
    address = contact if contact.startswith(("http://", "https://")) else f"mailto:{contact}"
    return f"\n## How to reach us {{#desk}}\n\n[{contact.removeprefix('https://')}]({address})\n"


def _yaml(text: str) -> str:
    """A text as a value in YAML. A JSON string is one, whatever signs are in the text."""
    return json.dumps(text, ensure_ascii=False)


def _text(path: Path) -> str:
    return files.read(path).decode()
