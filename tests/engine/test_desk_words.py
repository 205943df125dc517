"""A desk's own words: what each kind changes in what the engine reads, and what stays in the words of the text."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine import compare_json, extract_json


def read(text: str, words: dict[str, Any] | None = None) -> dict[str, Any]:
    """The only claim of a passage."""
    (claim,) = extract_json({"id": "d", "text": text, "headline_end": 0}, lexicon=words)["claims"]
    return claim


CORPS = {"aliases": {"NRC": "Northern Rescue Corps"}}
CASES = [
    # passage, the desk's words, where to look, without them, with them
    ("The NRC said 40 people were killed.", CORPS, ("claimant", "name"), "The NRC", "Northern Rescue Corps"),
    ("40 people were killed, according to NRC.", CORPS, ("claimant", "name"), "NRC", "Northern Rescue Corps"),
    ("The NRC said 40 people were killed.", CORPS, ("claimant", "text"), "The NRC", "The NRC"),
    (
        "At least 40 red  shirts were killed.", {"aliases": {"Red shirts": "Vardan militia"}}, ("population", "lemma"),
        "red shirt", "Vardan militia",
    ),
    ("At least 40 red shirts were killed.", {"aliases": {"red": "blue"}}, ("population", "lemma"), "red shirt", "red shirt"),
    ("They walked 40 klicks on Monday.", {"units": {"km": ["klicks"]}}, ("unit",), None, "km"),
    ("They walked 40 long klicks on Monday.", {"units": {"km": ["long klicks"]}}, ("unit",), None, "km"),
    ("The walk covered 40 m.", {"units": {"km": ["m"]}}, ("unit",), "m", "km"),
    ("The walk covered 40 m.", {"units": {}, "aliases": {}, "titles": []}, ("unit",), "m", "m"),
    (
        "Some 40 people were killed, said a jirgadar.", {"titles": ["Jirgadar"]}, ("claimant", "text"), None, "a jirgadar",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "path", "without", "having"), CASES, ids=range(len(CASES)))
def test_a_desks_words_change_what_is_read(text: str, words: Any, path: tuple, without: Any, having: Any) -> None:
    for given, expected in ((None, without), (words, having), (None, without)):
        found: Any = read(text, given)
        for name in path:
            found = found[name]
        assert found == expected


def test_a_group_under_two_names_is_one_and_keeps_its_words() -> None:
    texts = {
        "a": "The governor said at least 40 red shirts were killed at Sorrel.",
        "b": "The mayor said nine Vardan fighters were killed at Sorrel.",
    }
    story = {"id": "s", "documents": [{"id": key, "text": text, "headline_end": 0} for key, text in texts.items()]}
    apart = compare_json(story)
    together = compare_json(story | {"lexicon": {"aliases": {"red shirts": "Vardan fighters"}}})
    assert len(apart["figures"]) == 2
    assert [figure["population"] for figure in together["figures"]] == ["Vardan fighters"]
    assert {claim["population"]["text"] for claim in together["claims"]} == {"red shirts", "Vardan fighters"}
    assert "contradiction" in {finding["kind"] for finding in together["findings"]}
