"""What has to be right before there are settings: libraries, folder, key, and the address that people type.

`manage.py` calls `before_settings` with the command's arguments; then the settings load, and the command itself comes
next. Nothing here imports Django. What is wrong is a `Refusal`, one line for the person at the terminal.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import re
import socket
import sys
from importlib import metadata
from pathlib import Path
from typing import TextIO

from factcheck.installation import PROJECT_FOLDER, Refusal, create_secret_key, create_socket_folder, create_var_folder

# A line of requirements.txt: name, perhaps [extras], ==version, perhaps ; sys_platform == "…", perhaps # reason.
REQUIREMENT = re.compile(
    r'^(?P<name>[\w.-]+)(\[[\w,]+\])?==(?P<version>[\w.]+)\s*(;\s*sys_platform\s*==\s*"(?P<platform>\w+)")?'
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default %(default)s)")
    parser.add_argument("--web-processes", type=int, default=2, help="how many web processes (default %(default)s)")
    parser.add_argument(
        "--worker-processes",
        type=int,
        default=max(2, min(4, os.cpu_count() or 1)),
        help="how many tasks at once (default %(default)s)",
    )


def before_settings(arguments: list[str]) -> None:
    """Check the libraries, make the folder and the key, and let BASE_URL follow the port unless it is set."""
    refuse_missing_libraries(PROJECT_FOLDER / "requirements.txt")
    os.umask(0o077)  # all that is written from here on is for its owner only
    os.environ["VAR_DIR"] = str(create_var_folder())
    create_secret_key()
    create_socket_folder()
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_arguments(parser)
    try:
        known, _ = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return  # the command's own parser will say what is wrong, in full
    os.environ.setdefault("BASE_URL", f"http://localhost:{known.port}")


def refuse_missing_libraries(requirements: Path) -> None:
    """A Refusal that names what requirements.txt asks for and this Python does not have."""
    missing = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        wanted = REQUIREMENT.match(line)
        if not wanted or (wanted["platform"] and wanted["platform"] != sys.platform):
            continue
        try:
            metadata.distribution(wanted["name"])
        except metadata.PackageNotFoundError:
            missing.append(wanted["name"])
    if missing:
        raise Refusal(
            f"Missing for this Python ({sys.executable}): {', '.join(missing)}. "
            "Run `pip install -r requirements.txt` in the virtual environment and start Python from there."
        )


def hold_only_copy(folder: Path, address: str) -> TextIO:
    """Lock this installation for as long as the file that is returned stays open; a Refusal where it is locked.

    The lock is the kernel's: it ends with the process that holds it, however that ends.
    """
    file = open(folder / "workbench.lock", "a+", encoding="utf-8")  # noqa: SIM115  stays open on purpose
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise Refusal(
            f"A second copy cannot run in {folder}: {holder or 'another process'} is running there."
        ) from error
    file.truncate(0)
    file.write(f"process {os.getpid()} at {address}\n")
    file.flush()
    return file


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, to be handed to the web server; a Refusal where the port cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OverflowError as error:
        raise Refusal(f"There is no port {port}: give one from 1 to 65535 with --port.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(f"Port {port} is in use by another program: choose another with --port.") from error
        raise Refusal(f"Cannot listen on {host} port {port} ({error.strerror}).") from error
    listener.set_inheritable(True)
    return listener
