"""The plan of a deploy: whatever is published and wherever it breaks off, readers get whole pages."""

import hashlib
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railhead import caching
from railhead.deploy.manifest import Manifest
from railhead.deploy.plan import KEPT, plan
from railhead.records import RecordError

from ..test_records import PATHS
from .releases import asset, missing, page

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LASTING = dict(asset(name, name.encode()) for name in ("a.svg", "b.woff2", "c.js"))
OTHERS = {"favicon.svg": b"icon", "pagefind/pagefind.js": b"search"}
PAGES = ("index.html", "2024/one/index.html", "feeds/atom.xml.html", "a/index.html")
FOREIGN = {"google.html": b"not ours", "assets/old.0123456789.png": b"not ours either"}


@st.composite
def sites(draw):
    """Files of a site whose pages refer to assets that it has."""
    files = {}
    for name in draw(st.sets(st.sampled_from(PAGES))):
        references = draw(st.sets(st.sampled_from([*LASTING, *OTHERS])))
        files |= {path: content for path, content in (LASTING | OTHERS).items() if path in references}
        files[name] = page(*references, text=draw(st.integers(0, 2)))
    return files


class Target:
    """A target in memory that breaks off after so many steps, and on which a reader looks at every page after each."""

    def __init__(self):
        self.files, self.manifest = dict(FOREIGN), Manifest()

    def deploy(self, files, now, steps, *, everything=False):
        """Whether the deploy came to its end; `steps` is when it breaks off, or None."""
        todo = plan(sums(files), self.manifest, now, everything=everything)
        doing = [(self._keep, todo.before), *((self._upload, (path, files[path])) for path in todo.uploaded)]
        doing += [*((self._remove, path) for path in todo.removed), (self._keep, todo.after)]
        for done, (step, what) in enumerate(doing):
            if done == steps:
                return False
            step(what)
            assert not missing(self.files)
        return True

    def _keep(self, manifest):
        self.manifest = Manifest.load(manifest.dump())

    def _upload(self, file):
        self.files[file[0]] = file[1]

    def _remove(self, path):
        self.files.pop(path, None)


def sums(files):
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


@settings(deadline=None)
@given(st.lists(st.tuples(sites(), st.none() | st.integers(0, 15), st.integers(0, 10), st.booleans())), sites())
def test_no_page_ever_lacks_its_assets_and_a_deploy_that_ends_leaves_just_the_site(deploys, last):
    target, now = Target(), NOW
    for files, steps, days, everything in [*deploys, (last, None, 0, False)]:
        now += timedelta(days=days)
        if target.deploy(files, now, steps, everything=everything):
            retired = target.manifest.retired.keys()
            assert all(caching.is_lasting(path) for path in retired)
            kept = {path: content for path, content in target.files.items() if path in retired}
            assert target.files == FOREIGN | files | kept
            assert not plan(sums(files), target.manifest, now).is_needed


def test_only_what_changed_is_uploaded_and_new_pages_stand_before_the_pages_that_lead_to_them():
    first = {"index.html": b"1", "about/index.html": b"1", "favicon.svg": b"1"}
    held = Manifest(sums(first))
    second = first | {"index.html": b"2", "favicon.svg": b"2", "new/index.html": b"1"} | LASTING
    todo = plan(sums(second), held, NOW)
    assert todo.phases == (
        ("lasting assets", tuple(sorted(LASTING))),
        ("other assets", ("favicon.svg",)),
        ("new pages", ("new/index.html",)),
        ("changed pages", ("index.html",)),
    )


def test_a_file_that_is_back_after_a_broken_deploy_is_uploaded_again():
    old, new = sums({"index.html": b"old"}), sums({"index.html": b"new"})
    broken = plan(new, Manifest(old), NOW).before
    assert plan(old, broken, NOW).uploaded == ["index.html"]


