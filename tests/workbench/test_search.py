"""Search: one table of queries for both databases, what is found when, and nothing that may not be known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import claims as claim_acts
from factcheck.workbench import ingest, sources
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Claim, Document, SearchEntry, Source, Story
from factcheck.workbench.search import index, results
from factcheck.workbench.search.queries import matching, parse
from factcheck.workbench.search.words import words_in
from tests.cast import Cast
from tests.workbench import world as worlds

SignIn = Callable[[str], Client]

# Text -> its words as they are searched.
WORDS = {
    "Thirty-one DIED": ["thirty", "one", "died"],
    "1,200 of 12,000,000": ["1200", "of", "12000000"],
    "1\u202f200 or 1\u00a0200": ["1200", "or", "1200"],
    "1,20 and 7.5%": ["1", "20", "and", "7point5"],
    "v1.2.3": ["v1", "2", "3"],
    "Città; Nuño": ["citta", "nuno"],
    "Straße": ["strasse"],
    "O'Brien’s": ["o", "brien", "s"],
    "الجيش السوري": ["الجيش", "السوري"],
    "死亡 12": ["死亡", "12"],
    "snake_case – a/b": ["snake", "case", "a", "b"],
    "x" * 150: ["x" * 100],
    "": [],
}


@pytest.mark.parametrize("text", WORDS)
def test_a_text_has_these_words(text: str) -> None:
    assert [word.form for word in words_in(text)] == WORDS[text]
    assert all(text[word.start : word.end] for word in words_in(text))


TEXTS = {
    "bridge": "Bridge collapse at Noor\n\nThe governor said 1,200 people were near the bridge.",
    "bombing": "Bombing in Tel Rahma\n\nThe bombing killed thirty-one people, a doctor said.",
    "budget": "Budget of Città Nuova\n\nSpending rose 7.5 % to 12.4 million. It's the mayor's budget.",
    "long": "A long document\n\n" + "and so on " * 12_000 + "until the zyzzyva at last",
    "quoted": "It's 'quoted' \"twice\" & (so) | on ! : * ^ <-> \\ NEAR OR NOT AND\n\nwords:of",
}
# What is typed -> the documents that are found. The same on both databases.
QUERIES = {
    "bridge": {"bridge"},
    "BRIDGE": {"bridge"},
    "bridge governor": {"bridge"},
    "bridge doctor": set(),
    '"people were"': {"bridge"},
    '"were people"': set(),
    '"the governor said 1,200': {"bridge"},
    "1200": {"bridge"},
    "1,200": {"bridge"},
    "1 200": set(),
    "200": set(),
    "bomb": set(),
    "bomb*": {"bombing"},
    "bo*": {"bombing"},
    "said -bridge": {"bombing"},
    'said -"a doctor"': {"bridge"},
    "said -bomb*": {"bridge"},
    "thirty-one": {"bombing"},
    "one-thirty": set(),
    "citta": {"budget"},
    "CITTÀ": {"budget"},
    "7.5": {"budget"},
    "7": set(),
    "12.4 million": {"budget"},
    "mayor's": {"budget"},
    "zyzzyva": {"long"},
    "on until": {"long"},
    '"on until the zyzzyva"': {"long"},
    "near": {"bridge", "quoted"},
    "NOT": {"quoted"},
    "and OR not": {"quoted"},
    "words:of": {"quoted"},
    "'quoted'": {"quoted"},
    "(so) | on": {"quoted", "long"},
    '"': None,
    "*": None,
    "b*": None,
    "-bridge": None,
    "…": None,
    "a" * 201: None,
    "\\": None,
    "'; DROP TABLE workbench_story; --": set(),
    "' OR 1=1 --": set(),
}


@pytest.fixture
def texts(cast: Cast, story: Story) -> dict[str, Document]:
    return {name: ingest.add_document(story, ingest.pasted(text), cast.reporter) for name, text in TEXTS.items()}


def test_one_table_of_queries(cast: Cast, texts: dict[str, Document]) -> None:
    names = {document.pk: name for name, document in texts.items()}
    wrong = []
    for typed, expected in QUERIES.items():
        try:
            entries = matching(parse(typed), cast.viewer, "document")
            found: set[str] | None = {names[entry.object_id] for entry in entries}
        except BadInput:
            found = None
        if found != expected:
            wrong.append(f"{typed[:40]!r} finds {found}, not {expected}")
    assert not wrong


MARKED = {
    ("At Noor, 1,200 fled Noor.", "noor 1200"): [("At ", False), ("Noor", True), (", ", False), ("1,200", True), (" fled ", False), ("Noor", True), (".", False)],
    ("Bombing, bombs", "bomb*"): [("Bombing", True), (", ", False), ("bombs", True)],
    ("Nothing here", "noor"): [("Nothing here", False)],
    ("<b>Noor</b>", "noor"): [("<b>", False), ("Noor", True), ("</b>", False)],
}  # fmt: skip


@pytest.mark.parametrize(("text", "typed"), MARKED)
def test_found_words_are_marked(text: str, typed: str) -> None:
    assert results.marked(text, parse(typed)) == MARKED[text, typed]


def test_a_long_text_is_shown_where_the_words_stand_together() -> None:
    text = "noor " + "and so on " * 200 + "near the bridge of Noor they stood " + "and so on " * 200
    pieces = results.snippet(text, parse("bridge noor"))
    words = "".join(said for said, _ in pieces)
    assert "bridge of Noor" in words
    assert words.startswith("… ") and words.endswith(" …")
    assert len(words) < 400
    assert results.snippet("nothing", parse("bridge")) == []


# What a stage function does -> what is found afterwards.


def found(reader: Any, typed: str) -> list[tuple[str, int]]:
    return sorted((entry.kind, entry.object_id) for entry in matching(parse(typed), reader))


def test_the_index_keeps_step_with_documents_and_claims(
    cast: Cast, story: Story, document: Document, work: Callable[[Story], None]
) -> None:
    assert found(cast.viewer, "ferry amber") == [("document", document.pk), ("story", story.pk)]
    assert found(cast.viewer, "killed 12") == [("document", document.pk)]
    work(story)
    claim = Claim.objects.get(document=document, measure="killed", low=12)
    assert ("claim", claim.pk) in found(cast.viewer, "killed 12")
    claim = claim_acts.correct(claim, cast.checker, claim.version, {"measure": "missing"})
    assert ("claim", claim.pk) in found(cast.viewer, "missing 12")
    assert ("claim", claim.pk) not in found(cast.viewer, "killed 12")
    claim = claim_acts.reject(claim, cast.checker, claim.version, "Not a claim.")
    assert ("claim", claim.pk) not in found(cast.viewer, "missing 12")
    document.refresh_from_db()
    ingest.withdraw_document(document, cast.editor, "Fabricated.")
    assert found(cast.viewer, "ferry amber") == [("story", story.pk)]
    assert not SearchEntry.objects.filter(kind__in=["claim", "document"]).exists()


def test_a_claim_of_a_persons_own_is_found(cast: Cast, document: Document) -> None:
    fields = {"measure": "hurt", "low": "0", "high": "0"}
    claim = claim_acts.add(document, cast.checker, words="No crew members", fields=fields)
    assert ("claim", claim.pk) in found(cast.viewer, "crew hurt")


def test_a_source_that_becomes_confidential_is_found_by_its_description_alone(cast: Cast) -> None:
    source = sources.add(cast.desk, cast.checker, "Ilya Torvald")
    sources.add_alias(source, cast.checker, "Blackbird")
    for name in ("torvald", "blackbird"):
        assert found(cast.viewer, name) == [("source", source.pk)]
    sources.confide(source, cast.editor, [cast.checker], "a harbour worker")
    for person in (cast.viewer, cast.checker, cast.editor):
        assert found(person, "torvald") == found(person, "blackbird") == []
        assert found(person, "harbour worker") == [("source", source.pk)]
    assert "torvald" not in everything_indexed()


def everything_indexed() -> str:
    sql = {
        "sqlite": "SELECT words FROM workbench_searchwords",
        "postgresql": "SELECT words::text FROM workbench_searchentry",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return " ".join(words for (words,) in cursor.fetchall())


@pytest.fixture
def world(cast: Cast, make_claim: Any) -> worlds.World:
    return worlds.build(cast, make_claim)


# No index holds them, so those who know them find nothing by them either.
NAMES_OF_THE_HIDDEN = {"Zebulon", "Oldhornet", "Marsh"}


@pytest.mark.parametrize(
    "person",
    ["viewer", "reporter", "checker", "second_checker", "editor", "second_editor", "administrator", "outsider"],
)
def test_nobody_finds_or_counts_what_they_may_not_know(
    world: worlds.World, cast: Cast, signed_in: SignIn, person: str
) -> None:
    client = signed_in(person)
    list(index.rebuild())
    for secret, knowing in worlds.SECRETS.items():
        page = client.get("/search/", {"q": secret}).content.decode()
        # The typed word itself stands in the field; nothing else tells that there is such a thing.
        may_find = person in knowing and secret not in NAMES_OF_THE_HIDDEN
        assert ("0 found" not in page) == may_find, secret
    assert not [name for name in NAMES_OF_THE_HIDDEN if name.lower() in everything_indexed()]


def test_reindexing_gives_the_same_and_may_be_done_again(
    cast: Cast, texts: dict[str, Document], work: Callable[[Story], None], story: Story, capsys: Any
) -> None:
    work(story)
    before = sorted(SearchEntry.objects.values_list("kind", "object_id", "part"))
    SearchEntry.objects.filter(kind="claim").delete()
    for _ in range(2):
        call_command("reindex")
        assert sorted(SearchEntry.objects.values_list("kind", "object_id", "part")) == before
    assert "5 of kind document can be found." in capsys.readouterr().out
    assert found(cast.viewer, "zyzzyva") == [("document", texts["long"].pk)]


def test_a_database_from_before_there_was_a_search_is_noticed(cast: Cast, texts: dict[str, Document]) -> None:
    assert not index.is_missing()
    SearchEntry.objects.all().delete()
    assert index.is_missing()


# The page


def test_the_page_marks_links_and_counts(
    cast: Cast, texts: dict[str, Document], signed_in: SignIn, work: Callable[[Story], None], story: Story
) -> None:
    work(story)
    client = signed_in("viewer")
    page = client.get("/search/", {"q": "people"}).content.decode()
    claim = Claim.objects.get(document=texts["bridge"], low=1200)
    assert f'href="/documents/{texts["bridge"].pk}/"' in page
    assert f'href="/documents/{texts["bridge"].pk}/#claim-{claim.pk}"' in page
    assert "<mark>people</mark>" in page
    only = client.get("/search/", {"q": "people", "kind": "claim"}).content.decode()
    assert f'href="/documents/{texts["bridge"].pk}/"' not in only


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ({}, 200, "Every word has to occur."),
        ({"q": " "}, 200, "Every word has to occur."),
        ({"q": "nobodyknows"}, 200, "Nothing that you may see has these words."),
        ({"q": "-bridge"}, 422, "a minus only leaves out"),
        ({"q": "b*"}, 422, "at least two letters before the star"),
        ({"q": "<script>alert(1)</script>"}, 200, "&lt;script&gt;"),
        ({"q": "bridge", "kind": "nothing"}, 200, "found, the newest first"),
        ({"q": "bridge", "after": "rubbish"}, 200, "found, the newest first"),
        ({"q": "bri\0dge"}, 200, "Nothing that you may see"),
    ],
)
def test_what_the_page_says(
    texts: dict[str, Document], signed_in: SignIn, query: dict[str, str], status: int, says: str
) -> None:
    response = signed_in("viewer").get("/search/", query)
    assert response.status_code == status
    assert says in response.content.decode()


def test_a_page_costs_no_query_a_result(cast: Cast, story: Story, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    counts = []
    for round in range(2):
        for number in range(6):
            ingest.add_document(story, ingest.pasted(f"Harbour {round} {number}"), cast.reporter)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/search/", {"q": "harbour"})
        assert page.content.decode().count("data-step") == 6 * (round + 1)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_pages_follow_each_other(cast: Cast, story: Story, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    for number in range(results.RESULTS_A_PAGE + 5):
        ingest.add_document(story, ingest.pasted(f"Harbour {number}"), cast.reporter)
    first = client.get("/search/", {"q": "harbour"}).context["found"]
    assert (first.count, len(first.rows)) == (25, 20)
    second = client.get(f"/search/{first.next_url}").context["found"]
    assert len(second.rows) == 5
    assert not {row.url for row in first.rows} & {row.url for row in second.rows}


def test_sources_are_shown_as_the_reader_may_read_them(cast: Cast, signed_in: SignIn) -> None:
    source = Source.objects.create(desk=cast.desk, name="Ilya Torvald")
    sources.confide(source, cast.editor, [], "a harbour worker")
    assert "a <mark>harbour</mark> worker" in signed_in("viewer").get("/search/", {"q": "harbour"}).content.decode()
    assert "Ilya Torvald" in signed_in("editor").get("/search/", {"q": "harbour"}).content.decode()
