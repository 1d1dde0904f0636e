"""Files that a writer may have meant: the first of many slips get them, and no text makes a build look for hours."""

from railhead.story.nearby import MOST_GUESSED, Nearby

from ..sites import STORY

FILES = ["images/train.jpg", "stories/2023/the-guns.md", "stories/2024/the-guns.md", "stories/2024/the-train.md"]


def test_a_file_of_that_name_is_meant_wherever_it_lies():
    nearby = Nearby(FILES)
    assert nearby.near("/pictures/Train.JPG") == "images/train.jpg"
    assert nearby.near("2023/the-guns.md") == "stories/2023/the-guns.md"
    assert nearby.near("the%2Dtrain.md") == "stories/2024/the-train.md"


def test_a_file_of_nearly_that_name_is_meant():
    assert Nearby(FILES).near("/stories/2024/the-trian.md") == "stories/2024/the-train.md"
    assert Nearby(FILES).near("/stories/2024/nothing-like-it.md") == ""


def test_of_thousands_of_wrong_links_the_first_are_led_to_a_file_and_all_are_told(site):
    links = "\n".join(f"[x]({{filename}}/stories/2024/a-storry{n}.md)" for n in range(3 * MOST_GUESSED))
    site.write("stories/2024/a-story.md", f"{STORY}\n{links}\n")
    told = [problem.right for problem in site.problems()]
    assert len(told) == 3 * MOST_GUESSED
    assert sum("did you mean `{filename}/stories/2024/a-story.md`?" in right for right in told) == MOST_GUESSED
