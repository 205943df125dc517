"""Neither the ORM nor SQL changes or deletes history, on either database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.test import TransactionTestCase

from factcheck.record import triggers
from factcheck.record.errors import AppendOnly
from factcheck.record.models import Chain, Entry, Payload

Told = Callable[..., Entry]

TABLES = ("record_chain", "record_entry", "record_payload")
HASH = "f" * 64
SQLITE = connection.vendor == "sqlite"


def sql(statement: str) -> None:
    """Run one statement, in a savepoint so that what it breaks stays usable."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 3", "an entry is never changed"),
        ("UPDATE record_entry SET act = act", "an entry is never changed"),
        ("DELETE FROM record_entry WHERE sequence = 5", "an entry is never deleted"),
        ("UPDATE record_chain SET head_sequence = 4", "moves only forwards"),
        ("UPDATE record_chain SET head_sequence = 6", "moves only forwards"),
        (f"UPDATE record_chain SET head_sequence = 6, head_hash = '{HASH}'", "moves only forwards"),
        (f"UPDATE record_chain SET head_hash = '{HASH}'", "moves only forwards"),
        ("UPDATE record_chain SET subject_id = 13", "moves only forwards"),
        ("DELETE FROM record_chain", "a chain is never deleted"),
        (
            f"INSERT INTO record_chain (kind, subject_id, head_sequence, head_hash) VALUES ('desk', 1, 3, '{HASH}')",
            "a chain begins empty",
        ),
        ("UPDATE record_payload SET content = '{}'", "only by a recorded erasure"),
        ("UPDATE record_payload SET content = NULL, salt = NULL, reason = NULL", "only by a recorded erasure"),
        ("UPDATE record_payload SET reason = ''", "only by a recorded erasure"),
        ("DELETE FROM record_payload", "a payload is never deleted"),
        *[
            (
                "INSERT INTO record_entry (chain_id, sequence, at, act, subject_type, subject_id, previous_hash,"
                f" payload_digest, hash) SELECT chain_id, {place}, at, act, subject_type, subject_id, '{HASH}',"
                " payload_digest, hash FROM record_entry WHERE sequence = 5",
                "an entry is never replaced" if place == 1 and SQLITE else "an entry follows the entry before it",
            )
            for place in (1, 6, 7)
        ],
    ],
)
def test_sql_that_rewrites_history_is_refused(five: list[Entry], statement: str, says: str) -> None:
    with pytest.raises(IntegrityError, match=says):
        sql(statement)


@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_truncate(five: list[Entry], table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    connection.check_constraints()  # settle what is deferred, which would refuse before the guard does
    with pytest.raises(IntegrityError, match="never deleted"):
        sql(f"TRUNCATE {table} CASCADE")


def test_postgresql_guards_a_session_that_poses_as_a_replica(five: list[Entry]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no session_replication_role.")
    sql("SET LOCAL session_replication_role = replica")
    with pytest.raises(IntegrityError, match="never changed"):
        sql("UPDATE record_entry SET act = 'claim.rejected' WHERE sequence = 3")


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_refuses_to_replace(five: list[Entry], table: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE.")
    with pytest.raises(IntegrityError, match="history: "):
        sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_payload_is_not_emptied_by_an_erasure_told_in_another_chain(five: list[Entry], tell: Told) -> None:
    elsewhere = tell("story", 13, reason="A court order.", subject_type="record.entry", subject_id=3)
    assert elsewhere.chain_id != five[2].chain_id
    with pytest.raises(IntegrityError, match="only by a recorded erasure"):
        sql(f"UPDATE record_payload SET content = NULL, salt = NULL, reason = NULL WHERE entry_id = {five[2].pk}")


@pytest.mark.parametrize("model", [Chain, Entry, Payload])
@pytest.mark.parametrize(
    "attempt",
    [
        lambda model: model.objects.all().delete(),
        lambda model: model.objects.filter(pk__gt=0).update(pk=1),
        lambda model: model.objects.bulk_update([model.objects.first()], ["pk"]),
        lambda model: model.objects.create(),
        lambda model: model.objects.get_or_create(pk=99),
        lambda model: model.objects.update_or_create(pk=99),
        lambda model: model.objects.bulk_create([model()]),
        lambda model: model.objects.first().delete(),
        lambda model: model.objects.first().save(),
        lambda model: model().save(),
    ],
)
def test_the_orm_refuses_by_name(five: list[Entry], model: type[models.Model], attempt: Any) -> None:
    with pytest.raises(AppendOnly):
        attempt(model)


def test_whoever_acted_cannot_be_deleted(five: list[Entry], person: Any) -> None:
    with pytest.raises(ProtectedError):
        person.delete()
    assert Entry.objects.count() == 5


def test_all_guards_stand_after_the_migrations(db: None) -> None:
    assert triggers.faults(connection) == []


@pytest.mark.parametrize("guard", [guard for guard in triggers.GUARDS if len(guard.vendors) == 2])
def test_a_guard_that_was_taken_away_is_missed(db: None, guard: triggers.Guard) -> None:
    sql(f"DROP TRIGGER {guard.name}" + (f" ON {guard.table}" if connection.vendor == "postgresql" else ""))
    [says] = triggers.faults(connection)
    assert guard.name in says
    assert "missing" in says


def test_a_guard_that_was_made_toothless_is_seen(db: None) -> None:
    if connection.vendor == "postgresql":
        sql(
            "CREATE OR REPLACE FUNCTION record_entry_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
        )
    else:
        sql("DROP TRIGGER record_entry_kept")
        sql("CREATE TRIGGER record_entry_kept BEFORE DELETE ON record_entry WHEN FALSE BEGIN SELECT 1; END")
    [says] = triggers.faults(connection)
    assert "record_entry_kept was altered" in says


def test_the_guards_can_be_taken_away_and_put_back(db: None) -> None:
    triggers.uninstall(connection)
    assert len(triggers.faults(connection)) == len(triggers.guards(connection))
    triggers.install(connection)
    assert triggers.faults(connection) == []


class TheTestDatabaseIsFlushed(TransactionTestCase):
    """Each of the two leaves committed history behind and finds none; the guards stand in both."""

    def _leave_history(self) -> None:
        from factcheck.record import chain

        self.assertEqual(Entry.objects.count(), 0)
        self.assertEqual(triggers.faults(connection), [])
        with transaction.atomic():
            chain.append("story", 12, act="claim.suggested", actor=None, subject_type="claim", subject_id=1, payload={})
        self.assertEqual(Entry.objects.count(), 1)

    def test_once(self) -> None:
        self._leave_history()

    def test_again(self) -> None:
        self._leave_history()
