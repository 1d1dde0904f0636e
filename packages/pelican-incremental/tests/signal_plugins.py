"""Plugins of the many kinds that there are: each has a say at another signal."""

import json
from itertools import pairwise
from pathlib import Path

from pelican import signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator, Generator
from pelican.readers import MarkdownReader
from pelican.urlwrappers import Category
from pelican.writers import Writer


def articles_of(generators):
    return next(generator for generator in generators if isinstance(generator, ArticlesGenerator)).articles


class Minifier:
    """Rewrites every page that is written."""

    @staticmethod
    def minify(path, context):
        file = Path(path)
        file.write_text(f"<!-- {context['output_file']} -->" + " ".join(file.read_text().split()))

    @classmethod
    def register(cls):
        signals.content_written.connect(cls.minify)


class Sitemap:
    """Writes one more file when all is done."""

    @staticmethod
    def write(pelican):
        folder = Path(pelican.output_path)
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        (folder / "sitemap.txt").write_text("\n".join(names))

    @classmethod
    def register(cls):
        signals.finalized.connect(cls.write)


class Gatherer:
    """Keeps in mind what is written, in the order in which it hears of it, and writes it down when all is done."""

    written = ()

    @classmethod
    def begin(cls, pelican):
        del pelican
        cls.written = []

    @classmethod
    def gather(cls, path, context, **others):
        del others
        place = Path(path).relative_to(context["OUTPUT_PATH"]).parent
        cls.written.append((Path(path), f"{place} {Path(path).stat().st_size} {context['SITENAME']}"))

    @classmethod
    def write(cls, pelican):
        folder = Path(pelican.output_path)
        lines = [f"{path.relative_to(folder)} {path.exists()} {what}" for path, what in cls.written]
        whole = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        (folder / "written.txt").write_text("\n".join([*lines, *whole]))

    @classmethod
    def register(cls):
        signals.initialized.connect(cls.begin)
        signals.content_written.connect(cls.gather)
        signals.feed_written.connect(cls.gather)
        signals.finalized.connect(cls.write)


class Remover:
    """Hears of every page, gives one another name, and takes one away when all is written."""

    @staticmethod
    def rename(path, context):
        if path.endswith("b.html") and "renamed" in context["articles"][0].title:
            Path(path).rename(Path(path).with_name("b-renamed.html"))

    @staticmethod
    def remove(pelican):
        if (Path(pelican.output_path) / "b-renamed.html").exists():
            (Path(pelican.output_path) / "c.html").unlink()

    @classmethod
    def register(cls):
        signals.content_written.connect(cls.rename)
        signals.finalized.connect(cls.remove)


class Tardy:
    """Asks to hear of every page only when generators are made."""

    heard = ()

    @classmethod
    def begin(cls, generator):
        del generator
        cls.heard = []
        signals.content_written.connect(cls.hear)

    @classmethod
    def hear(cls, path, context):
        cls.heard.append(f"{context['output_file']} {len(Path(path).read_bytes())}")

    @classmethod
    def write(cls, pelican):
        (Path(pelican.output_path) / "heard.txt").write_text("\n".join(sorted(cls.heard)))

    @classmethod
    def register(cls):
        signals.article_generator_init.connect(cls.begin)
        signals.finalized.connect(cls.write)


class Addition:
    """Has one more article, which leads to another, in the generator's list when all are in order."""

    @staticmethod
    def add(generator):
        metadata = {
            "title": "Added",
            "slug": "added",
            "date": generator.articles[0].date,
            "category": Category("news", generator.settings),
        }
        text = '<p><a href="{filename}/articles/c.md">c</a></p>'
        source = str(Path(generator.path) / "articles" / "none.md")
        made = Article(text, metadata, generator.settings, source, generator.context)
        generator.articles = [*generator.articles, made]

    @classmethod
    def register(cls):
        signals.article_generator_finalized.connect(cls.add)


class Midway:
    """Changes where articles are found, in place, when the pages of articles are written."""

    @staticmethod
    def move(generator, writer):
        del writer
        for article in generator.articles:
            article.metadata["turn"] = "second"

    @classmethod
    def register(cls):
        signals.article_writer_finalized.connect(cls.move)


class Compressor:
    """Lays a copy beside every page when all is done."""

    @staticmethod
    def compress(pelican):
        for path in Path(pelican.settings["OUTPUT_PATH"]).rglob("*.html"):
            path.with_suffix(".copy").write_bytes(path.read_bytes()[::-1])

    @classmethod
    def register(cls):
        signals.finalized.connect(cls.compress)


class _Generates:
    """A generator that is a plugin."""

    @classmethod
    def register(cls):
        signals.get_generators.connect(cls.generators)

    @classmethod
    def generators(cls, pelican):
        del pelican
        return cls


