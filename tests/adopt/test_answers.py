"""What can be answered when a site is adopted: what is wrong is said in a sentence, and odd names are names as well."""

import pytest

from railhead import address
from railhead.adopt.answers import QUESTIONS, Site, faults, tidied

GROUNDS = ("#fdfdfd", "#f0f0f0")
NOW = dict.fromkeys(QUESTIONS, "") | {"name": "The Project", "address": "https://project.example"}
SITE = Site("the-project", "tag:project.example,2024:", GROUNDS, frozenset({"Breaking News"}), NOW)

WRONG = {
    "no name": ("name", "", "The name is empty;"),
    "a name of 200 characters": ("name", "x" * 200, "The name is longer than 80 characters;"),
    "a name without a letter": ("name", "{%}", "The name has no letter or digit"),
    "a name that is not seen": ("name", "Bus\u202e", "The name holds the character U+202E"),
    "the name of the project": ("name", "the project", "The name is that of this project's own site"),
    "a long sub-title": ("subtitle", "x" * 161, "The sub-title is longer than 160 characters;"),
    "http": ("address", "http://bus.example", "The address is not one of https: `http://bus.example`;"),
    "a bare host": ("address", "bus.example", "The address is none of a site: `bus.example`;"),
    "a query": ("address", "https://bus.example/?a", "The address is none of a site"),
    "a city": ("time_zone", "berlin", "did you mean Europe/Berlin?"),
    "an offset": ("time_zone", "GMT+25", "The time zone is none of the IANA's: `GMT+25`;"),
    "half an e-mail address": ("contact", "desk@", "The contact is neither an e-mail address nor one on the web"),
    "a script": ("contact", "javascript:x@y.z", "The contact is neither"),
    "a desk of signs": ("desk", "—", "The desk has no letter or digit"),
    "sections of one address": ("sections", "News, news", "The list of sections names `news` twice;"),
    "a section as no story has it": ("sections", "Breaking news", "would have the address of `Breaking News`"),
    "no colour": ("accent", "tomato", "The colour cannot be `#tomato`;"),
    "a pale colour": ("accent", "ffcc00", "The colour #ffcc00 is too pale for words: its contrast is"),
}


@pytest.mark.parametrize(("name", "answer", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_told_in_a_sentence(name, answer, told):
    (said,) = faults(tidied({name: answer}), SITE)
    assert told in said
    assert said.endswith((".", "?"))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        *(
            ("name", name)
            for name in ('The "Bus"', "{{ bus }}", "100 % Bus", "Ночной автобус", "夜行バス", "N<7> & $x")
        ),
        ("address", "https://bus.example/night"),
        ("contact", "https://bus.example/contact/"),
        ("contact", ""),
        ("sections", "Breaking News, Маршруты"),
        ("accent", "#036"),
    ],
)
def test_other_answers_are_taken(name, answer):
    assert list(faults(tidied({name: answer}), SITE)) == []


def test_all_that_is_wrong_is_told_at_once():
    assert len(list(faults({"name": "", "address": "", "time_zone": "x", "accent": "x"}, SITE))) == 4


def test_ids_in_feeds_are_set_until_readers_can_have_them():
    def keeps(prefix, now, new):
        return Site("the-project", prefix, GROUNDS, frozenset(), NOW | now).keeps_ids(new)

    adopted = {"name": "Bus"}
    assert not keeps("tag:project.example,2024:", {"address": "https://project.org"}, "https://bus.example")
    assert keeps("tag:bus.example,2026-01-01:", adopted | {"address": "https://bus.example"}, "https://bus.example")
    assert not keeps("tag:bus.example,2026-01-01:", adopted | {"address": "https://bus.example"}, "https://bus.org")
    assert keeps("tag:bus.org,2026-01-01:", adopted | {"address": "https://bus.org"}, "https://tram.org")
    assert address.is_reserved("https://bus.example")
