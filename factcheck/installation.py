"""Where this installation keeps its files, its secret key and the socket of its Valkey. Imports no Django.

The settings read it, and `manage.py workbench` calls it before there are settings to load: it is the only entry point
that may create the key. Everything that can be wrong before Django starts is a `Refusal`, whose text is the one line
that the person at the terminal reads.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SOCKET_PATH_BYTES = 107  # a Unix socket's path may not be longer (sun_path, less its closing zero)


class Refusal(Exception):
    """The program cannot start; the text says why and what to do, in one line."""


def var_folder() -> Path:
    """The folder of everything that this installation writes: VAR_DIR, or var/ beside manage.py."""
    return Path(os.environ.get("VAR_DIR") or PROJECT_FOLDER / "var").expanduser().resolve()


def create_var_folder() -> Path:
    """The same folder, made if it was missing, and writable for us; otherwise a Refusal."""
    folder = var_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise Refusal(
            f"Cannot write in {folder} ({error.strerror}): set VAR_DIR to a folder that you may write."
        ) from error


def _key_file() -> Path:
    return var_folder() / "secret_key"


def secret_key() -> str:
    """SECRET_KEY, or what the key file holds; a Refusal where there is neither."""
    if key := os.environ.get("SECRET_KEY", "").strip():
        return key
    try:
        key = _key_file().read_text().strip()
    except FileNotFoundError:
        key = ""
    except OSError as error:
        raise Refusal(f"Cannot read the secret key in {_key_file()} ({error.strerror}).") from error
    if not key:
        raise Refusal(
            f"No secret key: set SECRET_KEY, or run `python manage.py workbench` once, which writes {_key_file()}."
        )
    return key


def create_secret_key() -> None:
    """Write a new key, readable for its owner only, unless there is one."""
    if os.environ.get("SECRET_KEY", "").strip():
        return
    try:
        handle = os.open(_key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise Refusal(f"Cannot write the secret key to {_key_file()} ({error.strerror}).") from error
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")


def valkey_socket() -> Path:
    """Where the embedded Valkey listens: in the installation's folder, or, where that path is too long for a socket, in
    a private temporary folder that every process of this installation finds by the same name."""
    path = var_folder() / "valkey.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"factcheck-{os.getuid()}-{name}" / "valkey.sock"


def create_socket_folder() -> None:
    """Make the folder that `valkey_socket` names; a Refusal where somebody else made it first or others may enter."""
    folder = valkey_socket().parent
    if folder == var_folder():
        return
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise Refusal(f"Cannot make {folder} for Valkey's socket ({error.strerror}).") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise Refusal(f"{folder} is not private to you: remove it, or set VAR_DIR to a shorter path.")


def end_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process the signal when the thread that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


@contextmanager
def one_line_refusals(status: int = 1) -> Iterator[None]:
    """What is refused inside, or cannot be imported, ends the program with one line instead of a traceback."""
    try:
        yield
        return
    except Refusal as refusal:
        line = str(refusal)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "factcheck":
            raise
        line = (
            f"The library {error.name!r} is missing: run `pip install -r requirements.txt` in the virtual environment "
            "and start Python from there."
        )
    sys.stderr.write(f"{line}\n")
    sys.exit(status)


def load_settings(status: int = 1) -> None:
    """Load Django's settings now; what is wrong in the environment ends the program with one line and the status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    with one_line_refusals(status):
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        try:
            settings.INSTALLED_APPS  # noqa: B018  the first attribute loads them
        except ImproperlyConfigured as error:
            raise Refusal(str(error)) from error
