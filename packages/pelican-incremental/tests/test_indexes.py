"""What plugins note of contents, and files that they make of each: of one change, nothing of the others is touched."""

import pytest
from pelican_incremental.reading.entries import _Kept

from .small_world import add, day, delete, fields, put, rebody, retitle
from .test_any_site import with_code

NOTING = """
    import pelican.generators
    from pelican_incremental import Index, write_outputs

    class Lines(pelican.generators.Generator):
        def generate_output(self, writer):
            articles = self.context["articles"]
            write_outputs(writer, articles, name_of, line, moods=self.context["moods"], sign=(DATA / "motto.txt").read_text())

    def log(what, article):
        with (DATA.parent / "log.txt").open("a") as file:
            file.write(f"{what} {article.slug}\\n")

    def name_of(article):
        return f"lines/{article.slug}.txt"

    def line(article, moods, sign):
        return f"{article.title}{sign} {sorted(moods.get(article.metadata.get('mood'), ()))}"

    def entry(article):
        log("noted", article)
        return {"slug": article.slug, "mood": article.metadata.get("mood"), "title": article.title}

    def moods_of(entry):
        if entry["mood"]:
            yield entry["mood"], entry["slug"]

    def index(generators):
        for generator in generators:
            if hasattr(generator, "articles"):
                notes = Index.of("notes", (generator.articles, generator.drafts), entry)
        for generator in generators:
            generator.context["notes"] = notes
            generator.context["moods"] = notes.grouped("moods", moods_of)

    def register():
        signals.get_generators.connect(lambda _pelican: Lines, weak=False)
        signals.all_generators_finalized.connect(index)
"""
ARTICLE = "{{ article.title }} {% for slug in moods.get(article.metadata.mood, ()) %}{{ slug }} {% endfor %}"


@pytest.fixture
def world(tmp_path):
    return with_code(tmp_path, NOTING, probe="{{ notes['articles/a.md'].title }}", article=ARTICLE)


def built(world, *changes):
    """(what the build after some changes rendered, the slugs of contents of which it noted something)."""
    log = world.folder / "log.txt"
    for change in changes:
        change(world)
    log.unlink(missing_ok=True)
    rendered = {*world.build().rendered}
    noted = log.read_text().split("\n")[:-1] if log.exists() else []
    log.unlink(missing_ok=True)
    world.check()
    log.unlink(missing_ok=True)
    return rendered, sorted(line.removeprefix("noted ") for line in noted)


def test_only_a_changed_content_is_noted_again(world):
    assert built(world)[1] == list("abcde")
    assert built(world) == (set(), [])
    assert built(world, rebody("c"))[1] == ["c"]
    assert built(world, fields("b", title="Another"), delete("d"))[1] == ["b"]
    assert built(world, add("new", status="draft"))[1] == ["new"]
    assert built(world) == (set(), [])


def test_a_page_depends_on_the_items_of_the_group_that_it_looks_up(world):
    built(world, fields("a", mood="glad"), fields("b", mood="glad"), fields("c", mood="grim"))
    assert world.built()["a.html"] == b"Article a a b "
    rendered, _ = built(world, fields("d", mood="glad"))
    assert rendered == {"a.html", "b.html", "d.html", "lines/a.txt", "lines/b.txt", "lines/d.txt"}
    rendered, _ = built(world, fields("d", mood="grim"))
    assert {"a.html", "c.html", "d.html"} <= rendered
    rendered, _ = built(world, retitle("e"))
    assert rendered == {"e.html", "lines/e.txt"}
    rendered, _ = built(world, retitle("a"))
    assert rendered == {"a.html", "lines/a.txt", "probe.html"}


def test_a_page_that_asks_whether_an_item_is_there_depends_on_that_alone(tmp_path):
    world = with_code(tmp_path, NOTING, probe="{{ 'glad' in moods }}", article="{{ article.title }}")
    assert "probe.html" in built(world, fields("a", mood="glad"))[0]
    assert "probe.html" not in built(world, fields("b", mood="glad"))[0]
    assert "probe.html" in built(world, delete("a"), delete("b"))[0]
    assert world.built()["probe.html"] == b"False"


