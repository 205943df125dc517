"""How heavy a page is: what a browser must ask for to show it, and how many bytes that is on the wire, compressed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from factcheck.operations.compression import CompressionMiddleware
from factcheck.workbench import review, stylesheet
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
MOST_REQUESTS, MOST_BYTES, LATER_BYTES = 8, 60_000, 15_000
STATIC = re.compile(r'<(?:script|link)\b[^>]*(?:src|href)="/static/([^"]+)"')
IMPORTED = re.compile(r'^import (?:[^"]*? from )?"\./([^"]+)"', re.MULTILINE)
# The counts of the header and the stream of live updates.
BY_ITSELF = re.compile(r'hx-trigger="load\b|<body[^>]* data-live="')


def files_of(page: str) -> dict[str, bytes]:
    """What the page links to, and what those import, by name."""
    wanted, found = STATIC.findall(page), {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            path = finders.find(name)
            assert path, f"{name} is nowhere"
            found[name] = Path(path).read_bytes()
            if name.endswith(".js"):
                folder = name.rpartition("/")[0]
                wanted += [f"{folder}/{each}" for each in IMPORTED.findall(found[name].decode())]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["review", "queue"])
def test_the_first_load_is_light_and_a_later_one_lighter(
    page: str, disagreement: Disagreement, signed_in: SignIn, cast: Cast
) -> None:
    review.take(disagreement.discrepancy, cast.checker)
    address = disagreement.discrepancy.get_absolute_url() if page == "review" else "/queue/"
    answer = signed_in("checker").get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    text = gzip.decompress(answer.content).decode()
    files = files_of(text)
    assert 1 + len(files) + len(BY_ITSELF.findall(text)) <= MOST_REQUESTS, sorted(files)
    weighs = len(answer.content) + sum(len(gzip.compress(content)) for content in files.values())
    assert weighs <= MOST_BYTES
    assert len(answer.content) <= LATER_BYTES


def test_the_stylesheet_is_all_of_them_in_their_order() -> None:
    made = Path(finders.find(stylesheet.NAME)).read_text()
    assert "@import" not in made
    assert re.findall(r"/\*.*", made) == [
        "/*! modern-normalize v3.0.1 | MIT License | https://github.com/sindresorhus/modern-normalize */"
    ]
    places = []
    for part in stylesheet.PARTS:
        source = stylesheet.COMMENT.sub("", (stylesheet.SOURCES / part).read_text())
        source = stylesheet.IMPORT.sub("", source).strip()
        assert source[-200:] in made, part
        places.append(made.index(source[-200:]))
    assert places == sorted(places)
    assert made.count("{") == made.count("}")


def test_a_stream_is_not_held_up_by_compression() -> None:
    request = RequestFactory().get("/live/", headers={"Accept-Encoding": "gzip"})
    stream = StreamingHttpResponse(iter(["event: ready\n\n"]))
    assert not CompressionMiddleware(lambda _: stream)(request).has_header("Content-Encoding")
    whole = HttpResponse("word " * 100)
    assert CompressionMiddleware(lambda _: whole)(request)["Content-Encoding"] == "gzip"


def test_two_compressed_answers_differ_in_length() -> None:
    """Else the length would tell whether a guess in the address stands beside a secret in the page."""
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    lengths = {len(CompressionMiddleware(lambda _: HttpResponse("word " * 500))(request).content) for _ in range(40)}
    assert len(lengths) > 5
