"""The workflow files: machines of others run the same tasks as a maintainer, and nothing else."""

import re

import pytest
import yaml
from invoke import Collection
from sites import ROOT

import tasks

# YAML 1.1 takes `on` for a truth value
GITHUB = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text())
GITLAB = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
TASKS = Collection.from_module(tasks).task_names
STEPS = {
    "github": [step["run"] for job in GITHUB["jobs"].values() for step in job["steps"] if "run" in step],
    "gitlab": [line for job in ("test", "deploy") for line in GITLAB[job]["script"]],
}


@pytest.mark.parametrize("host", STEPS)
def test_every_step_is_a_task_that_there_is(host):
    called = [re.fullmatch(r"python3 tasks\.py ([a-z]+)", step) for step in STEPS[host]]
    assert all(called)
    assert [match[1] for match in called if match] == ["test", "check", "publish", "deploy"]
    assert {match[1] for match in called if match} <= TASKS.keys()


def test_only_what_is_on_main_and_was_tested_is_deployed_and_by_one_job_at_a_time():
    deploy = GITHUB["jobs"]["deploy"]
    assert deploy["needs"] == "test"
    assert deploy["if"] == "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    assert deploy["concurrency"] == {"group": "deploy", "cancel-in-progress": False}
    assert GITLAB["stages"] == ["test", "deploy"]
    (rule,) = GITLAB["deploy"]["rules"]
    assert rule["if"].startswith("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")
    assert GITLAB["deploy"]["resource_group"] == "deploy"


def test_a_job_may_do_no_more_than_it_needs_and_actions_are_of_a_known_version():
    assert GITHUB["permissions"] == {"contents": "read"}
    assert "permissions" not in GITHUB["jobs"]["test"]
    assert GITHUB["jobs"]["deploy"]["permissions"] == {"contents": "write"}
    steps = [step for job in GITHUB["jobs"].values() for step in job["steps"]]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    # secrets are there for the one step that needs them
    assert ["secrets." in str(step) for step in steps] == [
        step.get("run") == "python3 tasks.py deploy" for step in steps
    ]