def test_another_order_of_contents_is_seen(world):
    built(world, fields("a", mood="glad"), fields("b", mood="glad"))
    rendered, noted = built(world, fields("b", date=day(200)))
    assert noted == ["b"]
    assert {"a.html", "b.html"} <= rendered
    assert world.built()["a.html"] == b"Article a b a "


def test_a_partial_function_makes_files_of_contents(tmp_path):
    code = NOTING.replace("name_of, line,", "name_of, functools.partial(line),")
    world = with_code(tmp_path, f"    import functools{code}", probe="", article="{{ article.title }}")
    built(world)
    assert built(world, retitle("e"))[0] == {"e.html", "lines/e.txt"}


def test_files_of_contents_are_made_again_only_when_stale(world):
    built(world)
    assert built(world, rebody("a"))[0] == set()  # no template shows a text
    assert built(world, put("data/motto.txt", "!"))[0] == {f"lines/{name}.txt" for name in "abcde"}
    assert "lines/renamed.txt" in built(world, fields("e", slug="renamed"))[0]
    assert "lines/e.txt" not in world.built()
    built(world, delete("b"), add("new"))
    assert {name for name in world.built() if name.startswith("lines/")} == {
        f"lines/{name}.txt" for name in ("a", "c", "d", "renamed", "new")
    }


def test_many_files_are_made_by_several_processes(tmp_path):
    """And these are not taken for a plugin's own, which may look at anything."""
    world = with_code(tmp_path, NOTING, article=ARTICLE, INCREMENTAL_PROCESSES=2)
    for number in range(30):
        add(f"more{number}")(world)
    world.check("the first build")
    assert world.built()["lines/more7.txt"] == b"Added more7Slowly []"
    assert world.check("nothing").rendered == []


def test_names_of_files_that_stay_are_not_even_asked_for(tmp_path):
    """At ten thousand contents, that alone would take longer than the rest of a build."""
    counting = NOTING.replace("def name_of(article):\n", 'def name_of(article):\n        log("named", article)\n')
    world = with_code(tmp_path, counting, article=ARTICLE)
    world.build()
    log = world.folder / "log.txt"
    assert "named a\n" in log.read_text()
    log.unlink()
    world.build()
    assert not log.exists()
    retitle("c")(world)
    world.build()
    assert {*log.read_text().split("\n")} == {"noted c", "named c", ""}


def test_an_entry_for_which_a_file_was_opened_is_made_at_every_build(tmp_path):
    reading = NOTING.replace('"title": article.title', '"title": article.title + (DATA / "motto.txt").read_text()')
    world = with_code(tmp_path, reading, probe="{{ notes['articles/a.md'].title }}", article=ARTICLE)
    assert built(world)[1] == list("abcde")
    assert built(world)[1] == list("abcde")
    assert "probe.html" in built(world, put("data/motto.txt", "Fast"))[0]


def test_an_entry_knows_what_a_plugin_made_of_its_content(tmp_path):
    """Whatever that is, and whether or not the source is as it was."""
    late = NOTING.replace(
        "    def index(generators):\n",
        "    def index(generators):\n"
        "        for generator in generators:\n"
        "            for article in getattr(generator, 'articles', ()):\n"
        "                if article.slug == 'a':\n"
        "                    article.title = (DATA / 'motto.txt').read_text()\n",
    )
    world = with_code(tmp_path, late, probe="{{ notes['articles/a.md'].title }}", article=ARTICLE)
    built(world)
    assert built(world)[1] == ["a"]
    assert "probe.html" in built(world, put("data/motto.txt", "Fast"))[0]


def test_an_index_of_no_list_of_pelicans_is_worked_out_whole(tmp_path):
    chosen = NOTING.replace("(generator.articles, generator.drafts)", "[a for a in generator.articles if a.slug < 'd']")
    world = with_code(tmp_path, chosen, probe="{{ notes['articles/a.md'].title }}", article=ARTICLE)
    assert built(world)[1] == list("abc")
    assert built(world)[1] == list("abc")
    assert built(world, retitle("a"))[0] >= {"probe.html", "a.html"}


