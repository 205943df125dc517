"""All processes of the workbench together: started in order, started again when one dies, ended within five seconds."""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from factcheck.workbench.supervisor.broker import EmbeddedValkey
from factcheck.workbench.supervisor.children import Child, in_words

LOOK_SECONDS = 0.3
ROOM_TO_START = 10_000_000  # bytes; with less, what was started would end again
GRACE_SECONDS = 2.6  # until then everything may finish what it is doing …
COLD_SECONDS = 0.7  # … and until then let go of it; what is still there is killed, then the broker ends


class Supervisor:
    """Watches the broker and the children until `stop` is asked for, by a signal or from elsewhere."""

    def __init__(self, say: Callable[[str], None], folder: Path) -> None:
        self.say = say
        self.folder = folder
        self.disk_is_full = False
        self.broker: EmbeddedValkey | None = None
        self.children: list[Child] = []
        self.stopping = threading.Event()

    def listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, *_: object) -> None:
        self.stopping.set()

    def start(self, child: Child) -> None:
        child.start()
        self.children.append(child)

    def watch(self) -> None:
        """Until asked to stop. What dies is started again; what keeps dying is a Refusal.

        What dies on a full disk waits until there is room: nothing that was saved is lost, and somebody will make room.
        """
        while not self.stopping.wait(LOOK_SECONDS):
            if self._must_wait_for_room():
                continue
            self._look_after_broker()
            for child in self.children:
                self._look_after(child)

    def _must_wait_for_room(self) -> bool:
        """Whether something ended and there is no room to start it again; said once, and once when there is room."""
        ended = [child for child in self.children if child.ended() is not None]
        broker_ended = self.broker is not None and self.broker.ended() is not None
        full = bool(ended or broker_ended) and shutil.disk_usage(self.folder).free < ROOM_TO_START
        if full and not self.disk_is_full:
            what = "Valkey" if broker_ended else f"The {ended[0].name}"
            self.say(f"{what} ended, and there is no room left on the disk of {self.folder}: waiting until there is.")
        elif self.disk_is_full and not full:
            self.say("There is room on the disk again: going on.")
        self.disk_is_full = full
        return full

    def _look_after(self, child: Child) -> None:
        child.keep_log_small()
        status = child.ended()
        if status is None:
            return
        child.count_death(status)
        child.kill_group()
        self.say(f"The {child.name} ended ({in_words(status)}): starting it again.")
        child.start()

    def _look_after_broker(self) -> None:
        if self.broker is None or self.broker.ended() is None:
            return
        self.broker.child.count_death(self.broker.ended() or 0)
        self.say("Valkey ended: starting it again.")
        self.broker.start()

    def stop(self) -> None:
        """End everything, the broker last; nothing that was started here is left."""
        for child in self.children:
            child.signal(child.stop_signal)
        if not self._all_ended_within(GRACE_SECONDS):
            for child in self.children:
                child.signal(signal.SIGQUIT)
            self._all_ended_within(COLD_SECONDS)
        for child in self.children:
            child.kill_group()
        if self.broker is not None:
            self.broker.stop()

    def _all_ended_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(child.ended() is not None for child in self.children):
                return True
            time.sleep(0.02)
        return False
