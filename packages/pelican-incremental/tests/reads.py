"""Every kind of read that a template can make, a change that it must see, and changes that it need not."""

from dataclasses import dataclass, field

from .small_world import add, append, attach, configure, delete, fields, move, put, rebody, redate, retitle, template


@dataclass
class Read:
    """`probe`: the template; `matters`: the change that shows; `others`: those after which it need not be rendered.

    `site` is what `small` is given besides, and `before` what is changed before the first build. With `wide`, other
    pages may be rendered as well.
    """

    probe: str
    matters: object
    others: list = field(default_factory=list)
    site: dict = field(default_factory=dict)
    before: list = field(default_factory=list)
    wide: bool = False


ALL = "{% for item in articles %}"
END = "{% endfor %}"
LATE = {"PLUGINS": ["tests.late_plugin"]}
COUNTING = {"PLUGINS": ["tests.counting_plugin"]}
BY_NAME = {"ARTICLE_ORDER_BY": "basename"}
NEWEST, OLDEST = add("newest"), add("oldest", 1)

# fmt: off
OF_AN_ARTICLE = {
    "an attribute": Read("{{ articles[1].title }}", retitle("b"), [rebody("b"), retitle("c"), retitle("a")]),
    "an attribute by subscript": Read('{{ articles[1]["title"] }}', retitle("b"), [retitle("c")]),
    "an attribute by filter": Read('{{ articles[1]|attr("title") }}', retitle("b"), [retitle("c")]),
    "an attribute that is not there": Read("{{ articles[1].modified }}", fields("b", modified="2023-05-05"), [retitle("b")]),
    "whether an attribute is defined": Read("{{ articles[1].mood is defined }}", fields("b", mood="good"), [retitle("b")]),
    "metadata": Read("{{ articles[1].metadata.title }}", retitle("b"), [retitle("c")]),
    "all metadata": Read("{% for name in articles[1].metadata|sort %}{{ name }}{% endfor %}", fields("b", mood="x"), [retitle("c")]),
    "a part of a date": Read("{{ articles[0].date.year }}", redate("a", 58), [retitle("a")]),
    "a formatted date": Read('{{ articles[1].date|strftime("%d") }}', redate("b", 51), [retitle("b")]),
    "a local date": Read("{{ articles[1].locale_date }}", redate("b", 51), [retitle("b")]),
    "an address": Read("{{ articles[1].url }}", fields("b", slug="other"), [retitle("b"), rebody("b")]),
    "an address with a date": Read("{{ articles[1].url }}", redate("b", 51), [], {"ARTICLE_URL": "{date:%d}/{slug}.html"}),
    "the body": Read("{{ articles[1].content }}", rebody("b"), [retitle("b"), rebody("c")]),
    "the body by its method": Read("{{ articles[1].get_content(SITEURL) }}", rebody("b"), [rebody("c")]),
    "what is left of the body": Read("{{ articles[1].content|striptags|length }}", append("b"), [rebody("c")]),
    "the summary": Read("{{ articles[1].summary }}", rebody("b"), [rebody("b", 1), retitle("b")]),
    "the summary that is given": Read("{{ articles[1].summary }}", fields("b", summary="Said."), [rebody("c")]),
    "the status": Read("{% for item in articles + hidden_articles %}{{ item.status }}{% endfor %}", fields("b", status="hidden"), [rebody("b")]),
    "the place of the source": Read("{{ articles[1].relative_source_path }}", move("b", "deep/b"), [retitle("b")]),
    "tags": Read('{{ articles[1].tags|join(" ") }}', fields("b", tags="coal"), [retitle("b")]),
    "the name of a tag": Read("{{ articles[1].tags[0].name }}", fields("b", tags="Iron"), [retitle("b")]),
    "the address of a tag": Read("{{ articles[1].tags[0].url }}", fields("b", tags="rail"), [retitle("b")]),
    "the category": Read("{{ articles[1].category }}", fields("b", category="sport"), [retitle("b")]),
    "the author": Read("{{ articles[1].author }}", fields("b", author="Bo"), [retitle("b")]),
    "translations": Read("{% for item in articles[0].translations %}{{ item.lang }}{% endfor %}", add("a-fr", 299, slug="a", lang="fr"), [retitle("a")]),
    "a translation that is skipped": Read("{% for item in articles[0].translations %}{{ item.lang }}{% endfor %}", fields("a-fr", status="skip"), [rebody("a-fr")], {}, [add("a-fr", 299, slug="a", lang="fr")]),
    "a translation that is a draft": Read("{% for item in articles[0].translations %}{{ item.lang }}{% endfor %}", fields("a-fr", status="draft"), [rebody("a-fr")], {}, [add("a-fr", 299, slug="a", lang="fr")]),
    "a translation's title": Read("{{ articles[0].translations[0].title }}", fields("a-fr", title="Titre"), [rebody("a-fr")], {}, [add("a-fr", 299, slug="a", lang="fr")]),
    "a neighbour set by a plugin": Read("{{ articles[1].prev_article.title }}", retitle("c"), [rebody("c"), retitle("d")], LATE),
    "related articles set by a plugin": Read("{% for item in articles[1].related_posts %}{{ item.slug }}{% endfor %}", fields("a", tags="rail"), [retitle("a")], LATE),
    "a number set by a plugin": Read("{{ articles[1].words }}", append("b"), [rebody("b")], COUNTING),
}
OF_LISTS = {
    "the length": Read("{{ articles|length }}", NEWEST, [retitle("b"), redate("b", 5)]),
    "the count as a condition": Read("{% if articles|count > 5 %}many{% endif %}", NEWEST, [retitle("b")]),
    "whether there are any": Read("{% if drafts %}unfinished{% endif %}", add("f", status="draft"), [retitle("b"), NEWEST]),
    "a prefix": Read("{% for item in articles[:2] %}{{ item.title }}{% endfor %}", NEWEST, [retitle("c"), OLDEST, rebody("a")]),
    "an attribute in a prefix": Read("{% for item in articles[:2] %}{{ item.title }}{% endfor %}", retitle("b"), [retitle("d")]),
    "a slice in the middle": Read("{% for item in articles[1:3] %}{{ item.slug }}{% endfor %}", redate("a", 45), [retitle("b"), OLDEST]),
    "an index": Read("{{ articles[2].slug }}", delete("a"), [retitle("b"), OLDEST, delete("e")]),
    "the last": Read("{{ articles[-1].slug }}", OLDEST, [NEWEST, retitle("b")]),
    "an index that is not there": Read("{% if articles[5] %}{{ articles[5].slug }}{% endif %}", OLDEST, [retitle("b")]),
    "the first by filter": Read("{{ (articles|first).slug }}", NEWEST, [OLDEST, retitle("b")]),
    "the last by filter": Read("{{ (articles|last).slug }}", OLDEST, [retitle("b")]),
    "all of it": Read(ALL + "{{ item.slug }} " + END, delete("d"), [retitle("b"), rebody("c")]),
    "the order": Read(ALL + "{{ item.slug }} " + END, redate("e", 35), [rebody("c")]),
    "one attribute of all": Read(ALL + "{{ item.title }} " + END, retitle("e"), [rebody("e")]),
    "the length within a loop": Read(ALL + "{{ loop.length }} " + END, NEWEST, [rebody("e")]),
    "neighbours within a loop": Read(ALL + "{% if loop.nextitem %}{{ loop.nextitem.title }}{% endif %}" + END, retitle("c"), [rebody("e")]),
    "a place": Read("{{ articles.index(dates[1]) }}", redate("a", 35), [retitle("b")], BY_NAME),
    "membership": Read("{{ dates[0] in articles[:2] }}", redate("d", 99), [retitle("b")], BY_NAME),
    "membership by operator in a test": Read("{{ dates[0] is in(articles[:2]) }}", redate("d", 99), [retitle("b")], BY_NAME),
    "equality of lists": Read("{{ articles == dates }}", redate("d", 99), [retitle("b")], BY_NAME),
    "two lists joined": Read("{% for item in articles[:1] + hidden_articles %}{{ item.slug }}{% endfor %}", add("f", status="hidden"), [retitle("b")]),
    "sorted": Read('{{ (articles|sort(attribute="title")|first).slug }}', fields("e", title="Aa"), [rebody("e")]),
    "reversed": Read("{{ (articles|reverse|list)[0].slug }}", OLDEST, [rebody("e")]),
    "mapped": Read('{{ articles|map(attribute="title")|join }}', retitle("e"), [rebody("e")]),
    "selected": Read('{{ articles|selectattr("category", "equalto", "news")|list|length }}', fields("e", category="sport"), [rebody("e")]),
    "grouped": Read('{% for name, items in articles|groupby("category") %}{{ name }}{{ items|length }}{% endfor %}', fields("e", category="sport"), [rebody("e")]),
    "in batches": Read("{% for row in articles|batch(2) %}{{ row|length }}{{ row[0].slug }}{% endfor %}", redate("e", 45), [rebody("e")]),
    "set aside": Read("{% set kept = articles[:1] %}{% for item in kept %}{{ item.title }}{% endfor %}", retitle("a"), [retitle("c")]),
    "left before its end": Read(ALL + "{{ item.title }}{% if loop.index == 2 %}{% break %}{% endif %}" + END, retitle("b"), [rebody("b")]),
    "of pages": Read("{% for item in pages %}{{ item.title }}{% endfor %}", add("pages/other.md"), [NEWEST]),
    "of hidden articles": Read("{% for item in hidden_articles %}{{ item.title }}{% endfor %}", add("f", status="hidden"), [NEWEST]),
    "of dates": Read("{{ dates[0].slug }}", NEWEST, [retitle("a")]),
    "of static files": Read("{{ staticfiles|length }}", put("content/images/new.gif", "GIF89a"), [retitle("a")]),
    "tags with their numbers": Read("{% for tag, items in tags|sort %}{{ tag }} {{ items|length }} {% endfor %}", fields("b", tags="coal"), [retitle("b"), rebody("b")]),
    "articles of a tag": Read("{% for tag, items in tags|sort %}{{ items[0].title }}{% endfor %}", retitle("a"), [rebody("a")]),
    "tags as a dictionary": Read("{{ (tags|list|map('first')|map('string')|sort)[0] }}", fields("b", tags="aluminium"), [retitle("b")]),
    "categories": Read("{% for name, items in categories %}{{ name }} {% endfor %}", fields("b", category="sport"), [retitle("b"), fields("b", tags="x")]),
    "authors": Read("{% for name, items in authors %}{{ name }} {{ items|length }}{% endfor %}", fields("b", author="Bo"), [retitle("b")]),
    "periods": Read("{% for period in period_archives.month %}{{ period.url }} {{ period.articles|length }} {% endfor %}", redate("e", 41), [retitle("b")], {"MONTH_ARCHIVE_SAVE_AS": "{date:%Y-%m}.html", "MONTH_ARCHIVE_URL": "{date:%Y-%m}.html"}),
    "content by its source": Read('{{ generated_content["articles/c.md"].title }}', retitle("c"), [rebody("a")]),
}
OF_THE_REST = {
    "a setting": Read("{{ SITESUBTITLE }}", configure(SITESUBTITLE="New"), wide=True),
    "a setting that was not there": Read("{{ MOOD }}", configure(MOOD="good"), wide=True),
    "a partial": Read('{% include "partial.html" %}', template("partial.html", "new"), [template("unused.html", "new")]),
    "a partial by a computed name": Read('{% include "partial-" ~ page.slug ~ ".html" %}', template("partial-probe.html", "new"), [template("partial.html", "new")]),
    "the first partial that there is": Read('{% include ["perhaps.html", "partial.html"] %}', template("perhaps.html", "new")),
    "a partial that may be missing": Read('{% include "perhaps.html" ignore missing %}', template("perhaps.html", "new")),
    "a list within a partial": Read('{% include "lists.html" %}', NEWEST, [retitle("b")], {"files": {"lists.html": "{{ articles|length }}"}}),
    "a macro": Read('{% from "macro.html" import title %}{{ title(articles[0]) }}', template("macro.html", "{% macro title(x) %}new{% endmacro %}")),
    "an attribute within a macro": Read('{% from "macro.html" import title %}{{ title(articles[0]) }}', retitle("a"), [rebody("a")]),
    "a list within a macro": Read('{% import "macro.html" as m with context %}{{ m.total() }}', NEWEST, [retitle("b")]),
    "a base": Read('{% extends "root.html" %}{% block inner %}x{% endblock %}', template("root.html", "new{% block inner %}{% endblock %}"), [template("unused.html", "new")]),
    "a base of the base": Read('{% extends "middle.html" %}{% block inner %}x{% endblock %}', template("root.html", "new{% block inner %}{% endblock %}"), [], {"files": {"middle.html": '{% extends "root.html" %}'}}),
    "a base by condition": Read('{% extends "root.html" if articles|length < 6 else "other_root.html" %}', NEWEST, [retitle("b")]),
    "a list within a base": Read('{% extends "top.html" %}', NEWEST, [retitle("b")], {"files": {"top.html": "{{ articles|length }}"}}),
    "a template of the simple theme": Read('{% include "translations.html" %}', template("translations.html", "new")),
    "a link to what changes its address": Read("{{ page.content }}", fields("c", slug="other"), [retitle("c"), rebody("c")], {"link": "{filename}/articles/c.md"}),
    "a link to what appears": Read("{{ page.content }}", add("later"), [NEWEST], {"link": "{filename}/articles/later.md"}),
    "a link to what goes": Read("{{ page.content }}", delete("c"), [delete("d")], {"link": "{filename}/articles/c.md"}),
    "a link to what moves": Read("{{ page.content }}", move("c", "deep/c"), [move("d", "deep/d")], {"link": "{filename}/articles/c.md"}),
    "a link within a summary": Read("{{ articles[0].summary }}", fields("c", slug="other"), [retitle("c")], {}, [fields("a", summary="[c]({filename}c.md)")]),
    "a link to a file that an article attaches": Read("{{ page.content }}", fields("c", save_as="deep/c.html", url="deep/c.html"), [], {"link": "{static}/articles/photo.gif"}, [put("content/articles/photo.gif", "GIF89a"), attach("c", "photo.gif")], wide=True),
    "a template that an override hides": Read('{% include "partial.html" %}', put("overrides/partial.html", "new"), [put("overrides/unused.html", "new")]),
    "a template of the theme by its prefix": Read('{% include "!theme/partial.html" %}', template("partial.html", "new"), [put("overrides/partial.html", "new")]),
    "a base that an override extends": Read('{% include "partial.html" %}', template("partial.html", "new"), [], {}, [put("overrides/partial.html", '{% extends "!theme/partial.html" %}')]),
    "whether a file is there, by a filter": Read('{{ (page.slug ~ ".txt")|there }}', put("data/probe.txt", "")),
    "a data file": Read("{{ motto() }}", put("data/motto.txt", "Quickly")),
    "an article within a filter of the site": Read("{{ articles[0]|describe }}", retitle("a")),
    "a list within a function of the site": Read("{{ tagged(articles) }}", fields("c", tags="coal")),
    "a body within a test of the site": Read("{{ articles[0] is long }}", append("a")),
}
# fmt: on
READS = {**OF_AN_ARTICLE, **OF_LISTS, **OF_THE_REST}
