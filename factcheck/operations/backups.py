"""Backing up and restoring: the database with the kept documents (their bytes lie in it), proven by its own history.

Comes in: a path. `back_up` may run while everybody works; `restore` wants the workbench stopped, puts the copy in the
database's place, reads every chain and every document again, and goes back where that cannot be done. Next: the
commands of the same names, health.py (which tells how old the last backup is).
"""

from __future__ import annotations

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from factcheck.operations import archives
from factcheck.operations.archives import Manifest
from factcheck.operations.databases import contents, database_of
from factcheck.operations.errors import BadArchive, OperationRefused, WouldOverwrite
from factcheck.record import chain, triggers
from factcheck.record.models import Chain, Entry
from factcheck.record.verification import orphans, verify
from factcheck.workbench.models import Original

BACKED_UP = "installation.backed-up"
RESTORED = "installation.restored"


@dataclass(frozen=True)
class Restored:
    """What was restored. `former`: where the replaced database stands, empty without one. `faults`: of its history."""

    manifest: Manifest
    former: str
    faults: list[str]


def back_up(target: Path, *, overwrite: bool = False) -> Path:
    """Back up into the file, or into a new file in the folder; the file. Raises OperationRefused."""
    now = timezone.now()
    if target.is_dir():
        target = target / f"factcheck-{now:%Y%m%d-%H%M%S}.backup"
    archives.refuse_existing(target, overwrite)
    if not target.parent.is_dir():
        raise OperationRefused(f"There is no folder {target.parent}.")
    database = database_of(connection)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".factcheck-backup-") as folder:
        dump = Path(folder) / archives.DUMP
        held = database.dump(dump)
        manifest = Manifest(
            made_at=now.isoformat(),
            database=database.vendor,
            dump_sha256=archives.sha256_of(dump),
            **asdict(held),
        )
        archives.write(target, manifest, dump)
    _note(BACKED_UP, {"sha256": manifest.dump_sha256, "documents": manifest.rows["workbench_original"]})
    return target


def last_backup() -> datetime | None:
    """When the last backup was finished, by the installation's history; None without one."""
    entry = Entry.objects.filter(chain__kind="installation", act=BACKED_UP).order_by("-sequence").first()
    return entry.at if entry else None


def restore(archive: Path, *, replace: bool = False) -> Restored:
    """Put a backup in the database's place. Raises OperationRefused, and then nothing has changed.

    Everybody is signed out: who was signed in when the backup was made may have been sent away since.
    """
    database = database_of(connection)
    with _nothing_runs_here(), tempfile.TemporaryDirectory(prefix="factcheck-restore-") as folder:
        manifest, dump = archives.read(archive, Path(folder))
        _refuse_foreign(manifest, database.vendor)
        if database.holds_something() and not replace:
            raise WouldOverwrite(
                f"The database {database.name()} is not empty: give --replace to put the backup in its place."
            )
        with database.replaced_by(dump) as former:
            with connection.cursor() as cursor:
                found = contents(cursor)
            if asdict(found) != {name: asdict(manifest)[name] for name in asdict(found)}:
                raise BadArchive("What was restored is not what the backup says that it holds.")
            # An older version's backup is brought up to date before it is read; what fails here goes back too.
            call_command("migrate", interactive=False, verbosity=0)
            faults = list(history_faults()) + list(document_faults())
            Session.objects.all().delete()
            _note(RESTORED, {"sha256": manifest.dump_sha256, "made_at": manifest.made_at})
    return Restored(manifest, former, faults)


def history_faults() -> Iterator[str]:
    """Everything that is wrong with the history, its guards included."""
    for one in Chain.objects.order_by("pk"):
        yield from map(str, verify(one))
    yield from map(str, orphans())
    yield from triggers.faults(connection)


def document_faults() -> Iterator[str]:
    """The kept documents whose bytes or text are not those that came in."""
    for original in Original.objects.select_related("document").order_by("pk").iterator(50):
        if hashlib.sha256(bytes(original.content)).hexdigest() != original.sha256:
            yield f"The bytes of document {original.pk} are not those that came in."
        if hashlib.sha256(original.document.text.encode()).hexdigest() != original.document.text_sha256:
            yield f"The text of document {original.pk} is not the one that was decoded from its bytes."


def _refuse_foreign(manifest: Manifest, vendor: str) -> None:
    if manifest.database != vendor:
        raise BadArchive(f"The backup was made on {manifest.database}; DATABASE_URL names {vendor}.")
    known = MigrationLoader(connection=None).disk_migrations
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    ours = [each for each in unknown if each.split(".")[0] in {"accounts", "record", "workbench", "operations"}]
    if ours:
        raise BadArchive(f"The backup was made by a newer version of the program ({ours[-1]}): update it first.")


@contextmanager
def _nothing_runs_here() -> Iterator[None]:
    """Hold the lock that `manage.py workbench` holds, so that neither starts while the other works."""
    path = settings.VAR_DIR / "workbench.lock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OperationRefused(f"The workbench runs in {path.parent}: stop it first.") from None
        yield


@transaction.atomic
def _note(act: str, payload: dict[str, object]) -> None:
    """Tell the installation's history; nobody's name, since a command knows no person."""
    chain.append("installation", 0, act=act, actor=None, subject_type="installation", subject_id=0, payload=payload)
