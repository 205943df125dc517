"""The exported record: verified where nothing of ours is, found out at one changed byte, and silent about names."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from factcheck.operations import records
from factcheck.operations.errors import OperationRefused
from factcheck.record import chain as history
from factcheck.record import export, verify_export
from factcheck.record.models import Chain, Entry
from factcheck.record.verification import verify
from factcheck.workbench import claims, sources
from factcheck.workbench.models import Claim, Source, Story
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept, cast: Cast) -> worlds.World:
    built = kept.world
    # An entry whose words name the confidential source in its story: what a person typed as the reason.
    claim = Claim.objects.get(pk=built.claims[0].pk)
    claims.reject(claim, cast.editor, claim.version, "Zebulon Marsh told us “ŽEBULON” is wrong")
    return built


def unpacked(parts: Any, folder: Path) -> Path:
    """An export laid out in a folder of its own."""
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as file:
        assert file.testzip() is None
        assert sorted(file.namelist()) == [export.HISTORY, export.SCRIPT]
        file.extractall(folder)
    return folder


def verified(folder: Path, *arguments: str) -> tuple[int, str]:
    """What the export's own script says, in a Python that knows nothing but its standard library."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments], cwd=folder, env={}, capture_output=True, text=True
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / export.HISTORY).read_text().splitlines()]


@pytest.fixture
def whole(world: worlds.World, tmp_path: Path) -> Path:
    return unpacked(records.export_for(Chain.objects.all(), None, names=True), tmp_path)


def test_it_verifies_in_an_empty_environment(whole: Path) -> None:
    status, said = verified(whole)
    assert status == 0, said
    for chain in Chain.objects.all():
        assert f"{chain.kind}:{chain.subject_id}: {chain.head_sequence} entries, head {chain.head_hash}" in said


def test_the_script_needs_the_standard_library_only(whole: Path) -> None:
    code = "import sys, verify; print([m for m in sys.modules if m.split('.')[0] in ('django', 'factcheck')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=whole, env={}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_each_single_changed_byte_of_an_entry_is_found_out(whole: Path) -> None:
    """Every byte that carries something: a digit or letter inside a line is replaced by another one."""
    rows = (whole / export.HISTORY).read_text().splitlines()
    number = next(n for n, row in enumerate(rows) if '"claim.rejected"' in row)
    row, silent = rows[number], []
    for place, character in enumerate(row):
        changed = row[:place] + ("1" if character != "1" else "2") + row[place + 1 :]
        faults = verify_export.verify([*rows[:number], changed, *rows[number + 1 :]]).faults
        if not faults:
            silent.append(row[max(0, place - 20) : place + 20])
    assert not silent


def swapped(rows: list[str]) -> list[str]:
    return [*rows[:2], rows[3], rows[2], *rows[4:]]


def of_another_time(rows: list[str]) -> list[str]:
    """A rewritten chain: every hash in it made anew by somebody who knows how, with another act."""
    made, previous = [], {}
    for row in map(json.loads, rows):
        if row["line"] == "entry":
            name = tuple(row["chain"])
            row["act"] = row["act"].replace("claim.rejected", "claim.accepted")
            row["previous"] = previous.get(name, row["previous"])
            row["hash"] = previous[name] = verify_export.entry_hash(row)
        elif row["line"] == "head":
            row["hash"] = previous[tuple(row["chain"])]
        made.append(json.dumps(row))
    return made