def test_what_is_put_into_the_context_for_a_feed_is_found_there(tmp_path):
    noting = """
    def count(context, feed):
        context["feeds"] = context.get("feeds", 0) + 1

    def tell(generator, writer):
        if generator.settings["FEED_ATOM"]:
            with open(os.path.join(writer.output_path, "feeds.txt"), "w") as file:
                file.write(str(generator.context.get("feeds")))

    def register():
        signals.feed_generated.connect(count)
        signals.article_writer_finalized.connect(tell)
    """
    world = with_code(tmp_path, noting, FEED_ATOM="feed.xml", FEED_RSS="feed.rss")
    world.check("the first build")
    assert world.built()["feeds.txt"] == b"2"


def test_what_a_feed_is_completed_with_is_noted(tmp_path):
    completing = """
    def gather(generators):
        generators[0].context["motto"] = (DATA / "motto.txt").read_text()

    def complete(context, feed):
        feed.feed["subtitle"] = context["motto"]

    def register():
        signals.all_generators_finalized.connect(gather)
        signals.feed_generated.connect(complete)
    """
    world = with_code(tmp_path, completing, FEED_ATOM="feed.xml")
    world.check("the first build")
    assert b"Slowly" in world.built()["feed.xml"]
    assert world.check("nothing").rendered == []
    put("data/motto.txt", "Fast")(world)
    world.check("another motto")
    assert b"Fast" in world.built()["feed.xml"]


@pytest.mark.parametrize("says", [True, False])
def test_files_that_a_plugin_only_checks_have_no_say_if_it_says_so(tmp_path, says):
    checking = f"""
    from contextlib import nullcontext
    from pelican_incremental import untraced

    def check(generators):
        with {"untraced" if says else "nullcontext"}():
            assert (DATA / "motto.txt").read_text() != "Wrong"

    def register():
        signals.all_generators_finalized.connect(check)
    """
    world = with_code(tmp_path, checking)
    world.check("the first build")
    put("data/motto.txt", "Fast")(world)
    assert bool(world.check("another motto").rendered) != says


PAGING = """
    import pelican.generators
    from pelican_incremental import Index, write_pages

    class Moods(pelican.generators.Generator):
        def generate_output(self, writer):
            def write(mood, slugs):
                with (DATA.parent / "log.txt").open("a") as file:
                    file.write(f"noted {mood}\\n")
                for number in range(0, len(slugs), 2):
                    path, template = f"moods/{mood}/{number}.html", self.get_template("probe")
                    writer.write_file(path, template, self.context, mood=mood, slugs=slugs[number : number + 2])

            write_pages(writer, self.context["moods"], write)

    def entry(article):
        return article.metadata.get("mood"), article.slug

    def index(generators):
        for generator in generators:
            if hasattr(generator, "articles"):
                notes = Index.of("notes", generator.articles, entry)
        for generator in generators:
            generator.context["moods"] = notes.grouped("moods", lambda entry: [entry] if entry[0] else [])

    def register():
        signals.get_generators.connect(lambda _pelican: Moods, weak=False)
        signals.all_generators_finalized.connect(index)
"""


@pytest.fixture
def moody(tmp_path):
    made = with_code(tmp_path, PAGING, probe="{{ mood }} {{ slugs|join(' ') if slugs is defined }}")
    for slug, mood in zip("abcde", ("glad", "glad", "glad", "grim", "grim"), strict=True):
        fields(slug, mood=mood)(made)
    return made


def moods(world):
    return {name for name in world.built() if name.startswith("moods/")}