class Register(_Generates, Generator):
    """A generator of a plugin's own, with a list for all templates and a page."""

    def generate_context(self):
        self.context["register"] = sorted(path.name for path in Path(self.path).glob("*.list"))

    def generate_output(self, writer):
        titles = [article.title for article in self.context["articles"]]
        template = self.env.from_string("{{ titles|join(', ') }} {{ SITENAME }}")
        writer.write_file("register.html", template, self.context, titles=titles)
        template = self.get_template("probe")
        writer.write_file("another.html", template, self.context, page=self.context["pages"][0])


class Apart(Register):
    """A generator of a plugin's own that gives its page a context of its own."""

    def generate_output(self, writer):
        template = self.env.from_string("{{ SITEURL }} {% for item in articles %}{{ item.content }}{% endfor %}")
        writer.write_file("apart.html", template, {**self.context, "apart": True})


class Taxonomy:
    """Has articles under other tags, and without some, before they are sorted."""

    @staticmethod
    def sort(generator):
        generator.articles = [article for article in generator.articles if "Hide" not in article.title]
        for article in generator.articles:
            article.tags = [tag for tag in getattr(article, "tags", []) if tag != "coal"]

    @classmethod
    def register(cls):
        signals.article_generator_pretaxonomy.connect(cls.sort)


class Reversed:
    """Turns the list of articles round and puts a name into the context."""

    @staticmethod
    def turn(generator):
        generator.articles.reverse()
        generator.context["oldest"] = generator.articles[0].title

    @classmethod
    def register(cls):
        signals.article_generator_finalized.connect(cls.turn)


class Sidecar(MarkdownReader):
    """Reads files of its own suffix, each with another beside it."""

    file_extensions = ("note",)

    def read(self, source_path):
        content, metadata = super().read(source_path)
        beside = json.loads(Path(source_path).with_suffix(".json").read_text())
        return content + beside["body"], {**metadata, "mood": beside["mood"]}

    @staticmethod
    def add(readers):
        readers.reader_classes["note"] = Sidecar

    @classmethod
    def register(cls):
        signals.readers_init.connect(cls.add)


class Feeds:
    """Changes what stands in feeds."""

    @staticmethod
    def change(context, feed):
        feed.feed["title"] = f"{feed.feed['title']} of {context['SITENAME']}"
        for item in feed.items:
            item["title"] += "!"

    @classmethod
    def register(cls):
        signals.feed_generated.connect(cls.change)


class Rewriter:
    """Changes the bodies, summaries and addresses of articles when all of them are known."""

    @staticmethod
    def rewrite(generators):
        articles = articles_of(generators)
        for number, article in enumerate(articles):
            article._content += f"<p>{number} of {len(articles)}</p>"
            article.metadata["summary"] = article._summary = f"Summary of {article.title}"
            if "move" in article.title:
                article.override_url = article.override_save_as = f"moved/{article.slug}.html"

    @classmethod
    def register(cls):
        signals.all_generators_finalized.connect(cls.rewrite)


class Neighbours:
    """Puts the articles of each category in order, in place, and tells each of the next."""

    @staticmethod
    def link(generator):
        for _, articles in generator.categories:
            articles.sort(key=lambda article: article.title)
            for article, following in pairwise(articles):
                article.mood = following.title

    @classmethod
    def register(cls):
        signals.article_generator_finalized.connect(cls.link)


class Withholding:
    """Takes articles out of the list, and gives others another date, when all are in order."""

    @staticmethod
    def withhold(generator):
        generator.articles = [article for article in generator.articles if article.slug != "b"]
        for article in generator.articles:
            if article.slug == "c":
                article.date = article.date.replace(year=2030)
        generator.dates = list(generator.dates)

    @classmethod
    def register(cls):
        signals.article_generator_finalized.connect(cls.withhold)


class LastMinute:
    """Changes an article just before it is written."""

    @staticmethod
    def change(generator, content):
        content.stamp = f"{content.title} with {len(generator.articles)}"

    @classmethod
    def register(cls):
        signals.article_generator_write_article.connect(cls.change)


class Onward:
    """Changes where all articles are found just before one is written."""

    @staticmethod
    def move(generator, content):
        for article in generator.articles:
            article.metadata["turn"] = content.slug

    @classmethod
    def register(cls):
        signals.article_generator_write_article.connect(cls.move)


class Afterwards:
    """Writes a page of its own when articles are written."""

    @staticmethod
    def write(generator, writer):
        template = generator.env.from_string("{% for item in articles %}{{ item.title }} {% endfor %}")
        writer.write_file("afterwards.html", template, generator.context)

    @classmethod
    def register(cls):
        signals.article_writer_finalized.connect(cls.write)


