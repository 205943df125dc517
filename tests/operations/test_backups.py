"""Backup and restore, on the database that the tests run on: made while others write, restored whole, or refused."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from factcheck.installation import PROJECT_FOLDER
from factcheck.operations import archives, backups
from factcheck.operations.errors import BadArchive
from factcheck.record.models import Chain
from factcheck.workbench import ingest
from factcheck.workbench.models import Document
from tests.cast import Cast
from tests.processes import database_url

ON_SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def backup(document: Document, tmp_path: Path) -> Path:
    return backups.back_up(tmp_path / "today.backup")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    """Another installation, empty: a folder, and on PostgreSQL a database of its own."""
    place = Elsewhere(tmp_path / "elsewhere")
    yield place
    place.drop()


class Elsewhere:
    """Runs the project's commands there, as an operator would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.name = f"factcheck_restored_{os.getpid()}"
        self.url = f"sqlite:///{folder}/factcheck.sqlite3"
        if not ON_SQLITE:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name}", f"CREATE DATABASE {self.name}")
            self.url = database_url(self.name)

    def _on_server(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(database_url("postgres"), autocommit=True) as server:
            for statement in statements:
                server.execute(statement)

    def drop(self) -> None:
        if not ON_SQLITE:
            self._on_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    def manage(self, *arguments: str) -> tuple[int, str]:
        """The command's exit status, and what it printed."""
        environment = dict(os.environ) | {"VAR_DIR": str(self.folder), "DATABASE_URL": self.url}
        environment.pop("DJANGO_SETTINGS_MODULE")
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def python(self, code: str) -> str:
        status, said = self.manage("shell", "-v", "0", "-c", code)
        assert status == 0, said
        return said.strip()


def rewritten(backup: Path, **changes: Any) -> Path:
    """The same archive with some of its manifest changed; `dump` replaces the database's bytes."""
    with tarfile.open(backup) as tar:
        held = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    held[archives.DUMP] = changes.pop("dump", held[archives.DUMP])
    held[archives.MANIFEST] = json.dumps(json.loads(held[archives.MANIFEST]) | changes).encode()
    other = backup.with_name("altered.backup")
    with tarfile.open(other, "w") as tar:
        for name, content in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return other


def test_a_backup_is_restored_elsewhere_and_verifies(backup: Path, document: Document, elsewhere: Elsewhere) -> None:
    heads = {str(chain): chain.head_hash for chain in Chain.objects.exclude(kind="installation")}
    status, said = elsewhere.manage("restore", str(backup))
    assert status == 0, said
    assert "The history and the kept documents are intact." in said
    status, said = elsewhere.manage("verify_history", "--json")
    assert status == 0, said
    restored = {row["chain"]: row["head_hash"] for row in map(json.loads, said.splitlines())}
    assert heads.items() <= restored.items()
    kept = elsewhere.python(
        "from factcheck.workbench.models import Original as o; print(bytes(o.objects.get().content))"
    )
    assert kept == repr(bytes(document.original.content))
    assert elsewhere.python("import factcheck.operations.backups as b; print(b.last_backup())") == "None"


def test_the_restored_guards_stand(backup: Path, elsewhere: Elsewhere) -> None:
    assert elsewhere.manage("restore", str(backup))[0] == 0
    said = elsewhere.python(
        "from django.db import connection, IntegrityError\n"
        "try: connection.cursor().execute('DELETE FROM record_entry')\n"
        "except IntegrityError as error: print(error)"
    )
    assert "history:" in said


def test_it_shows_one_moment_while_others_write(newsroom: Cast, tmp_path: Path, elsewhere: Elsewhere) -> None:
    story = ingest.add_story(newsroom.desk, "Flood", newsroom.reporter)
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            text = f"Flood {len(written)}\n\nAt least {len(written) + 2} people died, the governor said.\n"
            written.append(ingest.add_document(story, ingest.pasted(text), newsroom.reporter).pk)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 3:
            stop.wait(0.05)
        made = [backups.back_up(tmp_path / f"{number}.backup") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert elsewhere.manage("restore", str(made[-1]))[0] == 0
    count = elsewhere.python(
        "from factcheck.workbench.models import *; from factcheck.record.models import Entry\n"
        "print(Document.objects.count(), Original.objects.count(), Run.objects.count(),"
        " Entry.objects.filter(act='document.added').count())"
    )
    assert len(set(count.split())) == 1, count
    assert 3 <= int(count.split()[0]) <= len(written)


def test_the_file_is_private_and_named_by_the_moment(document: Document, tmp_path: Path) -> None:
    file = backups.back_up(tmp_path)
    assert file.parent == tmp_path
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == [file.name], "nothing else is left beside it"
    assert backups.last_backup() is not None


def test_nothing_is_overwritten_without_being_told(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", str(backup))
    assert backup.read_bytes() == before
    call_command("backup", str(backup), "--overwrite", stdout=io.StringIO())
    assert backup.read_bytes() != before


def test_a_database_that_holds_something_is_replaced_only_when_told_and_kept_aside(
    backup: Path, elsewhere: Elsewhere
) -> None:
    assert elsewhere.manage("restore", str(backup))[0] == 0
    elsewhere.python("from factcheck.accounts.models import Desk; Desk.objects.create(name='New', slug='new')")
    status, said = elsewhere.manage("restore", str(backup))
    assert status == 1
    assert "not empty: give --replace" in said
    desks = "from factcheck.accounts.models import Desk; print(Desk.objects.filter(slug='new').count())"
    assert elsewhere.python(desks) == "1"
    status, said = elsewhere.manage("restore", str(backup), "--replace")
    assert status == 0, said
    assert "The former database is kept as" in said
    assert elsewhere.python(desks) == "0"


def damaged(backup: Path) -> Path:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    return backup


def cut(backup: Path) -> Path:
    backup.write_bytes(backup.read_bytes()[:5000])
    return backup


def with_member(backup: Path, name: str, kind: bytes = tarfile.REGTYPE, leads_to: str = "") -> Path:
    """The archive with one more member, or another one in the place of its own of that name."""
    other = backup.with_name("hostile.backup")
    with tarfile.open(backup) as tar, tarfile.open(other, "w") as target:
        for each in tar.getmembers():
            if each.name != name:
                target.addfile(each, tar.extractfile(each))
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, leads_to
        member.size = len(HOSTILE) if kind == tarfile.REGTYPE else 0
        target.addfile(member, io.BytesIO(HOSTILE))
    return other


HOSTILE = b"hostile"
# What an archive made elsewhere may hold beside or instead of its two members: name, kind, where it leads.
MEMBERS = {
    "a path upwards": ("../../evil", tarfile.REGTYPE, ""),
    "an absolute path": ("/tmp/factcheck-evil", tarfile.REGTYPE, ""),
    "the database by a path": ("./x/../database", tarfile.REGTYPE, ""),
}
INSTEAD = {
    "a link to elsewhere": (archives.DUMP, tarfile.SYMTYPE, "/etc/passwd"),
    "a link upwards": (archives.DUMP, tarfile.SYMTYPE, "../../../../etc/passwd"),
    "a hard link": (archives.DUMP, tarfile.LNKTYPE, "/etc/passwd"),
    "a device": (archives.DUMP, tarfile.CHRTYPE, ""),
    "a pipe": (archives.DUMP, tarfile.FIFOTYPE, ""),
    "a folder": (archives.DUMP, tarfile.DIRTYPE, ""),
    "a manifest that is a link": (archives.MANIFEST, tarfile.SYMTYPE, "/etc/passwd"),
    "a manifest that is a device": (archives.MANIFEST, tarfile.CHRTYPE, ""),
    "the database's own manifest": (archives.MANIFEST, tarfile.SYMTYPE, archives.DUMP),
    "a database of other bytes": (archives.DUMP, tarfile.REGTYPE, ""),
}


def test_what_an_archive_holds_besides_is_written_nowhere(backup: Path, tmp_path: Path) -> None:
    """Only the two members are read, by their names; nothing in an archive says where something is written."""
    for how, member in MEMBERS.items():
        folder = tmp_path / how / "inside" / "deeper"
        folder.mkdir(parents=True)
        _, dump = archives.read(with_member(backup, *member), folder)
        written = [each for each in (tmp_path / how).rglob("*") if each.is_file()]
        assert written == [dump] and not Path("/tmp/factcheck-evil").exists(), how


def test_what_stands_in_an_archive_instead_of_a_file_is_refused(backup: Path, tmp_path: Path) -> None:
    for how, member in INSTEAD.items():
        folder = tmp_path / how
        folder.mkdir()
        with pytest.raises(BadArchive):
            archives.read(with_member(backup, *member), folder)
        assert not any(each.is_symlink() or b"root:" in each.read_bytes() for each in folder.iterdir()), how


OTHER = "postgresql" if ON_SQLITE else "sqlite"
BAD = {
    "one byte changed": (damaged, "was damaged or altered"),
    "cut short": (cut, "is no whole backup"),
    "no file": (lambda file: file.with_name("none"), "There is no file"),
    "another form": (lambda file: rewritten(file, form="factcheck backup 9"), "does not know"),
    "another database": (lambda file: rewritten(file, database=OTHER), f"was made on {OTHER}"),
    "a newer version": (
        lambda file: rewritten(file, migrations=[["workbench", "9999_later"]]), "made by a newer version",
    ),
    "a field too many": (lambda file: rewritten(file, surprise=1), "is no whole backup"),
    "other heads": (lambda file: rewritten(file, heads=[]), "is not what the backup says"),
}  # fmt: skip


@pytest.mark.parametrize("how", BAD)
def test_a_bad_archive_changes_nothing(backup: Path, document: Document, how: str) -> None:
    """On the test's own database: what is put in its place and then found wrong gives way to it again."""
    make, says = BAD[how]
    before = Chain.objects.order_by("pk").values_list("head_hash", flat=True)[::1]
    with pytest.raises(BadArchive, match=says):
        backups.restore(make(backup), replace=True)
    assert Document.objects.get().text == document.text
    assert list(Chain.objects.order_by("pk").values_list("head_hash", flat=True)) == before
    assert not list(backups.history_faults())


def test_a_history_that_was_tampered_with_before_the_backup_is_told(
    document: Document, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    from factcheck.record import triggers

    with connection.cursor() as cursor:
        triggers.uninstall(connection)
        cursor.execute("UPDATE record_entry SET act = 'document.other' WHERE act = 'document.added'")
        triggers.install(connection)
    file = backups.back_up(tmp_path / "today.backup")
    status, said = elsewhere.manage("restore", str(file))
    assert status == 1
    assert "was altered" in said
    assert "was not intact" in said


def test_a_running_workbench_is_not_restored_under(backup: Path, elsewhere: Elsewhere) -> None:
    import fcntl

    with open(elsewhere.folder / "workbench.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = elsewhere.manage("restore", str(backup))
    assert (status, "stop it first" in said) == (1, True)
