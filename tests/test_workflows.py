"""The workflow files: machines of others run the same tasks as a maintainer, and nothing else."""

import re

import pytest
import yaml
from invoke import Collection

import tasks

from .sites import ROOT

# YAML 1.1 takes `on` for a truth value
GITHUB = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text())
SUITE = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())
GITLAB = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
TASKS = Collection.from_module(tasks).task_names
STEPS = {
    "github": [step["run"] for job in GITHUB["jobs"].values() for step in job["steps"] if "run" in step],
    "gitlab": [line for job in ("check", "deploy") for line in GITLAB[job]["script"]],
}


@pytest.mark.parametrize("host", STEPS)
def test_every_step_of_an_owner_is_a_task_that_there_is_and_none_is_the_projects_tests(host):
    called = [re.fullmatch(r"python3 tasks\.py ([a-z]+)( --install)?", step) for step in STEPS[host]]
    assert all(called)
    assert [match[1] for match in called if match] == ["check", "publish", "deploy"]
    assert {match[1] for match in called if match} <= TASKS.keys()


def test_the_projects_tests_run_when_its_code_changed_and_not_for_a_story():
    (step,) = [step["run"] for step in SUITE["jobs"]["test"]["steps"] if "run" in step]
    assert step == "python3 tasks.py test --install"
    assert GITLAB["test"]["script"] == [step]
    *_, last = (ROOT / ".ci/run").read_text().splitlines()
    assert last == step
    (told,) = re.findall(r"^(python3 tasks\.py test.*?) +#", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert last == told
    for event in ("push", "pull_request"):
        assert SUITE[True][event]["paths-ignore"] == ["content/**", "published/**"]
    (rule,) = GITLAB["test"]["rules"]
    assert {path.partition("/")[0] for path in rule["changes"]} >= {"railhead", "packages", "theme", "tests"}
    assert not any(path.startswith(("content", "published")) for path in rule["changes"])


def test_only_what_is_on_main_and_was_checked_is_deployed_and_by_one_job_at_a_time():
    deploy = GITHUB["jobs"]["deploy"]
    assert deploy["needs"] == "check"
    assert deploy["if"] == "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
    assert GITHUB[True].keys() == {"push", "pull_request", "schedule"}
    assert deploy["concurrency"] == {"group": "deploy", "cancel-in-progress": False}
    assert GITLAB["stages"] == ["check", "deploy"]
    assert GITLAB["deploy"]["needs"] == ["check"]
    (rule,) = GITLAB["deploy"]["rules"]
    assert rule["if"].startswith("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
    assert GITLAB["deploy"]["resource_group"] == "deploy"


def test_what_is_due_is_published_each_hour_by_the_jobs_that_publish_a_push():
    """Nobody has to push anything when the time of a story has come; and the project's own tests do not run for it."""
    assert [re.fullmatch(r"\d+ \* \* \* \*", each["cron"]) is not None for each in GITHUB[True]["schedule"]] == [True]
    assert not any("if" in GITHUB["jobs"][job] and "push'" in GITHUB["jobs"][job]["if"] for job in ("check", "deploy"))
    assert "schedule" not in SUITE[True]
    (rule,) = GITLAB["deploy"]["rules"]
    assert "schedule" not in rule["if"]
    assert GITLAB["test"]["rules"][0]["if"] == '$CI_PIPELINE_SOURCE != "schedule"'


JOBS = {**GITHUB["jobs"], **SUITE["jobs"]}
TEXTS = {path: path.read_text() for path in [*(ROOT / ".github").rglob("*.yml"), ROOT / ".gitlab-ci.yml"]}


def test_a_job_may_do_no_more_than_it_needs_and_keeps_no_right_in_the_checkout():
    assert (GITHUB["permissions"], SUITE["permissions"]) == ({}, {})
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "check": {"contents": "read"},
        "test": {"contents": "read"},
        "deploy": {"contents": "write"},
    }
    checkouts = [step for job in JOBS.values() for step in job["steps"] if "uses" in step]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    # secrets are there for the one step that needs them
    assert [
        step.get("run") for job in JOBS.values() for step in job["steps"] if re.search("secrets|token", str(step))
    ] == ["python3 tasks.py deploy --install"]
    assert "secrets" not in str({**GITHUB, "jobs": {}}) + str(SUITE)


def test_what_a_pull_request_brings_is_never_run_with_rights():
    """Such as on `pull_request_target` and `workflow_run`, which have them with the code of a fork."""
    for workflow in (GITHUB, SUITE):
        assert workflow[True].keys() - {"schedule"} == {"push", "pull_request"}
        assert workflow[True]["push"]["branches"] == ["main"]
    assert GITHUB["jobs"]["deploy"]["environment"] == GITLAB["deploy"]["environment"] == "live"
    assert 'CI_PIPELINE_SOURCE != "merge_request_event"' in GITLAB["deploy"]["rules"][0]["if"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_what_is_used_of_others_is_named_by_digest_with_the_version_beside_it(path):
    used = re.findall(r"^\s*(?:- )?(uses|image|container): (.*)$", TEXTS[path], re.MULTILINE)
    assert used
    for kind, what in used:
        pinned = (
            r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
            if kind == "uses"
            else r"[a-z]+:[\d.]+\.\d+-[a-z]+@sha256:[0-9a-f]{64}"
        )
        assert re.fullmatch(pinned, what), what


def test_what_installs_all_else_is_let_in_by_digest():
    lines = [line for line in (ROOT / "uv.txt").read_text().splitlines() if not line.startswith("#")]
    first, *digests = [line.removesuffix("\\").strip() for line in lines]
    assert re.fullmatch(r"uv==[\d.]+", first)
    assert digests
    assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", digest) for digest in digests)
