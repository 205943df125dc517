"""From the process that prepared everything, with Django, to the one that watches, without: the same process goes on.

Its number, its lock, its listening socket and its terminal stay. A signal that arrives before the other one can answer
it waits; a migration is not broken off.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import NoReturn

from factcheck.installation import PROJECT_FOLDER

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Handover:
    """What the watching process has to know beside its environment. `ps` shows it, so it holds no secret."""

    base_url: str
    host: str  # a name that the web server answers to
    database: str  # as the operator knows it
    listener: int  # file descriptors
    lock: int
    web_processes: int
    worker_processes: int
    is_empty: bool  # nobody has an account yet


def keep_signals_waiting() -> None:
    """From here on, also in what the process becomes."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def let_signals_in() -> None:
    """Those that waited arrive now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def hand_over(to_watch: Handover) -> NoReturn:
    """Go on as the process that watches."""
    for descriptor in (to_watch.listener, to_watch.lock):
        os.set_inheritable(descriptor, True)
    sys.stdout.flush()
    os.chdir(PROJECT_FOLDER)  # where `-m` looks
    command = [sys.executable, "-m", "factcheck.workbench.supervisor", json.dumps(asdict(to_watch))]
    os.execv(sys.executable, command)  # noqa: S606  ourselves


def take_over(words: str) -> Handover:
    """What was handed over."""
    taken = Handover(**json.loads(words))
    # What is started from here on gets the socket where it is named, and never the lock.
    for descriptor in (taken.listener, taken.lock):
        os.set_inheritable(descriptor, False)
    return taken
