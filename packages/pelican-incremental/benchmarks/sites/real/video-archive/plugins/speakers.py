"""Pages of speakers and events, with lists of both."""

from collections import defaultdict

from pelican import signals
from pelican.generators import Generator
from pelican.utils import slugify


class SpeakersGenerator(Generator):
    """Groups talks by who gave them, and by where."""

    def generate_context(self):
        """Group all talks."""
        self.groups = {"speaker": defaultdict(list), "event": defaultdict(list)}
        for talk in self.context["articles"]:
            for name in talk.speakers:
                self.groups["speaker"][name].append(talk)
            self.groups["event"][talk.category.name].append(talk)
        self.context["speakers"] = sorted(self.groups["speaker"])
        self.context["events"] = sorted(self.groups["event"])

    def generate_output(self, writer):
        """Write a page for each group, and one for each kind of them."""
        for kind, groups in self.groups.items():
            for name, talks in groups.items():
                url = f"{kind}/{slugify(name)}.html"
                writer.write_file(url, self.get_template("group"), self.context, group=name, talks=talks, url=url)
            listed = [(name, len(groups[name])) for name in sorted(groups)]
            writer.write_file(f"{kind}s.html", self.get_template("groups"), self.context, kind=kind, listed=listed)


def _generators(_pelican):
    return SpeakersGenerator


def register():
    """Have Pelican use the generator."""
    signals.get_generators.connect(_generators)
