"""A hypothesis state machine over a site whose templates are random: `edits`, and edits of templates."""

import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import jinja2
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from .compare import differences, stock
from .edits import Edits
from .random_templates import Template, templates
from .template_world import OF_ARTICLES, OF_PAGES, PLACES, PROBE, themeless

ADDRESS = re.compile(rb" at 0x[0-9a-f]{6,}")  # of an object in memory, another one at each run
DISCARDED = "discarded"


class Renderings:
    """What was rendered: `templates` by the name of what they made, and of those that `failed`, the errors by name."""

    def __init__(self):
        self.templates, self.failed = {}, {}

    @contextmanager
    def noted(self):
        """Note what is rendered inside; what fails is noted and gives nothing."""
        render = jinja2.Template.render

        def note(template, context):
            self.templates[context["output_file"]] = template.name
            try:
                return render(template, context)
            except Exception as error:  # noqa: BLE001 - whatever a random template does
                self.failed[template.name] = error
                return ""

        with mock.patch.object(jinja2.Template, "render", note):
            yield self


class TemplateEdits(Edits):
    """After every step our build equals a clean one by stock Pelican, and one more build renders nothing.

    A template that fails with stock Pelican has to fail with ours, and to leave the output as it is; then another takes
    its place.
    """

    fewest = 1
    languages = 2  # of three, nobody knows in what order stock Pelican has two translations
    begin = staticmethod(themeless)
    tried = discarded = rendered = skipped = 0

    def __init__(self, settings):
        super().__init__(settings)
        self.templates = {}
        self.overrides = {}
        self.made_by = {}
        self.builds = 0

    @initialize(data=st.data())
    def fill_theme(self, data):
        for name, known in PLACES.items():
            self.set_template(data.draw(templates(name, known), label=name))

    def set_template(self, template):
        type(self).tried += 1
        self.templates[template.name] = template
        for name, text in template.files.items():
            self.world.put(f"theme/templates/{name}", text)
        self.put_template(template.name, template.text)

    def put_template(self, name, text):
        self.world.put(f"content/{name}" if name == PROBE else f"theme/templates/{name}", text)

    def discard(self, name):
        type(self).discarded += 1
        if self.overrides.pop(name, None):
            self.world.remove(f"overrides/{name}")
        self.templates[name] = Template(name, DISCARDED)
        self.put_template(name, DISCARDED)

    @invariant()
    def same_as_stock(self):
        if not self.templates or not self.doing or self.held > 0:
            return
        wanted = self.wanted()
        try:
            self.report = self.world.build()
        except Exception as error:  # noqa: BLE001 - whatever it is, stock Pelican does not raise it
            self.blame(self.named_in(error), f"ours fails: {error!r}")
        else:
            self.compare(wanted)
        self.doing = ""
        self.builds += 1
        self.held = self.builds % 3  # edits that come together cost one build

    def compare(self, wanted):
        type(self).rendered += len(self.report.rendered)
        type(self).skipped += len(self.report.skipped)
        built = self.world.built()
        if told := differences(wanted, built):
            names = {name for name in wanted.keys() | built.keys() if wanted.get(name) != built.get(name)}
            self.blame({self.made_by.get(name) for name in names}, told)
        elif self.builds % 3 == 0:
            self.build_again()

    def build_again(self):
        """Where nothing changed, only what is volatile is rendered."""
        still = self.world.build()
        again = {name: still.why(name) for name in still.rendered if not self.is_volatile(name)}
        if again or still.written:
            names = {self.made_by.get(name) for name in (*again, *still.written)}
            self.blame(names, f"nothing changed, but rendered are {again}, and written {still.written}")

    def is_volatile(self, output):
        made_by = self.made_by.get(output)
        return any(made_by in known and known[made_by].volatile for known in (self.templates, self.overrides))

    def wanted(self):
        """What stock Pelican makes of the site, once it has no template any more that fails."""
        while True:
            with Renderings().noted() as seen:
                made = stock(self.world.folder / "worldconf.py", self.world.folder / "stock")
            self.made_by |= seen.templates
            bad = {seen.templates[name] for name, data in made.items() if ADDRESS.search(data)}
            if seen.failed:
                self.must_fail(seen.failed)
            if not seen.failed and not bad:
                return made
            for name in sorted(bad | seen.failed.keys()):
                self.discard(name)

    def must_fail(self, failed):
        before = self.world.built()
        try:
            self.world.build()
        except Exception:  # noqa: BLE001 - as stock Pelican's
            fails = True
        else:
            fails = False
        if not fails:
            self.blame(failed, f"stock fails, but ours does not: {failed}")
        elif told := differences(before, self.world.built()):
            self.blame(failed, f"a build that failed changed the output:\n{told}")

    def named_in(self, error):
        """The templates, or those whose parts, an error has come through."""
        files = [Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__)]
        return {f"{path.stem.partition('-')[0]}.html" for path in files if path.suffix == ".html"}

    def blame(self, names, told):
        """Fail, and show the templates with these names."""
        names = sorted(filter(None, names))
        shown = [repr(known.get(name, name)) for name in names for known in (self.templates, self.overrides)]
        raise AssertionError("\n".join([f"after {self.doing}", *shown, told]))

    @rule(data=st.data())
    def choose_template(self, data):
        name = self.pick(data, self.world.sources)
        of_its_kind = OF_ARTICLES if name in self.articles() else OF_PAGES
        self.change(name, template=data.draw(st.sampled_from(of_its_kind), label="template"))

    @rule(data=st.data())
    def replace_template(self, data):
        name = self.pick(data, PLACES)
        template = data.draw(templates(name, PLACES[name]), label="template")
        self.set_template(template)
        self.done(f"another template {name}")

    @rule(data=st.data())
    def edit_template(self, data):
        """Text is added at the end of a template that others include, if there is one."""
        parts = {part: template for template in self.templates.values() for part in template.files}
        name = self.pick(data, parts or self.templates)
        template = parts.get(name) or self.templates[name]
        added = f" edited {self.number()}"
        if name in template.files:
            template.files[name] += added
        else:
            template.text += added
        self.put_template(name, template.files.get(name, template.text))
        self.done(f"edit {name}")

    @rule(data=st.data(), name=st.sampled_from(["perhaps", "part-a", "part-b", "part-Article a", "part-article-a"]))
    def toggle_part(self, data, name):
        """A part that templates include if it is there comes, changes or goes."""
        path = self.world.folder / f"theme/templates/{name}.html"
        if path.exists() and data.draw(st.booleans(), label="goes"):
            path.unlink()
        else:
            self.put_template(path.name, f"{name} {self.number()} {{{{ articles|length }}}}")
        self.done(f"{name}.html comes, changes or goes")

    @rule(data=st.data(), name=st.sampled_from([*OF_ARTICLES, *OF_PAGES, "listing0", "index", "tag"]))
    def toggle_override(self, data, name):
        """A template is hidden by another, or comes forth again."""
        name = f"{name}.html"
        if self.overrides.pop(name, None):
            self.world.remove(f"overrides/{name}")
        else:
            over = data.draw(templates(name, PLACES[name]), label="override")
            self.overrides[name] = over
            for part, text in {name: over.text, **over.files}.items():
                self.world.put(f"overrides/{part}", text)
        self.done(f"an override of {name} comes or goes")

    @rule(name=st.sampled_from(["tag", "category", "author", "archives", "period_archives", "index"]))
    def toggle_simple(self, name):
        """A template of the theme goes, so that the one of Pelican's simple theme stands in for it, or comes back."""
        name = f"{name}.html"
        path = self.world.folder / "theme/templates" / name
        if path.exists():
            path.unlink()
        else:
            self.put_template(name, self.templates[name].text)
        self.done(f"{name} of the theme comes or goes")

    @rule(data=st.data(), place=st.sampled_from([None, "one", "two/deep"]))
    def place(self, data, place):
        """A content says itself where it goes."""
        name = self.pick(data, self.world.sources)
        place = place and f"{place}/{self.number()}.html"
        self.change(name, save_as=place, url=place)

    @rule(data=st.data(), name=st.sampled_from(["images/a.gif", "images/c.gif", "notes.txt"]))
    def toggle_file(self, data, name):
        path = self.world.folder / "content" / name
        if path.exists() and data.draw(st.booleans(), label="goes"):
            path.unlink()
        else:
            self.world.put(f"content/{name}", f"GIF89a {self.number()}")
        self.done(f"{name} comes, changes or goes")

    @rule()
    def change_motto(self):
        self.world.put("data/motto.txt", f"Motto {self.number()}")
        self.done("another motto")

    @rule(data=st.data(), mood=st.sampled_from([None, "good", "calm", "[b]({filename}/articles/b.md)"]))
    def change_mood(self, data, mood):
        self.change(self.pick(data, self.world.sources), mood=mood)
