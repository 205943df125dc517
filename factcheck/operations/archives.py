"""A backup's file: a tar of two members, what it holds (manifest.json) and the database's own dump.

Comes in: a dump and what was read in the same moment. Goes out: a file that others cannot read and that never looks
whole before it is. Next: backups.py writes and reads them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from factcheck.operations.errors import BadArchive, WouldOverwrite

FORM = "factcheck backup 1"
MANIFEST, DUMP = "manifest.json", "database"
CHUNK = 1 << 20
MOST_MANIFEST_BYTES = 100_000_000


@dataclass(frozen=True)
class Manifest:
    """What the archive holds. `heads` are (chain, last entry's number, its hash); `rows` counts some tables."""

    made_at: str
    database: str  # sqlite or postgresql
    migrations: list[list[str]]
    heads: list[list[Any]]
    rows: dict[str, int]
    dump_sha256: str
    form: str = FORM


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(target: Path, manifest: Manifest, dump: Path) -> None:
    """Write the archive, readable for its owner only; it gets its name once all of it is on the disk."""
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                said = json.dumps(asdict(manifest), indent=1).encode()
                member = tarfile.TarInfo(MANIFEST)
                member.size, member.mode = len(said), 0o600
                tar.addfile(member, io.BytesIO(said))
                tar.add(dump, DUMP, filter=_nobodys)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the account of whoever made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def refuse_existing(target: Path, overwrite: bool) -> None:
    if target.exists() and not overwrite:
        raise WouldOverwrite(f"{target} exists: choose another name, or give --overwrite.")


def read(archive: Path, folder: Path) -> tuple[Manifest, Path]:
    """The manifest, and the dump copied into the folder. Raises BadArchive unless it is as it was written."""
    try:
        with tarfile.open(archive, "r:") as tar:
            manifest = _manifest(tar)
            dump = _copied(tar, folder / DUMP)
    except FileNotFoundError:
        raise BadArchive(f"There is no file {archive}.") from None
    except (tarfile.TarError, OSError, KeyError, ValueError, TypeError) as error:
        raise BadArchive(f"{archive} is no whole backup of this program ({type(error).__name__}).") from error
    if sha256_of(dump) != manifest.dump_sha256:
        raise BadArchive(f"{archive} was damaged or altered: its database is not the one that was backed up.")
    return manifest, dump


def _manifest(tar: tarfile.TarFile) -> Manifest:
    member = tar.getmember(MANIFEST)
    if member.size > MOST_MANIFEST_BYTES:
        raise ValueError("longer than any manifest")
    manifest = Manifest(**json.loads(_opened(tar, MANIFEST).read()))
    if manifest.form != FORM:
        raise BadArchive(f"The backup is of the form {manifest.form!r}, which this version does not know.")
    return manifest


def _copied(tar: tarfile.TarFile, to: Path) -> Path:
    """The dump, read as bytes: nothing in the archive decides where something is written."""
    source = _opened(tar, DUMP)
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
    return to


def _opened(tar: tarfile.TarFile, name: str) -> Any:
    file = tar.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file")
    return file