def test_a_lasting_asset_stays_as_long_as_a_cached_page_may_ask_for_it():
    held = Manifest(sums(LASTING))
    retired = plan({}, held, NOW)
    assert not retired.removed
    assert not plan({}, retired.after, NOW + KEPT - timedelta(seconds=1)).is_needed
    assert set(plan({}, retired.after, NOW + KEPT).removed) == set(LASTING)
    (stale,) = re.findall(r"stale-if-error=(\d+)", caching.REVALIDATED)
    assert timedelta(seconds=int(stale)) <= KEPT
    assert "must-revalidate" not in caching.REVALIDATED  # which would take precedence


def test_an_asset_that_a_broken_deploy_needed_again_is_kept_from_then_on():
    (path, content), *_ = LASTING.items()
    held = Manifest(retired={path: (sums({path: content})[path], NOW - KEPT + timedelta(days=1))})
    broken = plan(sums({path: content, "index.html": page(path)}), held, NOW).before
    assert plan({}, broken, NOW + timedelta(days=2)).removed == ("index.html",)


@pytest.mark.parametrize(
    ("path", "lasting"),
    [
        ("assets/train.abcdefghijklmnopqrstuvwxyz.svg", True),
        ("assets/train.abcdefghijklmnopqrstuvwxyz.svg.br", True),
        ("assets/train.0123456789.svg", True),
        ("assets/train.abcdefghij.svg", False),
        ("assets/train.svg", False),
        ("extra/notes.abcdefghijklmnopqrstuvwxyz.txt", False),
        ("pagefind/fragment/en_12ab34c.pf_fragment", True),
        ("pagefind/pagefind.js", False),
        ("pagefind/wasm.en.pagefind", False),
        ("pagefind/pagefind-entry.json", False),
        ("2024/story/index.html", False),
        ("index.html.gz", False),
        ("2024/0123456789/index.html", False),
    ],
)
def test_a_file_is_kept_for_a_year_only_if_its_name_changes_with_its_content(path, lasting):
    assert caching.is_lasting(path) is lasting


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"files": 1}',
        b"\xff",
        b'{"files": {"a": 1}, "retired": {}, "unsettled": []}',
        b'{"files": {}, "retired": {"a": ["b", "2026-01-01"]}, "unsettled": []}',
        b'{"files": {}, "retired": {"a": [[], "2026-01-01T00:00:00+00:00"]}, "unsettled": []}',
        b'{"files": {}, "retired": {"a": "2026-01-01"}, "unsettled": []}',
        b'{"files": {}, "retired": {}, "unsettled": {"a": 1}}',
        b'{"files": {}, "retired": {}, "unsettled": "ab"}',
        b'{"files": {"deployed.json": "' + b"0" * 64 + b'"}, "retired": {}, "unsettled": []}',
        b'{"files": [], "retired": {}, "unsettled": []}',
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_what_is_no_manifest_is_told_apart(data):
    with pytest.raises(RecordError):
        Manifest.load(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PATHS | st.text(), inner, max_size=3),
    max_leaves=8,
)
GROUPS = st.fixed_dictionaries(
    {
        "files": JSON | st.dictionaries(PATHS, st.just("0" * 64) | st.just("")),
        "retired": JSON | st.dictionaries(PATHS, st.tuples(st.just("0" * 64) | JSON, st.just(NOW.isoformat()) | JSON)),
        "unsettled": JSON | st.lists(PATHS),
    }
)


@settings(deadline=None, max_examples=500)
@given((JSON | GROUPS).map(json.dumps).map(str.encode) | st.binary())
def test_a_record_is_a_manifest_of_paths_in_its_folder_or_refused(data):
    try:
        manifest = Manifest.load(data)
    except RecordError:
        return
    folder = Path("/srv/www")
    for path in (*manifest.files, *manifest.retired, *manifest.unsettled):
        place = Path(os.path.normpath(folder / path))
        assert place.is_relative_to(folder)
        assert place != folder
        assert place == folder / path
    assert Manifest.load(manifest.dump()) == manifest
