"""What no browser sends, in every field of every form: a clear answer, never a failure of the program."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factcheck.accounts.models import Desk
from tests.cast import Cast
from tests.security.writing import sent, writes
from tests.workbench import world as worlds
from tests.workbench.visiting import browser_of

# The kind of a field -> what it is sent: each would break what takes it as it comes.
VALUES = {
    "words": {"NUL": "a\x00b"},
    "number": {"longer than any": "9" * 5000, "a power of ten": "1e999999999"},
    "moment": {"the first": "0001-01-01T00:00", "the last": "9999-12-31T23:59"},
    "page": {"one word": "NaN", "NUL": "/\x00", "a view's name": "workbench:queue"},
}
NUMBERS = {
    "version", "row", "evidence", "figure", "source", "claim", "assignee", "desk", "people", "low", "best", "high", "seen",
    "inputs-total", "inputs-0-best", "inputs-0-origin", "end",
}  # fmt: skip
# Of the same code in every form: sent to one of them.
EVERYWHERE_ALIKE = {"next", "decision", "method", "line", "reasons", "low", "high", "best", "before", "after"}
# What buttons of ours say, with such a number in it.
BUTTONS = {
    "write_verdict": ["seen:{}", "accept:{}:1", "accept:1:{}"],
    "regroup": ["split:{}", "merge:{}", "move:1:{}", "undo:{}"],
    "adjudicate": ["start:{}"],
}


def kind_of(name: str) -> str:
    if name == "next":
        return "page"
    return "moment" if name in {"as_of", "due_at", "published_at"} else "number" if name in NUMBERS else "words"


def test_in_a_form(world: worlds.World, cast: Cast, addresses: dict[str, str]) -> None:
    """A field at a time: another that is wrong as well would hide what this one does."""
    Desk.objects.filter(pk=cast.desk.pk).update(time_zone="Asia/Tokyo")
    browsers = {name: browser_of(cast, name) for name in ("viewer", "reporter", "checker", "second_checker", "editor")}
    failed: list[str] = []
    met: set[tuple[str, str]] = set()
    for write in writes(world, cast):
        tries: list[tuple[dict[str, Any], str]] = []
        for name in write.fields:
            here = ("" if name in EVERYWHERE_ALIKE else write.to, name)
            if here in met:
                continue
            met.add(here)
            if name in {"act", "regroup"}:
                tries += [({name: button.format("9" * 5000)}, button) for button in BUTTONS.get(write.to, [])]
            else:
                tries += [({name: value}, f"{name}: {what}") for what, value in VALUES[kind_of(name)].items()]
        for changes, what in tries:
            answer = sent(browsers[write.person], addresses[write.to], write, changes)[0]
            if answer.status_code >= 500:
                failed.append(f"{write.name}, {what}")
    assert not failed
    assert len(met) > 80


@pytest.mark.parametrize(
    "what", ["nested", "a long number", "an endless number", "half a character", "NUL", "no table"]
)
def test_in_a_file_of_json(cast: Cast, what: str) -> None:
    contents = {
        "nested": b"[" * 200_000,
        "a long number": b'[{"name": ' + b"9" * 5000 + b"}]",
        "an endless number": b'[{"name": Infinity}]',
        "half a character": b'[{"name": "\\ud800", "kind": "other", "desk": "world"}]',
        "NUL": b'[{"name": "a\\u0000b", "kind": "other", "desk": "world"}]',
        "no table": b'{"name": {"name": []}}',
    }
    address = "/admin/workbench/source/tables/sources/import/"
    file = SimpleUploadedFile("sources.json", contents[what], "application/json")
    answer = browser_of(cast, "administrator").post(address, {"file": file})
    assert answer.status_code == 422
