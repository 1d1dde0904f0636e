"""Nothing is written, emptied or removed through a symbolic link that somebody has put where a build writes."""

import os

import jinja2
import pytest
from jinja2.bccache import Bucket
from pelican_incremental.rendering.staging import Staging
from pelican_incremental.site import _alone
from pelican_incremental.tracing.templates import CompiledTemplates


@pytest.fixture
def victim(tmp_path):
    file = tmp_path / "victim"
    file.write_text("mine")
    return file


def test_the_file_of_a_lock_is_not_emptied_through_a_link(tmp_path, victim):
    (tmp_path / "a.lock").symlink_to(victim)
    with _alone(tmp_path / "a.lock"):
        pass
    assert victim.read_text() == "mine"


def test_compiled_templates_are_not_written_through_a_link(tmp_path, victim):
    compiled = CompiledTemplates(tmp_path / "compiled")
    bucket = Bucket(jinja2.Environment(autoescape=True), "key", "checksum")
    bucket.code = compile("1", "a", "eval")
    for name in ("key", f"key.{os.getpid()}"):
        (compiled.folder / name).symlink_to(victim)
    compiled.dump_bytecode(bucket)
    assert victim.read_text() == "mine"
    assert not (compiled.folder / "key").is_symlink()
    assert (compiled.folder / "key").stat().st_mode & 0o777 == 0o600


def test_a_link_where_the_staging_folder_is_made_is_removed_and_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".building-a").symlink_to("elsewhere")
    staging = Staging(tmp_path / "output", "a")
    staging.put("index.html", b"x")
    assert not list((tmp_path / "elsewhere").iterdir())
    staging.land()
    assert (tmp_path / "output/index.html").read_bytes() == b"x"


def test_files_in_the_output_are_not_written_through_links(tmp_path, victim):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "output").mkdir()
    (tmp_path / "output/2024").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "output/a.html").symlink_to(victim)
    staging = Staging(tmp_path / "output", "a")
    for name in ("2024/a.html", "a.html"):
        staging.put(name, b"x")
    staging.land()
    assert not list((tmp_path / "elsewhere").iterdir())
    assert victim.read_text() == "mine"
    assert (tmp_path / "output/2024/a.html").read_bytes() == b"x"


@pytest.mark.parametrize(
    "name",
    ["../victim", "{}/victim", "linked/victim", "a/../../victim", "./../victim", "..", ".", "", "a//../../victim"],
)
def test_nothing_outside_the_output_is_removed_whatever_the_store_names(tmp_path, victim, name):
    (tmp_path / "output/a").mkdir(parents=True)
    (tmp_path / "output/linked").symlink_to(tmp_path)
    staging = Staging(tmp_path / "output", "a")
    assert staging.drop([name.format(tmp_path)]) == []
    assert victim.read_text() == "mine"
    assert (tmp_path / "output/a").is_dir()
