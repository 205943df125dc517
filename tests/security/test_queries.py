"""What one may ask in an address: operators of a search, places in a list, and what no link of ours says.

Whatever is asked, the answer is a page in words, and what is on it is what the reader may see.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.test_secret_walk import text_of, told
from tests.workbench.visiting import browser_of

# Written in SQLite's search language, in PostgreSQL's, for LIKE, for SQL.
OPERATORS = [
    "words:Zebulon", "words : *", "NEAR(Zebulon Marsh, 5)", "Zebulon NOT x", '"Zebulon" OR "Oldhornet"', "^Zebulon", "Zeb*",
    "*", '"', '"a" + "b"', "a AND", "(a", "a | b", "!a", "a <-> b", "a:*", "'a' <2> 'b'", "%", "_ebulon", "[Z]ebulon", "\\",
    "''; DROP TABLE x; --", "1 OR 1=1", "a\x00b", "-", "-Zebulon", "-Noor", "a" * 5000, "(" * 150, "\ud83d", "%(q)s", "{q}",
]  # fmt: skip
LOOKED_FOR_AT = {
    "/search/": "q", "/sources/": "q", "/queue/": "q", "/queue/ ": "story", "/admin/workbench/source/": "q",
    "/admin/workbench/story/": "q",
}  # fmt: skip
# Where a list begins: nothing that a link of ours says.
PLACES = [
    "x", "[]", "[1]", "[1,2]", "[1,2,3,4,5,6]", "[null,null]", "{}", '{"a":1}', '"x"', "true", "[true,{}]", "[[1],[2]]",
    "[NaN,1]", "[Infinity,1]", "[1e999,1]", "[-1,-1]", "[99999999999999999999999,1]", "[1,99999999999999999999999]",
    '["0001-01-01T00:00:00+14:00",1]', '["9999-12-31T23:59:59-14:00",1]', '["x",1]', '["x","y"]', '["\\u0000",1]',
    '["1; DROP TABLE x",1]', '["\\ud800",1]', "[" * 5000, "\x00", "[1.5,1]", '["' + "9" * 5000 + '",1]', "[" + "9" * 5000 + ",1]",
]  # fmt: skip
LISTS = [
    "stories", "queue", "sources", "source", "notifications", "drafts", "work", "history", "search", "undo", "document",
]  # fmt: skip
# Places that are a moment, a number with decimals, words, a whole number.
EACH_KIND = ("stories", "queue", "sources", "history")
OTHERS = {
    "story": ["as_of", "figure", "rows"], "document": ["claim", "part", "show"], "queue": ["show", "since", "assignee", "desk"],
    "history": ["verify"], "discrepancy": ["figure", "evidence", "estimates", "claim"], "claim_figure": ["do", "next"],
    "search": ["kind", "q"], "document_comments": ["words", "before"], "admin:workbench_source_merge": ["into", "from"],
    "admin:workbench_claim_changelist": ["o", "p", "e", "state", "story__id__exact", "pk__in", "content__x"],
    "admin:record_entry_changelist": ["o", "p", "chain__kind", "payload__content"], "admin:autocomplete": ["app_label", "term"],
}  # fmt: skip
VALUES = ["9" * 5000, "\x00", "0001-01-01T00:00"]


def page(browser: Client, address: str, **asked: str) -> tuple[int, str]:
    answer = browser.get(f"{address.strip()}?{urlencode(asked, errors='replace')}")
    return answer.status_code, text_of(answer)


@pytest.mark.parametrize("person", ["viewer", "administrator"])
def test_operators_find_no_more_than_one_may_see(world: worlds.World, cast: Cast, person: str) -> None:
    browser, wrong = browser_of(cast, person), []
    for address, name in LOOKED_FOR_AT.items():
        if address.startswith("/admin/") is not (person == "administrator"):
            continue
        for typed in OPERATORS:
            status, text = page(browser, address, **{name: typed})
            leaks = [word for word in secrets_of(person) if word in text.replace(typed, "") and word not in typed]
            if status >= 500 or leaks:
                wrong.append((address, typed[:50], status, leaks))
    assert not wrong


def secrets_of(person: str) -> list[str]:
    return [word for word, knowing in worlds.SECRETS.items() if person not in knowing]


def test_a_place_that_nobody_was_given_is_the_beginning(cast: Cast, addresses: dict[str, str]) -> None:
    """No failure, and no row that the first page's reader may not see."""
    browser, wrong = browser_of(cast, "viewer"), []
    for name in LISTS:
        for number, place in enumerate(PLACES if name in EACH_KIND else PLACES[::6]):
            direction = "before" if number % 2 else "after"
            answer = browser.get(f"{addresses[name]}?{urlencode({direction: place, 'q': 'Noor'}, errors='replace')}")
            if answer.status_code >= 500 or told(answer, "viewer"):
                wrong.append((name, direction, place[:50], answer.status_code))
    assert not wrong


def test_whatever_else_an_address_is_asked(cast: Cast, addresses: dict[str, str]) -> None:
    wrong = []
    for name, asked in OTHERS.items():
        browser = browser_of(cast, "administrator" if name.startswith("admin:") else "second_checker")
        for each in asked:
            for value in VALUES:
                for headers in ({}, {"HX-Request": "true"}) if name == "discrepancy" else ({},):
                    query = urlencode({each: value}, errors="replace")
                    answer = browser.get(f"{addresses[name]}?{query}", headers=headers)
                    if answer.status_code >= 500:
                        wrong.append((name, each, value[:30], answer.status_code))
    assert not wrong


def test_a_tampered_query_shows_what_the_plain_one_does(cast: Cast, addresses: dict[str, str]) -> None:
    """Fields of Django's own lookups in an address narrow or widen nothing in the workbench."""
    browser = browser_of(cast, "viewer")
    asked = {"story__restricted": "True", "id__gt": "0", "desk__isnull": "True", "confidential": "False", "user": "1"}
    for name in ("stories", "queue", "sources", "notifications", "drafts"):
        plain, with_more = (page(browser, addresses[name], **more) for more in ({}, asked))
        assert seen(plain) == seen(with_more), name


def seen(answer: tuple[int, str]) -> tuple[int, list[str]]:
    """The status, and what the page leads to: its own address and its words for it apart."""
    return answer[0], re.findall(r'href="(/[^"?]*)', answer[1])
