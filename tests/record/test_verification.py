"""Verification finds what an owner of the database did behind the guards, and names the exact entry."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from factcheck.record import chain, triggers
from factcheck.record.models import Chain, Entry
from factcheck.record.verification import orphans, verify

Told = Callable[..., Entry]

HASH = "f" * 64
LATER_HEAD = f"UPDATE record_chain SET head_sequence = 7, head_hash = '{HASH}'"


def tamper(*statements: str) -> None:
    """Do as the owner of the database would: drop the guards, rewrite, put the guards back."""
    connection.check_constraints()
    triggers.uninstall(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.check_constraints()
    triggers.install(connection)


def of(sequence: int) -> str:
    """The payload of an entry, for a WHERE."""
    return f"entry_id = (SELECT id FROM record_entry WHERE sequence = {sequence})"


def gone(sequence: int) -> tuple[str, str]:
    return f"DELETE FROM record_payload WHERE {of(sequence)}", f"DELETE FROM record_entry WHERE sequence = {sequence}"


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (["UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 3"], [("hash", 3)]),
        (["UPDATE record_entry SET actor_id = NULL WHERE sequence = 1"], [("hash", 1)]),
        (["UPDATE record_entry SET at = '2001-01-01 00:00:00+00:00' WHERE sequence = 5"], [("hash", 5)]),
        (["UPDATE record_entry SET subject_id = 99 WHERE sequence IN (2, 4)"], [("hash", 2), ("hash", 4)]),
        ([f"UPDATE record_entry SET hash = '{HASH}' WHERE sequence = 3"], [("hash", 3)]),
        ([f"UPDATE record_entry SET hash = '{HASH}' WHERE sequence = 5"], [("hash", 5)]),
        ([f"UPDATE record_entry SET previous_hash = '{HASH}' WHERE sequence = 3"], [("hash", 3)]),
        ([f"UPDATE record_entry SET previous_hash = '{HASH}' WHERE sequence = 1"], [("link", 1), ("hash", 1)]),
        ([f"UPDATE record_payload SET content = '{{}}' WHERE {of(2)}"], [("digest", 2)]),
        ([f"UPDATE record_payload SET reason = 'Other.' WHERE {of(3)}"], [("digest", 3)]),
        ([f"UPDATE record_payload SET salt = '0' WHERE {of(4)}"], [("digest", 4)]),
        ([f"UPDATE record_payload SET content = NULL, salt = NULL, reason = NULL WHERE {of(4)}"], [("payload", 4)]),
        ([f"DELETE FROM record_payload WHERE {of(4)}"], [("payload", 4)]),
        ([*gone(1)], [("gap", 1)]),
        ([*gone(3)], [("gap", 3)]),
        ([*gone(2), *gone(3)], [("gap", 2)]),
        ([*gone(5)], [("gap", 5)]),
        ([*gone(4), *gone(5)], [("gap", 4)]),
        (["DELETE FROM record_payload", "DELETE FROM record_entry"], [("gap", 1)]),
        (["UPDATE record_chain SET head_sequence = 4"], [("head", 5)]),
        ([f"UPDATE record_chain SET head_hash = '{HASH}'"], [("head", 5)]),
        ([LATER_HEAD], [("gap", 6)]),
        (["UPDATE record_chain SET subject_id = 13"], [("hash", place) for place in range(1, 6)]),
        (
            ["UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 2", *gone(4)],
            [("hash", 2), ("gap", 4)],
        ),
    ],
)
def test_what_was_tampered_with_is_named(five: list[Entry], statements: list[str], faults: list[Any]) -> None:
    tamper(*statements)
    found = verify(Chain.objects.get())
    assert [(fault.kind, fault.sequence) for fault in found] == faults
    ids = {entry.sequence: entry.pk for entry in five}
    assert all(fault.entry_id == ids[fault.sequence or 0] for fault in found if fault.kind != "gap")


def rewrite(sequence: int, *, head: bool = False) -> None:
    """Change what an entry says and make its own hash right again, as somebody would who knows how."""
    entry = Entry.objects.get(sequence=sequence)
    entry.act = "claim.rejected"
    moved = f"UPDATE record_chain SET head_hash = '{entry.computed_hash()}'"
    tamper(
        f"UPDATE record_entry SET act = '{entry.act}', hash = '{entry.computed_hash()}' WHERE sequence = {sequence}",
        *([moved] if head else []),
    )


@pytest.mark.parametrize(
    ("rewritten", "faults"),
    [
        ([3], [("link", 3)]),
        ([1], [("link", 1)]),
        ([5], [("head", 5)]),
        ([2, 4], [("link", 2), ("link", 4)]),
        ([3, 5], [("link", 3), ("head", 5)]),
    ],
)
def test_an_entry_rewritten_with_its_hash_is_betrayed_by_the_next(
    five: list[Entry], rewritten: list[int], faults: list[Any]
) -> None:
    for sequence in rewritten:
        rewrite(sequence)
    assert [(fault.kind, fault.sequence) for fault in verify(Chain.objects.get())] == faults


def test_a_chain_rewritten_to_its_head_shows_only_against_a_head_kept_elsewhere(five: list[Entry]) -> None:
    kept = Chain.objects.get().head_hash
    rewrite(5, head=True)
    assert verify(Chain.objects.get()) == []
    assert Chain.objects.get().head_hash != kept


def test_two_entries_in_one_place_are_told(five: list[Entry]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite drops no constraint without building the table anew.")
    tamper(
        "ALTER TABLE record_entry DROP CONSTRAINT entry_one_a_place",
        "INSERT INTO record_entry (chain_id, sequence, at, act, subject_type, subject_id, previous_hash,"
        " payload_digest, hash) SELECT chain_id, 3, at, act, subject_type, subject_id, previous_hash,"
        " payload_digest, hash FROM record_entry WHERE sequence = 3",
    )
    found = verify(Chain.objects.get())
    assert ("gap", 3) in [(fault.kind, fault.sequence) for fault in found]


def test_an_erasure_undone_is_told(five: list[Entry], person: Any) -> None:
    with transaction.atomic():
        chain.erase(five[2], actor=person, reason="A court order.")
    tamper(f"UPDATE record_payload SET content = '{{}}', salt = '0', reason = '' WHERE {of(3)}")
    kinds = {(fault.kind.value, fault.sequence) for fault in verify(Chain.objects.get())}
    assert kinds == {("erasure", 3), ("digest", 3)}


def test_a_chain_without_entries_is_intact_until_its_head_names_one(db: None) -> None:
    Chain.objects.begin([("desk", 3)])
    assert verify(Chain.objects.get()) == []
    tamper(f"UPDATE record_chain SET head_hash = '{HASH}'")
    [fault] = verify(Chain.objects.get())
    assert (fault.kind, fault.sequence) == ("head", None)


def run(*arguments: str) -> tuple[int, str]:
    """The command's exit status and what it printed, its last word included."""
    out = StringIO()
    try:
        call_command("verify_history", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_the_command_prints_the_heads_of_an_intact_history(five: list[Entry], tell: Told) -> None:
    desk = tell("desk", 3)
    status, printed = run()
    assert status == 0
    assert printed.splitlines() == [
        f"desk:3: 1 entry, intact, head {desk.hash}",
        f"story:12: 5 entries, intact, head {five[-1].hash}",
        "The history is intact: 2 chains.",
    ]


def test_the_command_names_the_entry_that_was_tampered_with(five: list[Entry], tell: Told) -> None:
    tell("desk", 3)
    tamper("UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 4")
    status, printed = run()
    assert status == 1
    assert f"story:12, entry 4 (id {five[3].pk}): The entry (claim.rejected) was altered" in printed
    assert "desk:3: 1 entry, intact" in printed
    assert printed.endswith("The history is not intact: 1 fault.")


@pytest.mark.parametrize(
    ("arguments", "status", "prints"),
    [
        (["--chain", "desk:3"], 0, "desk:3: 1 entry, intact"),
        (["--chain", "story:12"], 1, "story:12, entry 4"),
        (["--chain", "desk:3", "--chain", "story:12"], 1, "desk:3: 1 entry, intact"),
        (["--chain", "story:13"], 2, "There is no history of story:13."),
        (["--chain", "somebody"], 2, "names no chain"),
    ],
)
def test_the_command_verifies_the_chains_that_are_named(
    five: list[Entry], tell: Told, arguments: list[str], status: int, prints: str
) -> None:
    tell("desk", 3)
    tamper("UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 4")
    found, printed = run(*arguments)
    assert (found, prints in printed) == (status, True)


def test_the_command_speaks_json(five: list[Entry]) -> None:
    tamper("UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 4")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", "--json", stdout=out)
    [line] = out.getvalue().splitlines()
    row = json.loads(line)
    assert (row["chain"], row["head_sequence"], row["head_hash"]) == ("story:12", 5, five[-1].hash)
    assert [(fault["kind"], fault["sequence"], fault["entry_id"]) for fault in row["faults"]] == [
        ("hash", 4, five[3].pk)
    ]


def test_the_command_says_that_a_guard_is_missing(five: list[Entry]) -> None:
    connection.check_constraints()
    triggers.uninstall(connection)
    status, printed = run()
    assert status == 1
    assert "The guard record_entry_unchanged is missing" in printed


@pytest.mark.django_db(transaction=True)
def test_what_lost_its_chain_is_told(five: list[Entry]) -> None:
    """Foreign keys can be switched off by whoever owns the database."""
    if connection.vendor == "sqlite":
        before, after = "PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"
    else:
        before, after = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"
    triggers.uninstall(connection)
    with connection.cursor() as cursor:
        cursor.execute(before)
        cursor.execute("DELETE FROM record_chain")
        cursor.execute("DELETE FROM record_entry WHERE sequence = 5")
        cursor.execute(after)
    triggers.install(connection)
    assert [(fault.kind, fault.entry_id) for fault in orphans()] == [
        *[("orphan", entry.pk) for entry in five[:4]],
        ("orphan", five[4].pk),
    ]