TAMPERING: dict[str, Callable[[list[str]], list[str]]] = {
    "the last entries cut off": lambda rows: rows[:-4],
    "the end cut off": lambda rows: rows[:-1],
    "an entry left out": lambda rows: rows[:3] + rows[4:],
    "two entries changed places": swapped,
    "an entry twice": lambda rows: [*rows[:4], *rows[3:]],
    "not the first line": lambda rows: rows[1:],
    "a line of nothing": lambda rows: [*rows[:3], "", *rows[3:]],
    "a line that is no JSON": lambda rows: [*rows[:3], "{", *rows[3:]],
    "a line that is no object": lambda rows: [*rows[:3], "[1]", *rows[3:]],
    "something after the end": lambda rows: [*rows, rows[1]],
    "nothing at all": lambda rows: [],
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_out(whole: Path, how: str) -> None:
    file = whole / export.HISTORY
    file.write_text("".join(row + "\n" for row in TAMPERING[how](file.read_text().splitlines())))
    status, said = verified(whole)
    assert status == 1
    assert "The export is NOT intact." in said


def test_a_chain_that_was_rewritten_whole_is_found_out_by_a_head_noted_before(whole: Path, world: worlds.World) -> None:
    head = Chain.objects.get(kind="story", subject_id=world.open_story.pk).head_hash
    assert verified(whole, "--head", head)[0] == 0
    file = whole / export.HISTORY
    file.write_text("".join(row + "\n" for row in of_another_time(file.read_text().splitlines())))
    assert verified(whole)[0] == 0, "by itself it cannot show: that is why heads are noted elsewhere"
    status, said = verified(whole, "--head", head)
    assert (status, f"no entry carries the hash {head}" in said) == (1, True)


def as_person(cast: Cast, name: str) -> Client:
    client = Client()
    if name != "nobody":
        client.force_login(getattr(cast, name), backend="factcheck.accounts.backends.PasswordBackend")
    return client


# Who gets the open story's export, and whose of the restricted one.
SCREEN = {
    "nobody": (302, 302), "viewer": (403, 404), "reporter": (403, 404), "checker": (403, 403),
    "second_checker": (403, 404), "editor": (200, 200), "second_editor": (200, 404), "administrator": (403, 404),
    "outsider": (404, 404), "superuser": (404, 404), "deactivated": (302, 302),
}  # fmt: skip


@pytest.mark.parametrize("person", SCREEN)
def test_who_exports_from_the_screen(world: worlds.World, cast: Cast, person: str) -> None:
    client = as_person(cast, person)
    stories = (world.open_story, world.restricted_story)
    statuses = tuple(client.get(f"/stories/{story.pk}/history/export/").status_code for story in stories)
    assert statuses == SCREEN[person]
    page = client.get(f"/stories/{world.open_story.pk}/history/")
    assert (b"history/export/" in page.content) == (SCREEN[person][0] == 200)


@pytest.mark.parametrize(("person", "knows"), [("editor", True), ("second_editor", False)])
def test_what_names_a_confidential_source_is_withheld_and_the_rest_verifies(
    world: worlds.World, cast: Cast, tmp_path: Path, person: str, knows: bool
) -> None:
    response = as_person(cast, person).get(f"/stories/{world.open_story.pk}/history/export/")
    folder = unpacked(response.streaming_content, tmp_path)
    text = (folder / export.HISTORY).read_text()
    assert ("Zebulon" in text) == knows
    assert ('"withheld"' in text) != knows
    status, said = verified(folder)
    assert status == 0, said
    head = Chain.objects.get(kind="story", subject_id=world.open_story.pk)
    assert f"head {head.head_hash}" in said


COMMANDS = {
    # arguments -> whether the confidential name and the restricted story's title may be in it
    ("--all",): (False, True),
    ("--all", "--with-names"): (True, True),
    ("--all", "--as", "editor@example.org"): (True, True),
    ("--all", "--as", "second_editor@example.org"): (False, False),
    ("--desk", "{desk}"): (False, True),
    ("--story", "{open}"): (False, False),
    ("--story", "{open}", "--as", "editor@example.org"): (True, False),
}


@pytest.mark.parametrize("arguments", COMMANDS)
def test_what_the_command_exports(world: worlds.World, cast: Cast, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    known = {"desk": cast.desk.pk, "open": world.open_story.pk}
    file = tmp_path / "record.zip"
    call_command("export_record", *(one.format(**known) for one in arguments), str(file), stdout=io.StringIO())
    folder = unpacked([file.read_bytes()], tmp_path / "unpacked")
    assert file.stat().st_mode & 0o077 == 0
    text = (folder / export.HISTORY).read_text()
    assert ("Zebulon" in text, "Halcyonvault" in text) == COMMANDS[arguments]
    assert verified(folder)[0] == 0


REFUSED = {
    "nobody of that address": (("--all", "--as", "nobody@example.org"), "Nobody with an open account"),
    "somebody who left": (("--all", "--as", "deactivated@example.org"), "Nobody with an open account"),
    "no editor": (("--all", "--as", "viewer@example.org"), "no history of that for this person"),
    "a story that is not": (("--story", "987654"), "no history of that"),
    "a desk that is not": (("--desk", "987654"), "no history of that"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_command_refuses(world: worlds.World, tmp_path: Path, what: str) -> None:
    arguments, says = REFUSED[what]
    with pytest.raises(CommandError, match=says):
        call_command("export_record", *arguments, str(tmp_path / "record.zip"))
    assert not (tmp_path / "record.zip").exists()


def test_a_file_that_is_there_is_not_overwritten(world: worlds.World, tmp_path: Path) -> None:
    (tmp_path / "record.zip").write_text("mine")
    with pytest.raises(CommandError, match="exists"):
        call_command("export_record", "--all", str(tmp_path / "record.zip"))
    assert (tmp_path / "record.zip").read_text() == "mine"


def rejection(story: Story) -> Entry:
    return Entry.objects.for_chain("story", story.pk).get(act="claim.rejected")


def test_an_erasure_says_who_when_why_and_the_exported_chain_still_verifies(
    world: worlds.World, cast: Cast, tmp_path: Path
) -> None:
    entry = rejection(world.open_story)
    label = f"story:{world.open_story.pk}"
    said = io.StringIO()
    arguments = [label, str(entry.sequence), "--by", cast.administrator.email, "--reason", "A court ordered it."]
    call_command("erase", *arguments, stdout=said)
    assert "Nothing was erased" in said.getvalue()
    assert not rejection(world.open_story).erased
    call_command("erase", *arguments, "--erase", stdout=said)
    assert rejection(world.open_story).erased
    told = Entry.objects.for_chain("story", world.open_story.pk).first()
    assert told is not None
    assert (told.act, told.actor, told.reason) == ("record.erased", cast.administrator, "A court ordered it.")
    assert not verify(Chain.objects.get(kind="story", subject_id=world.open_story.pk))

    folder = unpacked(records.export_for(Chain.objects.all(), None, names=True), tmp_path)
    status, printed = verified(folder)
    assert status == 0, printed
    assert "(payloads: 1 erased, 0 withheld)" in printed
    assert "Zebulon Marsh told us" not in (folder / export.HISTORY).read_text()


def test_an_emptied_payload_that_no_entry_tells_of_is_found_out(whole: Path) -> None:
    rows = rows_of(whole)
    for row in rows:
        if row.get("act") == "claim.rejected":
            row["state"] = "erased"
            del row["payload"]
    (whole / export.HISTORY).write_text("".join(json.dumps(row) + "\n" for row in rows))
    status, said = verified(whole)
    assert (status, "no entry tells of its erasure" in said) == (1, True)


ERASERS = {
    "viewer": False, "checker": False, "editor": False, "second_editor": False, "outsider": False, "deactivated": False,
    "administrator": True, "superuser": True,
}  # fmt: skip


@pytest.mark.parametrize("person", ERASERS)
def test_who_erases(world: worlds.World, cast: Cast, person: str) -> None:
    entry = rejection(world.open_story)
    act = (f"story:{world.open_story.pk}", entry.sequence, getattr(cast, person), "A court ordered it.")
    if ERASERS[person]:
        records.erase(*act)
    else:
        with pytest.raises(OperationRefused, match="Only an administrator"):
            records.erase(*act)
    assert rejection(world.open_story).erased == ERASERS[person]


NOT_ERASED = {
    "twice": lambda entry: records.erase(str(entry.chain), entry.sequence, entry.actor, "x"),
    "no such entry": lambda entry: records.erase(str(entry.chain), 98765, entry.actor, "x"),
    "no such chain": lambda entry: records.erase("story", 1, entry.actor, "x"),
    "no reason": lambda entry: records.erase(str(entry.chain), 1, entry.actor, "  "),
    "the erasure itself": lambda entry: records.erase(str(entry.chain), entry.sequence + 1, entry.actor, "x"),
}


@pytest.mark.parametrize("what", NOT_ERASED)
def test_what_is_not_erased(world: worlds.World, cast: Cast, what: str) -> None:
    entry = rejection(world.open_story)
    entry.actor = cast.administrator
    records.erase(str(entry.chain), entry.sequence, cast.administrator, "A court ordered it.")
    before = Entry.objects.count()
    with pytest.raises(OperationRefused):
        NOT_ERASED[what](entry)
    assert Entry.objects.count() == before


def test_an_erasure_during_the_export_is_told_in_it(world: worlds.World, cast: Cast, tmp_path: Path) -> None:
    chain = Chain.objects.get(kind="story", subject_id=world.open_story.pk)
    entry = rejection(world.open_story)
    made = export.lines([chain], entry.at)
    rows = [next(made), next(made)]  # the chain's head is read by now
    with transaction.atomic():
        # Through the database, since what was read at once is already in the program.
        history.erase(entry, actor=cast.administrator, reason="A court ordered it.")
    rows += made
    assert not verify_export.verify(rows).faults


def test_a_source_made_confidential_later_is_withheld_from_then_on(
    world: worlds.World, cast: Cast, make_claim: Any, tmp_path: Path
) -> None:
    source = Source.objects.create(desk=cast.desk, name="Ysolde Quarrie", kind=Source.Kind.WITNESS)
    claim = Claim.objects.get(pk=world.claims[0].pk)
    claims.correct(claim, cast.checker, claim.version, {"claimant": worlds.by("Ysolde Quarrie")}, source=source)
    sources.confide(source, cast.editor, [], "a witness")
    folder = unpacked(records.story_export(world.open_story, cast.second_editor), tmp_path)
    assert "Ysolde" not in (folder / export.HISTORY).read_text()
    assert verified(folder)[0] == 0