def test_pages_of_an_item_are_asked_for_only_where_it_changed(moody):
    assert built(moody)[1] == ["glad", "grim"]
    assert moods(moody) == {"moods/glad/0.html", "moods/glad/2.html", "moods/grim/0.html"}
    assert built(moody) == (set(), [])
    assert built(moody, retitle("a"), rebody("d")) == ({"a.html", "d.html"}, [])
    rendered, asked = built(moody, fields("e", mood="glad"))
    assert asked == ["glad", "grim"]
    assert {name for name in rendered if name.startswith("moods/")} == {"moods/glad/2.html", "moods/grim/0.html"}


def test_pages_that_an_item_has_no_more_are_removed(moody):
    built(moody)
    built(moody, fields("c", mood="grim"), fields("a", mood=""))
    assert moods(moody) == {"moods/glad/0.html", "moods/grim/0.html", "moods/grim/2.html"}
    built(moody, delete("b"))
    assert moods(moody) == {"moods/grim/0.html", "moods/grim/2.html"}
    built(moody, add("new", mood="glad"))
    assert moods(moody) == {"moods/glad/0.html", "moods/grim/0.html", "moods/grim/2.html"}


def test_a_page_of_an_item_that_is_missing_or_reads_something_new_is_written_again(moody):
    built(moody)
    (moody.folder / "output/moods/grim/0.html").unlink()
    rendered, asked = built(moody)
    assert ({"moods/grim/0.html"} <= rendered, asked) == (True, ["grim"])
    rendered, asked = built(moody, put("theme/templates/probe.html", "{{ slugs }}"))
    assert asked == ["glad", "grim"]
    assert moods(moody) <= rendered


DERIVING = NOTING.replace(
    '            generator.context["notes"] = notes\n',
    """            generator.context["notes"] = notes
            if not (DATA / "silent.txt").exists() and hasattr(generator, "articles"):
                generator.context["titles"] = notes.derived("titles", titles)
                generator.context["known"] = notes.grouped("moods", moods_of).derived("known", known)
""",
).replace(
    "    def moods_of(entry):",
    """    def titles(notes):
        with (DATA.parent / "log.txt").open("a") as file:
            file.write("titles\\n")
        return ", ".join(note["title"] for note in notes.values())

    def known(moods):
        with (DATA.parent / "log.txt").open("a") as file:
            file.write("known\\n")
        return sorted(moods)

    def moods_of(entry):""",
)


def derived(world, *changes):
    """(what stands on the page after some changes, what was derived anew for it)."""
    _, log = built(world, *changes)
    return world.built()["probe.html"].decode(), [line for line in log if line in {"known", "titles"}]


def test_what_is_derived_of_an_index_is_worked_out_again_only_where_that_changed(tmp_path):
    world = with_code(tmp_path, DERIVING, probe="{{ titles }} {{ known }}")
    assert derived(world, fields("a", mood="glad")) == (
        "Article a, Article b, Article c, Article d, Article e ['glad']",
        ["known", "titles"],
    )
    assert derived(world)[1] == []
    assert derived(world, rebody("c"))[1] == []
    assert derived(world, retitle("b"))[1] == ["titles"]
    page, made = derived(world, fields("c", mood="grim"))
    assert "['glad', 'grim']" in page
    assert made == ["known", "titles"]


def test_what_is_derived_does_not_outlive_a_build_that_did_not_ask_for_it(tmp_path):
    world = with_code(tmp_path, DERIVING, probe="{{ titles }} {{ known }}")
    derived(world)
    derived(world, put("data/silent.txt", ""), fields("a", mood="glad", title="Ants"))
    page, _ = derived(world, lambda world: (world.folder / "data/silent.txt").unlink())
    assert "Ants" in page
    assert "['glad']" in page


def test_entries_that_nobody_looks_at_are_not_loaded(tmp_path, monkeypatch):
    asking = (
        'assert [path for path in notes if path in notes][:len(notes)]\n            generator.context["notes"] = notes'
    )
    world = with_code(tmp_path, NOTING.replace('generator.context["notes"] = notes', asking))
    built(world)
    loaded = []
    monkeypatch.setattr(_Kept, "block", lambda _kept, number: loaded.append(number))
    world.build()
    assert loaded == []
