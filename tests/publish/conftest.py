import pytest

from .project import ALIASES, STORY, Project


@pytest.fixture
def project(copy):
    """A copy of the project with its first commit."""
    project = Project(copy)
    project.commit()
    return project


@pytest.fixture(scope="session")
def published_project(tmp_path_factory, clone):
    """A copy of the project in which one story had other addresses, published. Tests must leave it as it is."""
    project = Project(clone(tmp_path_factory.mktemp("published-project")))
    project.edit(STORY, "category:", f"aliases: [{', '.join(ALIASES)}]\ncategory:")
    project.commit()
    project.said = project.publish()
    return project


@pytest.fixture(scope="session")
def contents(published_project):
    return published_project.contents()
