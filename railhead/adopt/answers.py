"""What a site is asked for when it is made one's own, and what is wrong with an answer.

What an answer changes is worked out in `plan`, and nothing is asked at a terminal here: `steps` does that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from zoneinfo import available_timezones

from pydantic import TypeAdapter

from railhead import address, tokens
from railhead.story.fields import EMAIL, Address, Name, Names, Text, address_of
from railhead.story.validation import fault_of

LONGEST_SUBTITLE = 160


@dataclass(frozen=True)
class Site:
    """The site as it stands: what answers are held against.

    `project` is the name of the project in pyproject.toml, and `prefix` what ids in the feeds begin with (the setting
    FEED_ID_PREFIX). `grounds` are the colours that text is set on in the light scheme, `sections` the names of those
    that stories are in. `now` has what would be answered if all stayed as it is, by the names of QUESTIONS.
    """

    project: str
    prefix: str
    grounds: tuple[str, ...]
    sections: frozenset[str]
    now: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_adopted(self) -> bool:
        """Whether it has another name than the project itself, which is also that of the project's own site."""
        return address_of(self.now["name"]) != self.project

    def keeps_ids(self, new: str) -> bool:
        """Whether readers may have ids of its feeds already, or these are fit for the address `new`."""
        is_read = self.is_adopted and not address.is_reserved(self.now["address"])
        return is_read or f":{address.host(new)}," in self.prefix


@dataclass(frozen=True)
class Question:
    """Something that is asked: in which words, and whether an answer is needed."""

    asked: str
    is_needed: bool = False


QUESTIONS = {
    "name": Question("Name of the site", is_needed=True),
    "subtitle": Question("What it is about, in a line", is_needed=True),
    "address": Question("Its address, such as https://paper.example", is_needed=True),
    "time_zone": Question("Time zone, such as Europe/Berlin"),
    "contact": Question("How readers reach you: an e-mail address, or a page on the web"),
    "desk": Question("Who writes, where a story names nobody"),
    "sections": Question("Sections, in the order of the menu, with commas between"),
    "accent": Question("Colour of links, such as #0b3d66"),
}


def tidied(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are used: no spaces around them, an address without its last slash, a colour with its #."""
    made = {name: answer.strip() for name, answer in answers.items()}
    if "address" in made:
        made["address"] = made["address"].rstrip("/")
    if made.get("accent"):
        made["accent"] = f"#{made['accent'].lstrip('#')}".lower()  # a shell takes # for the beginning of a comment
    return made


def sections_in(answer: str) -> list[str]:
    """The names of sections that an answer has."""
    return [name.strip() for name in answer.split(",") if name.strip()]


def faults(answers: Mapping[str, str], site: Site) -> Iterator[str]:
    """Yield a sentence for each answer that cannot be."""
    for name, answer in answers.items():
        if not answer and not QUESTIONS[name].is_needed:
            continue
        if said := FAULTS[name](answer, site):
            yield said


def _typed(kind: TypeAdapter[object], value: object, name: str, right: str) -> str | None:
    """What pydantic says against a value, as a sentence about `name`."""
    said = fault_of(kind, value)
    return f"The {name} {said}; {right}." if said else None


def _name(answer: str, site: Site) -> str | None:
    if address_of(answer) == site.project:
        return f"The name is that of this project's own site: `{answer}`; choose one of your own."
    return _typed(TypeAdapter(Name), answer, "name", "write the name of the site as it stands on each page")


def _subtitle(answer: str, _site: Site) -> str | None:
    if len(answer) > LONGEST_SUBTITLE:
        return f"The sub-title is longer than {LONGEST_SUBTITLE} characters; say in a line what the site is about."
    return _typed(TypeAdapter(Text), answer, "sub-title", "say in a line what the site is about")


def _address(answer: str, _site: Site) -> str | None:
    right = "write one such as https://paper.example or https://paper.example/news"
    if not answer:
        return f"The address is empty; {right}."
    if answer.lower().startswith("http://"):
        return f"The address is not one of https: `{answer}`; {right}, where readers' browsers expect it."
    if address.fault(answer):
        return f"The address is none of a site: `{answer}`; {right}."
    return None


def _time_zone(answer: str, _site: Site) -> str | None:
    zones = available_timezones()
    if answer in zones:
        return None
    places = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
    near = get_close_matches(answer.lower().replace(" ", "_").rpartition("/")[2], places, 1)
    right = f"did you mean {places[near[0]]}?" if near else "write one such as Europe/Berlin."
    return f"The time zone is none of the IANA's: `{answer}`; {right}"


def _contact(answer: str, _site: Site) -> str | None:
    if EMAIL.fullmatch(answer):
        return None
    right = "write an e-mail address such as desk@paper.example, or that of a page, from https:// on"
    if answer.startswith(("http://", "https://")):
        return _typed(TypeAdapter(Address), answer, "contact", right)
    return f"The contact is neither an e-mail address nor one on the web: `{answer}`; {right}."


def _desk(answer: str, _site: Site) -> str | None:
    return _typed(TypeAdapter(Name), answer, "desk", "name who writes")


def _sections(answer: str, site: Site) -> str | None:
    names = sections_in(answer)
    if said := _typed(TypeAdapter(Names), names, "list of sections", "name each in a word or two"):
        return said
    spelled = {address_of(name): name for name in site.sections}
    for name in names:
        other = spelled.get(address_of(name), name)
        if other != name:
            return (
                f"The section `{name}` would have the address of `{other}`, which stories are in; spell it as they do."
            )
    return None


def _accent(answer: str, site: Site) -> str | None:
    if not tokens.is_colour(answer):
        return f"The colour cannot be `{answer}`; write it as #0b3d66 or 0b3d66."
    if tokens.is_firm(answer, site.grounds):
        return None
    contrast = min(tokens.contrast(answer, ground) for ground in site.grounds)
    better = tokens.firm(answer, site.grounds)
    return (
        f"The colour {answer} is too pale for words: its contrast is {contrast:.1f}:1, and text needs "
        f"{tokens.CONTRAST:.0f}:1; {better} is near it and has that."
    )


FAULTS: dict[str, Callable[[str, Site], str | None]] = {
    "name": _name,
    "subtitle": _subtitle,
    "address": _address,
    "time_zone": _time_zone,
    "contact": _contact,
    "desk": _desk,
    "sections": _sections,
    "accent": _accent,
}
