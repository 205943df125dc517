"""All processes of the workbench together: started in order, started again when one dies, ended within five seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

from factcheck.workbench.supervisor.broker import EmbeddedValkey
from factcheck.workbench.supervisor.children import Child, in_words

LOOK_SECONDS = 0.3
GRACE_SECONDS = 2.6  # until then everything may finish what it is doing …
COLD_SECONDS = 0.7  # … and until then let go of it; what is still there is killed, then the broker ends


class Supervisor:
    """Watches the broker and the children until `stop` is asked for, by a signal or from elsewhere."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
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
        """Until asked to stop. What dies is started again; what keeps dying is a Refusal."""
        while not self.stopping.wait(LOOK_SECONDS):
            self._look_after_broker()
            for child in self.children:
                self._look_after(child)

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
