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
    called = [re.fullmatch(r"python3 tasks\.py ([a-z]+)", step) for step in STEPS[host]]
    assert all(called)
    assert [match[1] for match in called if match] == ["check", "publish", "deploy"]
    assert {match[1] for match in called if match} <= TASKS.keys()


def test_the_projects_tests_run_when_its_code_changed_and_not_for_a_story():
    (step,) = [step["run"] for step in SUITE["jobs"]["test"]["steps"] if "run" in step]
    assert step == "python3 tasks.py test"
    for event in ("push", "pull_request"):
        assert SUITE[True][event]["paths-ignore"] == ["content/**", "published/**"]
    (rule,) = GITLAB["test"]["rules"]
    assert {path.partition("/")[0] for path in rule["changes"]} >= {"railhead", "packages", "theme", "tests"}
    assert not any(path.startswith(("content", "published")) for path in rule["changes"])


def test_only_what_is_on_main_and_was_checked_is_deployed_and_by_one_job_at_a_time():
    deploy = GITHUB["jobs"]["deploy"]
    assert deploy["needs"] == "check"
    assert deploy["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert deploy["concurrency"] == {"group": "deploy", "cancel-in-progress": False}
    assert GITLAB["stages"] == ["check", "deploy"]
    assert GITLAB["deploy"]["needs"] == ["check"]
    (rule,) = GITLAB["deploy"]["rules"]
    assert rule["if"].startswith("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
    assert GITLAB["deploy"]["resource_group"] == "deploy"


def test_a_job_may_do_no_more_than_it_needs_and_actions_are_of_a_known_version():
    assert GITHUB["permissions"] == {"contents": "read"}
    assert "permissions" not in GITHUB["jobs"]["check"]
    assert SUITE["permissions"] == {"contents": "read"}
    assert GITHUB["jobs"]["deploy"]["permissions"] == {"contents": "write"}
    steps = [step for job in GITHUB["jobs"].values() for step in job["steps"]]
    suite = SUITE["jobs"]["test"]["steps"]
    actions = [step["uses"] for step in [*steps, *suite] if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    # secrets are there for the one step that needs them
    assert ["secrets." in str(step) for step in steps] == [
        step.get("run") == "python3 tasks.py deploy" for step in steps
    ]