class Shouting(Writer):
    """A writer of a plugin's own."""

    def write_file(self, name, template, context, *args, **kwargs):
        super().write_file(name, template, {**context, "SITENAME": context["SITENAME"].upper()}, *args, **kwargs)

    @staticmethod
    def writer(pelican):
        del pelican
        return Shouting

    @classmethod
    def register(cls):
        signals.get_writer.connect(cls.writer)


class Helpers:
    """Gives every template a filter and a value, one of them made from all articles."""

    @staticmethod
    def help(generator):
        generator.env.filters["initial"] = lambda text: str(text)[:1]
        generator.env.globals["made"] = {"by": "hand"}
        if isinstance(generator, ArticlesGenerator):
            generator.env.globals["titles"] = lambda: [article.title for article in generator.articles]

    @classmethod
    def register(cls):
        signals.generator_init.connect(cls.help)


class Virtual:
    """Adds an article that has no file of its own."""

    @staticmethod
    def add(generator):
        metadata = {"title": "Virtual", "date": generator.articles[0].date, "category": generator.articles[0].category}
        content = f"<p>After {generator.articles[0].title}</p>"
        source = str(Path(generator.path) / "articles" / "virtual.none")
        generator.articles.append(Article(content, metadata, generator.settings, source, generator.context))

    @classmethod
    def register(cls):
        signals.article_generator_pretaxonomy.connect(cls.add)


class Beside:
    """Lays the title of each article beside its page, into the folder that is there when pages are written."""

    @classmethod
    def note(cls, generator):
        cls.titles = {article.save_as: article.title for article in generator.articles}

    @classmethod
    def write(cls, generator, writer):
        del writer
        for name, title in cls.titles.items():
            Path(generator.output_path, name).with_suffix(".txt").write_text(title)

    @classmethod
    def register(cls):
        signals.article_generator_finalized.connect(cls.note)
        signals.page_writer_finalized.connect(cls.write)


class Redirects(_Generates):
    """What has no more than a generator must have, and writes for itself."""

    def __init__(self, context, settings, path, theme, output_path):
        del settings, path, theme
        self.context, self.output_path = context, output_path

    def generate_output(self, writer):
        del writer
        for article in self.context["articles"]:
            folder = Path(self.output_path, "old", article.slug)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text(f"now {article.url}")


class Reads(Register):
    """A generator that makes a file of the pages that others have written."""

    def generate_output(self, writer):
        del writer
        pages = sorted(path for path in Path(self.output_path).rglob("*.html"))
        Path(self.output_path, "all.txt").write_text("\n".join(path.read_text() for path in pages))


class ReadsAtLast(Register):
    """The same, but only when there is a certain title."""

    def generate_output(self, writer):
        del writer
        if any(article.title == "Hide and move" for article in self.context["articles"]):
            first = self.context["articles"][0].save_as
            Path(self.output_path, "first.txt").write_text(Path(self.output_path, first).read_text())


class Appends:
    """Adds to a page in place when all pages of articles are written."""

    @staticmethod
    def append(generator, writer):
        del writer
        with Path(generator.output_path, generator.articles[-1].save_as).open("a") as file:
            file.write(f"{len(generator.articles)} articles")

    @classmethod
    def register(cls):
        signals.article_writer_finalized.connect(cls.append)


class ByClass:
    """Marks articles, which it knows by their very class."""

    @staticmethod
    def mark(content):
        if type(content) == Article:  # noqa: E721 - as plugins do
            content.stamp = f"marked {content.slug}"

    @staticmethod
    def mark_again(generator):
        for article in generator.articles:
            if Article == type(article):  # noqa: E721 - the other way round
                article.mood = "known"

    @classmethod
    def register(cls):
        signals.content_object_init.connect(cls.mark)
        signals.article_generator_finalized.connect(cls.mark_again)


class Reclassed:
    """Gives articles a class of its own."""

    class Shouted(Article):
        @property
        def content(self):
            text = self._update_content(self._content, self.get_siteurl()).upper()
            return f"{text} One of {len(self._context.get('articles', ()))}."

        @property
        def mood(self):
            return self.neither_here_nor_there

    @classmethod
    def change(cls, generator):
        for article in generator.articles:
            assert article.content
            article.__class__ = cls.Shouted

    @classmethod
    def register(cls):
        signals.article_generator_pretaxonomy.connect(cls.change)


class Moody(Reclassed):
    """The same, and reads what fails."""

    @classmethod
    def ask(cls, generators):
        return articles_of(generators)[0].mood

    @classmethod
    def register(cls):
        super().register()
        signals.all_generators_finalized.connect(cls.ask)
