"""The database's own guards round the history, for SQLite and for PostgreSQL.

A migration installs them; nothing in the project lifts them. They promise, whoever writes and by whatever way:
an entry follows the one before it, and is never changed or deleted; a chain begins empty, moves only forwards and only
onto an entry that exists; a payload is emptied only where an entry of its chain, by a person and with a reason, says
so.

A later migration that alters one of the three tables uninstalls first and installs afterwards: on SQLite, altering
means building the table anew, and its triggers go with the old one. `faults` tells whether each guard stands as written
here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from factcheck.record.canonical import GENESIS

CHAIN, ENTRY, PAYLOAD = "record_chain", "record_entry", "record_payload"


@dataclass(frozen=True)
class Guard:
    """One trigger: on which table, before what, when it refuses (a condition over NEW and OLD), and in what words.

    `vendors` names the databases that need it. A guard on TRUNCATE has no rows to look at and always refuses.
    """

    name: str
    table: str
    before: str
    refuses_when: str
    saying: str
    vendors: tuple[str, ...] = ("sqlite", "postgresql")


_FIRST = f"NEW.sequence = 1 AND NEW.previous_hash = '{GENESIS}'"

_LINKED = """EXISTS (
    SELECT 1 FROM record_entry AS earlier
    WHERE earlier.chain_id = NEW.chain_id AND earlier.sequence = NEW.sequence - 1
    AND earlier.hash = NEW.previous_hash)"""

_ADVANCES = """NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.subject_id = OLD.subject_id
    AND NEW.head_sequence > OLD.head_sequence AND EXISTS (
    SELECT 1 FROM record_entry AS entry
    WHERE entry.chain_id = NEW.id AND entry.sequence = NEW.head_sequence AND entry.hash = NEW.head_hash)"""

_ERASES = """NEW.entry_id = OLD.entry_id AND NEW.salt IS NULL AND NEW.reason IS NULL AND NEW.content IS NULL
    AND EXISTS (
    SELECT 1 FROM record_entry AS erased
    JOIN record_entry AS erasure ON erasure.chain_id = erased.chain_id AND erasure.subject_id = erased.sequence
    JOIN record_payload AS why ON why.entry_id = erasure.id
    WHERE erased.id = OLD.entry_id AND erased.act <> 'record.erased' AND erasure.sequence > erased.sequence
    AND erasure.act = 'record.erased' AND erasure.subject_type = 'record.entry'
    AND erasure.actor_id IS NOT NULL AND TRIM(why.reason) <> '')"""

# SQLite's INSERT OR REPLACE removes the row in its way without asking a trigger on deletion, so the insert is asked.
_ENTRY_TAKEN = """EXISTS (SELECT 1 FROM record_entry AS there
    WHERE there.id = NEW.id OR (there.chain_id = NEW.chain_id AND there.sequence = NEW.sequence))"""
_CHAIN_TAKEN = """EXISTS (SELECT 1 FROM record_chain AS there
    WHERE there.id = NEW.id OR (there.kind = NEW.kind AND there.subject_id = NEW.subject_id))"""
_PAYLOAD_TAKEN = "EXISTS (SELECT 1 FROM record_payload AS there WHERE there.entry_id = NEW.entry_id)"

SQLITE_ONLY, POSTGRESQL_ONLY = ("sqlite",), ("postgresql",)

GUARDS = (
    Guard(
        "record_entry_follows",
        ENTRY,
        "INSERT",
        f"NOT (({_FIRST}) OR {_LINKED})",
        "an entry follows the entry before it",
    ),
    Guard("record_entry_unchanged", ENTRY, "UPDATE", "TRUE", "an entry is never changed"),
    Guard("record_entry_kept", ENTRY, "DELETE", "TRUE", "an entry is never deleted"),
    Guard("record_entry_emptied", ENTRY, "TRUNCATE", "TRUE", "an entry is never deleted", POSTGRESQL_ONLY),
    Guard("record_entry_replaced", ENTRY, "INSERT", _ENTRY_TAKEN, "an entry is never replaced", SQLITE_ONLY),
    Guard(
        "record_chain_begins",
        CHAIN,
        "INSERT",
        f"NEW.head_sequence <> 0 OR NEW.head_hash <> '{GENESIS}'",
        "a chain begins empty",
    ),
    Guard("record_chain_advances", CHAIN, "UPDATE", f"NOT ({_ADVANCES})", "a chain moves only forwards, onto an entry"),
    Guard("record_chain_kept", CHAIN, "DELETE", "TRUE", "a chain is never deleted"),
    Guard("record_chain_emptied", CHAIN, "TRUNCATE", "TRUE", "a chain is never deleted", POSTGRESQL_ONLY),
    Guard("record_chain_replaced", CHAIN, "INSERT", _CHAIN_TAKEN, "a chain is never replaced", SQLITE_ONLY),
    Guard("record_payload_whole", PAYLOAD, "INSERT", "NEW.content IS NULL", "a payload begins whole"),
    Guard("record_payload_erases", PAYLOAD, "UPDATE", f"NOT ({_ERASES})", "a payload goes only by a recorded erasure"),
    Guard("record_payload_kept", PAYLOAD, "DELETE", "TRUE", "a payload is never deleted"),
    Guard("record_payload_emptied", PAYLOAD, "TRUNCATE", "TRUE", "a payload is never deleted", POSTGRESQL_ONLY),
    Guard("record_payload_replaced", PAYLOAD, "INSERT", _PAYLOAD_TAKEN, "a payload is never replaced", SQLITE_ONLY),
)


def guards(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards that this database needs. Raises NotImplementedError for a database that we have none for."""
    if connection.vendor not in {"sqlite", "postgresql"}:
        raise NotImplementedError(f"The history cannot be guarded on {connection.vendor}: use SQLite or PostgreSQL.")
    return [guard for guard in GUARDS if connection.vendor in guard.vendors]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place. Raises the database's own error where one stands already."""
    with connection.cursor() as cursor:
        for guard in guards(connection):
            for statement in _creation(guard, connection.vendor):
                cursor.execute(statement)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away: to reverse the migration, and for the flush of a test database. Never in service."""
    with connection.cursor() as cursor:
        for guard in guards(connection):
            for statement in _removal(guard, connection.vendor):
                cursor.execute(statement)


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """In plain words, each guard that is missing, switched off, or other than as written here."""
    standing = _standing_on_sqlite(connection) if connection.vendor == "sqlite" else _standing_on_postgresql(connection)
    found = []
    for guard in guards(connection):
        written = _creation(guard, "sqlite")[0] if connection.vendor == "sqlite" else _body(guard)
        if guard.name not in standing:
            found.append(f"The guard {guard.name} is missing or switched off: {guard.saying} is not enforced.")
        elif standing[guard.name] != written:
            found.append(f"The guard {guard.name} was altered: whether {guard.saying} is enforced is not known.")
    return found


def _creation(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {guard.name} BEFORE {guard.before} ON {guard.table} WHEN {guard.refuses_when}\n"
            f"BEGIN SELECT RAISE(ABORT, 'history: {guard.saying}'); END"
        ]
    each = "STATEMENT" if guard.before == "TRUNCATE" else "ROW"
    return [
        # A session keeps the plan that it made while the tables were small, so it must be the one that fits large ones.
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off"
        f" AS $guard${_body(guard)}$guard$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.before} ON {guard.table} FOR EACH {each}"
        f" EXECUTE FUNCTION {guard.name}()",
        # Also where a session has set session_replication_role, which switches ordinary triggers off.
        f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}",
    ]


def _removal(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER {guard.name}"]
    return [f"DROP TRIGGER {guard.name} ON {guard.table}", f"DROP FUNCTION {guard.name}()"]


def _body(guard: Guard) -> str:
    """What the guard does on PostgreSQL: refuse as a broken constraint does, so both databases raise IntegrityError."""
    return f"""
BEGIN
    IF {guard.refuses_when} THEN
        RAISE EXCEPTION 'history: {guard.saying}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
"""


def _standing_on_sqlite(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _standing_on_postgresql(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
        )
        return dict(cursor.fetchall())
