"""A hypothesis state machine over a world: what writers do to sources."""

import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from .compare import assert_same
from .sample_world import sample
from .worlds import Link, Source, day

TAGS = ["iron", "Iron", "coal", "rail ways", "Łódź"]
CATEGORIES = ["News", "news", "Sport", "Sea trade"]
AUTHORS = ["Ann Lee", "ann lee", "Bo", "Nobody"]
LANGUAGES = ["fr", "de", "en"]
FOLDERS = ["articles", "articles/news", "articles/sport", "articles/deep/er"]
TEMPLATES = ["article", "plain", "wide"]
SUFFIXES = [".md", ".rst", ".html"]
STATUSES = ["published", "draft", "hidden", "skip"]
FEWEST = 4  # published articles; an empty feed holds the time at which it was written


class Edits(RuleBasedStateMachine):
    """After every step our build equals a clean one by stock Pelican, byte for byte.

    `held` steps are made before the next build, so that changes also come together.
    """

    steps = 0
    fewest = FEWEST
    languages = 3  # at most, in which there is an article
    begin = staticmethod(sample)  # what makes the world

    def __init__(self, settings):
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory(prefix="world-")
        self.world = self.begin(Path(self.temporary.name), **settings)
        self.attaching = settings.get("attaching", False)
        self.held = 0
        self.names = 0
        self.doing = "the first build"
        self.report = None

    def teardown(self):
        self.temporary.cleanup()

    @invariant()
    def same_as_stock(self):
        if self.doing and self.held <= 0:
            self.report = self.world.build()
            assert_same(self.world.wanted(), self.world.built(), self.doing)
            self.doing = ""

    def done(self, what):
        type(self).steps += 1
        self.held -= 1
        self.doing = f"{self.doing}; {what}" if self.doing else what

    def number(self):
        self.names += 1
        return self.names

    def pick(self, data, names, label="name"):
        return data.draw(st.sampled_from(sorted(names)), label=label)

    def articles(self):
        return [name for name in self.world.sources if name.startswith("articles/")]

    def article(self, data):
        return self.pick(data, self.articles())

    def change(self, name, **fields):
        """Give the source `name` other fields; None takes one away."""
        source = self.world.sources[name]
        source.fields = {key: value for key, value in {**source.fields, **fields}.items() if value is not None}
        self.world.add(name)
        self.done(f"{name}: {fields}")

    def unused_day(self, data):
        taken = {source.fields.get("date") for source in self.world.sources.values()}
        number = data.draw(st.integers(0, 400), label="day")
        while day(number) in taken:
            number += 1
        return day(number)

    def dispensable(self, name):
        """Whether enough is published without the source `name`."""
        fields = [self.world.sources[other].fields for other in self.articles() if other != name]
        return (
            sum(field.get("status", "published") == "published" and "lang" not in field for field in fields)
            >= self.fewest
        )

    @rule(steps=st.integers(2, 4))
    def hold(self, steps):
        self.held = steps

    @rule(data=st.data())
    def edit_body(self, data):
        name = self.pick(data, self.world.sources)
        body = self.world.sources[name].body
        words = data.draw(st.sampled_from([0, 5, 30]), label="words")
        body[data.draw(st.integers(0, len(body) - 1), label="paragraph")] = self.world.prose(words)
        self.change(name)

    @rule(data=st.data())
    def retitle(self, data):
        """A title may change the address, and so every link to it."""
        self.change(self.pick(data, self.world.sources), title=f'Headline {self.number()} "in quotes" & it\'s so')

    @rule(data=st.data(), tags=st.lists(st.sampled_from(TAGS), max_size=3, unique_by=str.lower))
    def retag(self, data, tags):
        self.change(self.article(data), tags=", ".join(tags) or None)

    @rule(data=st.data(), category=st.sampled_from([None, *CATEGORIES]))
    def categorise(self, data, category):
        self.change(self.article(data), category=category)

    @rule(data=st.data(), authors=st.lists(st.sampled_from(AUTHORS), max_size=2, unique_by=str.lower))
    def ascribe(self, data, authors):
        self.change(self.article(data), authors=", ".join(authors) or None)

    @rule(data=st.data())
    def redate(self, data):
        self.change(self.article(data), date=self.unused_day(data))

    @rule(data=st.data())
    def correct(self, data):
        self.change(self.article(data), modified=self.unused_day(data))

    @rule(data=st.data(), summary=st.sampled_from([None, "Said *briefly*.", "[link]({filename}/articles/eta.md)"]))
    def summarise(self, data, summary):
        self.change(self.pick(data, self.world.sources), summary=summary)

    @rule(data=st.data(), template=st.sampled_from(TEMPLATES))
    def choose_template(self, data, template):
        self.change(self.article(data), template=template)

    @rule(data=st.data())
    def change_slug(self, data):
        self.change(self.pick(data, self.world.sources), slug=f"slug-{self.number()}")

    @rule(data=st.data(), status=st.sampled_from(STATUSES))
    def change_status(self, data, status):
        name = self.pick(data, self.world.sources)
        if status == "published" or self.dispensable(name):
            self.change(name, status=status)

    @rule(data=st.data(), folder=st.sampled_from(FOLDERS))
    def move(self, data, folder):
        """The file goes to another folder: its category may change, and links to it break."""
        name = self.article(data)
        new = f"{folder}/{Path(name).name}"
        if new not in self.world.sources:
            self.world.move(name, new)
            self.done(f"move {name} to {new}")

    @rule(data=st.data())
    def rename(self, data):
        name = self.pick(data, self.world.sources)
        new = str(Path(name).with_stem(f"named-{self.number()}"))
        self.world.move(name, new)
        self.done(f"rename {name} to {new}")

    @rule(data=st.data())
    def delete(self, data):
        name = self.pick(data, self.world.sources)
        if self.dispensable(name):
            self.world.delete(name)
            self.done(f"delete {name}")

    @rule(data=st.data(), folder=st.sampled_from(FOLDERS), suffix=st.sampled_from(SUFFIXES))
    def add_article(self, data, folder, suffix):
        number = self.number()
        fields = {"title": f"Added {number}", "date": self.unused_day(data), "tags": data.draw(st.sampled_from(TAGS))}
        self.world.add(f"{folder}/added-{number}{suffix}", Source(fields, [self.world.prose()]))
        self.done(f"add {folder}/added-{number}{suffix}")

    @rule(suffix=st.sampled_from(SUFFIXES[:2]))
    def add_page(self, suffix):
        number = self.number()
        self.world.add(f"pages/added-{number}{suffix}", Source({"title": f"Page {number}"}, [self.world.prose()]))
        self.done(f"add pages/added-{number}{suffix}")

    @rule(data=st.data(), language=st.sampled_from(LANGUAGES))
    def translate(self, data, language):
        """What has the same slug in another language is a translation."""
        name = self.pick(data, self.world.sources)
        source = self.world.sources[name]
        slug = source.fields.setdefault("slug", f"slug-{self.number()}")
        others = [other.fields for other in self.world.sources.values() if other.fields.get("slug") == slug]
        taken = {fields.get("lang", "en") for fields in others}
        if language not in taken and len(taken) < self.languages:
            self.world.add(name)
            fields = {"title": f"Translated {self.number()}", "slug": slug, "lang": language}
            if name in self.articles():
                fields["date"] = self.unused_day(data)
            new = str(Path(name).with_name(f"translated-{self.number()}.md"))
            self.world.add(new, Source(fields, [self.world.prose()]))
            self.done(f"translate {name} into {language} as {new}")

    @rule(data=st.data())
    def link(self, data):
        name = self.pick(data, self.world.sources)
        source = self.world.sources[name]
        source.body = [part for part in source.body if isinstance(part, str)]
        source.body.append(Link(self.pick(data, self.targets(), "target")))
        self.change(name)

    def targets(self):
        """What a link may lead to: everything there is, and something that is not or not yet there."""
        files = self.world.folder / "content" / "images"
        return [
            *(f"{{filename}}/{name}" for name in self.world.sources),
            *(f"{{static}}/images/{path.name}" for path in files.iterdir()),
            *(f"{{tag}}{tag}" for tag in TAGS),
            *(f"{{category}}{category}" for category in CATEGORIES),
            *(f"{{author}}{author}" for author in AUTHORS),
            "{index}",
            "{filename}/articles/added-1.md",
            "{static}/images/new.gif",
        ]

    def dangling(self):
        """Links to sources that are not there."""
        known = {f"{{filename}}/{name}" for name in self.world.sources}
        for name, source in self.world.sources.items():
            for place, part in enumerate(source.body):
                if isinstance(part, Link) and part.target.startswith("{filename}/") and part.target not in known:
                    yield name, place

    @precondition(lambda self: any(self.dangling()))
    @rule(data=st.data())
    def mend_link(self, data):
        name, place = next(self.dangling())
        self.world.sources[name].body[place] = Link(f"{{filename}}/{self.pick(data, self.world.sources)}")
        self.change(name)
