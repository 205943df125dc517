"""Tables of words and sources: what goes out, what comes in after a preview, and what no file can do."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factcheck.accounts.models import Membership, Role, User
from factcheck.record.models import Entry
from factcheck.workbench import exchange, sources, vocabulary
from factcheck.workbench.errors import BadInput, Conflict
from factcheck.workbench.exchange import files
from factcheck.workbench.exchange.resources import OtherNamesResource, SourcesResource, StageResource, WordsResource
from factcheck.workbench.models import Source, SourceAlias, Vocabulary
from tests.cast import Cast
from tests.workbench.kept import Kept
from tests.workbench.world import World

SignIn = Callable[[str], Client]
TABLES: dict[str, type[StageResource]] = {
    "words": WordsResource, "sources": SourcesResource, "other-names": OtherNamesResource,
}  # fmt: skip
PAGES = {"words": "vocabulary", "sources": "source", "other-names": "source"}


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> World:
    return kept.world


def table(*lines: str) -> Any:
    return files.rows_of("\n".join(lines), files.CSV)


def outcomes(resource: StageResource, *lines: str) -> list[tuple[str, str]]:
    return [(row.outcome, row.says) for row in exchange.try_out(resource, table(*lines)).rows]


def everything() -> tuple[Any, ...]:
    return (
        list(Vocabulary.objects.order_by("pk").values()), list(Source.objects.order_by("pk").values()),
        list(SourceAlias.objects.order_by("pk").values()), Entry.objects.count(),
    )  # fmt: skip


def export(kind: str, person: User, form: str = files.CSV) -> bytes:
    resource = TABLES[kind](person)
    return files.write(resource.export(resource.rows()), form)


@pytest.mark.parametrize("form", [files.CSV, files.JSON])
@pytest.mark.parametrize(
    ("kind", "person"),
    [
        ("words", "administrator"),
        ("sources", "administrator"),
        ("sources", "editor"),
        ("other-names", "administrator"),
        ("other-names", "editor"),
    ],
)
def test_what_goes_out_comes_in_again_and_changes_nothing(
    world: World, cast: Cast, person: str, kind: str, form: str
) -> None:
    sources.add(cast.desk, cast.checker, '=HYPERLINK("x"), "quoted"\tand more', "outlet", True)
    sources.add_alias(sources.add(cast.desk, cast.checker, "Harbour"), cast.checker, "'-2+3")
    vocabulary.add(cast.desk, cast.administrator, "alias", "the Boys", "Army")
    vocabulary.add(cast.desk, cast.administrator, "others", "militias", "the army", world.open_story)
    rows, _ = files.read(export(kind, cast.fresh(person), form), f"x.{form}")
    assert len(rows)
    before = everything()
    outcome = exchange.try_out(TABLES[kind](cast.fresh(person)), rows)
    assert {row.outcome for row in outcome.rows} <= {exchange.UNCHANGED}
    assert not outcome.does_something and everything() == before


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "＝1", "－1"])
def test_no_cell_goes_out_as_a_formula_and_each_comes_back(cell: str) -> None:
    written = files.write(files.Dataset([cell], headers=["word"]), files.CSV).decode("utf-8-sig")
    shown = list(csv.reader(io.StringIO(written, newline="")))[1][0]
    assert shown.startswith("'") and files.as_meant(shown) == cell


@pytest.mark.parametrize("cell", ["", "killed", "'tis", "a=b", "O’Neill", "'", "3–4"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert files.harmless(cell) == cell == files.as_meant(cell)


WORDS = "desk,kind,word,meaning,story,state"
NEWSROOM = "Newsroom"


def word_rows(cast: Cast, world: World) -> dict[str, tuple[str, str, str]]:
    desk = cast.desk.name
    return {
        "a new one": (f"{desk},unit,leagues,km,,", "new", ""),
        "by the words on the screen": (f"{desk.upper()},Word for a unit,leagues,km,,", "new", ""),
        "one that is there": (f"{desk},unit,klicks,km,,active", "unchanged", ""),
        "another meaning": (f"{desk},unit,klicks,m,,", "changed", "meaning: km → m"),
        "retired": (f"{desk},unit,klicks,,,retired", "changed", "state: active → retired"),
        "nothing to retire": (f"{desk},unit,leagues,,,retired", "refused", "cannot be retired"),
        "no such kind": (f"{desk},verb,leagues,km,,", "refused", "In “kind” write one of"),
        "no such unit": (f"{desk},unit,leagues,furlongs,,", "refused", "Write the code of a unit"),
        "no word": (f"{desk},title,,,,", "refused", "Write the word"),
        "no such state": (f"{desk},unit,leagues,km,,gone", "refused", "In “state” write one of"),
        "another desk": (f"{cast.elsewhere.name},unit,leagues,km,,", "refused", "a desk that you administer"),
        "of a story": (f"{desk},side,rebels,opposition,{world.open_story.pk},", "new", ""),
        "of a story that one may not see": (
            f"{desk},side,rebels,opposition,{world.restricted_story.pk},", "refused", "the number of a story of this desk",
        ),
        "of no story": (f"{desk},side,rebels,opposition,987654321,", "refused", "the number of a story of this desk"),
        "a story in words": (f"{desk},side,rebels,opposition,Bridge,", "refused", "is no number"),
        "hidden characters": (f"{desk},alias,the\u200bboys,Army,,", "refused", "cannot be seen"),
    }  # fmt: skip


def test_what_becomes_of_each_row_of_words(world: World, cast: Cast) -> None:
    before = everything()
    wrong = []
    for case, (line, outcome, says) in word_rows(cast, world).items():
        [(was, said)] = outcomes(WordsResource(cast.administrator), WORDS, line)
        if was != outcome or says not in said:
            wrong.append(f"{case}: {was}, {said}")
    assert not wrong and everything() == before


def source_rows(cast: Cast, world: World, post: Source) -> dict[str, tuple[str, str, str]]:
    desk, secret = cast.desk.name, world.source.pk
    return {
        "a new one": (f",{desk},The mayor,official,yes,", "new", ""),
        "one that is there": (f",{desk},noor post,outlet,no,no", "changed", "name: Noor Post → noor post"),
        "unchanged": (f"{post.pk},{desk},Noor Post,outlet,no,no", "unchanged", ""),
        "renamed": (f"{post.pk},{desk},Noor Evening Post,outlet,,", "changed", "name: Noor Post → Noor Evening Post"),
        "no name": (f"{post.pk},{desk},,outlet,,", "refused", "Write the source's name."),
        "no such kind": (f",{desk},The mayor,king,,", "refused", "In “kind” write one of"),
        "no yes": (f",{desk},The mayor,official,perhaps,", "refused", "write yes or no"),
        "another desk": (f",{cast.elsewhere.name},The mayor,official,,", "refused", "whose sources you may edit"),
        "no such number": (f"987654321,{desk},The mayor,official,,", "refused", "no source of this number"),
        "a long number": (f"{'9' * 40},{desk},The mayor,official,,", "refused", "is no number"),
        "confided by a table": (f"{post.pk},{desk},Noor Post,outlet,no,yes", "refused", "Nobody becomes confidential"),
        "opened by a table": (f"{secret},{desk},a senior official,official,no,no", "refused", "Nobody becomes"),
        "an unknown one, as it is": (f"{secret},{desk},a senior official,official,no,yes", "unchanged", ""),
        "an unknown one, changed": (f"{secret},{desk},Someone,official,no,yes", "refused", "Only somebody who knows"),
        # A confidential name is as free as any other, or the table would tell that somebody has it.
        "the name of an unknown one": (f",{desk},Zebulon Marsh,official,no,", "new", ""),
    }  # fmt: skip


def test_what_becomes_of_each_row_of_sources(world: World, cast: Cast) -> None:
    before, wrong = everything(), []
    for case, (line, outcome, says) in source_rows(cast, world, Source.objects.get(name="Noor Post")).items():
        head = "number,desk,name,kind,anonymous,confidential"
        [(was, said)] = outcomes(SourcesResource(cast.administrator), head, line)
        if was != outcome or says not in said:
            wrong.append(f"{case}: {was}, {said}")
    assert not wrong and everything() == before


def test_what_becomes_of_each_row_of_other_names(world: World, cast: Cast) -> None:
    post = Source.objects.get(name="Noor Post")
    alias = sources.add_alias(post, cast.checker, "NP")
    secret = world.source.aliases.get()
    rows = {
        f",{post.pk},The Post": ("new", ""),
        f",{post.pk},NP": ("unchanged", ""),
        f"{alias.pk},{post.pk},N. P.": ("changed", "other_name: NP → N. P."),
        f",{post.pk},": ("refused", "Write the source's name."),
        f"{secret.pk},{post.pk},X": ("refused", "no other name of this number"),
        f",{world.source.pk},Oldhornet": ("refused", "a source that you know"),
        f"{secret.pk},{world.source.pk},Oldhornet": ("refused", "a source that you know"),
        ",987654321,X": ("refused", "a source that you know"),
    }
    before = everything()
    for line, (outcome, says) in rows.items():
        [(was, said)] = outcomes(OtherNamesResource(cast.administrator), "number,source,other_name", line)
        assert was == outcome and says in said, line
    assert everything() == before


def test_what_goes_out_names_nobody_whom_one_may_not_know(world: World, cast: Cast) -> None:
    for person in ("viewer", "checker", "administrator", "superuser", "outsider"):
        for kind in TABLES:
            for form in files.CONTENT_TYPES:
                said = export(kind, cast.fresh(person), form).decode("utf-8-sig")
                assert "Zebulon" not in said and "Oldhornet" not in said
    assert "Zebulon Marsh" in export("sources", cast.editor).decode()
    assert "Oldhornet" in export("other-names", cast.editor).decode()
    assert "a senior official" in export("sources", cast.viewer).decode()
    assert json.loads(export("words", cast.outsider, files.JSON)) == []


def test_all_rows_or_none(world: World, cast: Cast) -> None:
    rows = table(WORDS, f"{cast.desk.name},unit,leagues,km,,", f"{cast.desk.name},unit,leagues,furlongs,,")
    before = everything()
    outcome = exchange.try_out(WordsResource(cast.administrator), rows)
    assert [row.outcome for row in outcome.rows] == ["new", "refused"] and not outcome.does_something
    with pytest.raises(BadInput, match="nothing of the file was taken over"):
        exchange.carry_out(WordsResource(cast.administrator), rows, outcome.digest)
    assert everything() == before


def test_what_was_brought_in_stands_in_the_history_like_anything_else(world: World, cast: Cast) -> None:
    rows = table(WORDS, f"{cast.desk.name},unit,leagues,km,,", f"{cast.desk.name},unit,klicks,m,,")
    digest = exchange.try_out(WordsResource(cast.administrator), rows).digest
    assert exchange.carry_out(WordsResource(cast.administrator), rows, digest).counts["new"] == 1
    latest = Entry.objects.for_chain("desk", cast.desk.pk)[:2]
    assert [entry.act for entry in latest] == ["vocabulary.changed", "vocabulary.added"]
    assert {entry.actor for entry in latest} == {cast.administrator}


def test_what_changed_since_the_preview_is_looked_at_again(world: World, cast: Cast) -> None:
    rows = table(WORDS, f"{cast.desk.name},unit,klicks,m,,")
    digest = exchange.try_out(WordsResource(cast.administrator), rows).digest
    vocabulary.change(Vocabulary.objects.get(word="klicks"), cast.administrator, {"meaning": "ft"})
    before = everything()
    with pytest.raises(Conflict, match="since the preview"):
        exchange.carry_out(WordsResource(cast.administrator), rows, digest)
    assert everything() == before


DEEP = "[" * 100_000
HOSTILE = {
    "too large": (b"x" * (files.MOST_BYTES + 1), "a.csv", "larger than 500 kB"),
    "another encoding": ("desk,kind,wörd".encode("cp1252"), "a.csv", "not UTF-8"),
    "sixteen bits": ("desk,kind,word".encode("utf-16"), "a.csv", "not UTF-8"),
    "a spreadsheet": (b"PK\x03\x04\x14\x00\xff\xfe", "a.xlsx", "not UTF-8"),
    "NUL": (b"desk,kind,word\na,b,c\x00", "a.csv", "NUL"),
    "nothing": (b"", "a.csv", "empty"),
    "an empty line": (b"\n", "a.csv", "empty"),
    "many columns": (",".join(map(str, range(80_000))).encode(), "a.csv", "80,000 columns"),
    "many rows": (b"word\n" + b"a\n" * (files.MOST_ROWS + 1), "a.csv", "more than 2,000 rows"),
    "a long cell": (b"word\n" + b"a" * 1001, "a.csv", "more than 1,000 characters"),
    "a very long cell": (b'word\n"' + b"a" * 200_000, "a.csv", "no CSV"),
    "a cell too many": (b"word,kind\na,b,c", "a.csv", "Row 1 has more cells"),
    "two columns of one name": (b"word,word\na,b", "a.csv", "the same name"),
    "an open quotation": (b'word\n"a', "a.csv", "no CSV"),
    "no JSON": (b"{]", "a.json", "no JSON"),
    "an object": (b'{"word": "a"}', "a.json", "a list of objects"),
    "a list of words": (b'["word"]', "a.json", "a list of objects"),
    "a list in a cell": (b'[{"word": ["a"]}]', "a.json", "a list or an object in a cell"),
    "a deep one": (DEEP.encode(), "a.json", "no JSON"),
    "many keys": (json.dumps([{str(n): "" for n in range(21)}]).encode(), "a.json", "21 columns"),
    "an unknown column": (b"desk,kind,word,colour\na,b,c,d", "a.csv", "no column “colour”"),
    "a missing column": (b"desk,word\na,b", "a.csv", "The column “kind” is missing"),
    "a long number": (b'[{"desk": 1e400, "kind": ' + b"9" * 5000 + b', "word": "a"}]', "a.json", "no JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_no_file_does_harm(cast: Cast, signed_in: SignIn, case: str) -> None:
    content, name, says = HOSTILE[case]
    address = reverse("admin:workbench_vocabulary_import", args=["words"])
    before = everything()
    answer = signed_in("administrator").post(address, {"file": SimpleUploadedFile(name, content)})
    said = answer.content.decode()
    assert answer.status_code == 422 and "Nothing was changed." in said and says in said
    assert everything() == before


def test_a_table_is_brought_in_on_the_page(world: World, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    address = reverse("admin:workbench_vocabulary_import", args=["words"])
    assert client.post(address).status_code == 422
    lines = f"{WORDS}\n{cast.desk.name},title,<b>,,,\n"
    refused = client.post(address, {"file": SimpleUploadedFile("a.csv", lines.encode())})
    assert (
        refused.status_code == 422 and "&lt;b&gt;" in refused.content.decode() and refused.context["outcome"].is_refused
    )
    lines = f"{WORDS}\n{cast.desk.name},title,portreeve,,,\n"
    preview = client.post(address, {"file": SimpleUploadedFile("a.csv", lines.encode())})
    assert preview.status_code == 200 and not Vocabulary.objects.filter(word="portreeve").exists()
    signed = {"preview": preview.context["preview"]}
    # Nobody else's preview, and none that somebody wrote.
    User.objects.filter(pk=cast.editor.pk).update(is_superuser=True)
    for person, told in (("editor", signed), ("administrator", {"preview": "made:up"})):
        assert signed_in(person).post(address, told).status_code == 422
    assert not Vocabulary.objects.filter(word="portreeve").exists()
    assert "Brought in: 1 new, 0 changed." in client.post(address, signed, follow=True).content.decode()
    assert Vocabulary.objects.get(word="portreeve").state == "active"
    assert client.post(address, signed).status_code == 409


@pytest.mark.parametrize(
    ("person", "brings", "takes"),
    [("viewer", 302, 302), ("outsider", 302, 302), ("superuser", 404, 200), ("administrator", 200, 200)],
)
def test_who_reaches_the_tables(cast: Cast, signed_in: SignIn, person: str, brings: int, takes: int) -> None:
    client = signed_in(person)
    for kind in ("sources", "other-names"):
        assert client.get(reverse("admin:workbench_source_import", args=[kind])).status_code == brings
        assert client.get(reverse("admin:workbench_source_export", args=[kind, "csv"])).status_code == takes
    for args in (["words", "csv"], ["sources", "xlsx"]):
        assert client.get(reverse("admin:workbench_source_export", args=args)).status_code in {302, 404}


def test_another_desks_administrator_takes_out_nothing_of_ours(world: World, cast: Cast) -> None:
    Membership.objects.filter(user=cast.outsider).update(role=Role.ADMINISTRATOR)
    for kind in TABLES:
        assert json.loads(export(kind, cast.fresh("outsider"), files.JSON)) == []


def test_a_table_costs_as_many_queries_however_long_it_is(world: World, cast: Cast) -> None:
    counts: dict[str, list[int]] = {kind: [] for kind in TABLES}
    for number in range(3):
        for kind in TABLES:
            with CaptureQueriesContext(connection) as queries:
                export(kind, cast.fresh("administrator"))
            counts[kind].append(len(queries))
        for each in range(60):
            name = f"Outlet {number}-{each}"
            sources.add_alias(sources.add(cast.desk, cast.checker, name), cast.checker, f"O {number}-{each}")
    assert all(first == later <= 7 for first, _, later in counts.values()), counts
