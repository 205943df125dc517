"""One process that the workbench started and watches: its start, its end, its log, and how often it died."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from factcheck.installation import PROJECT_FOLDER, Refusal, end_with_parent

DEATHS_ALLOWED = 3  # within DEATHS_SECONDS; the next one ends the workbench
DEATHS_SECONDS = 60.0
LOG_BYTES = 10_000_000


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C reaches only the workbench, which then ends it in order."""

    name: str
    command: list[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    ends_with_us: bool = True  # also when the workbench is killed outright
    stop_signal: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, its output appended to its log."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  our own commands
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=PROJECT_FOLDER,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGTERM) if self.ends_with_us else None,
            )

    def ended(self) -> int | None:
        """Its exit status once it has ended (negative: the signal), else None."""
        return None if self.process is None else self.process.poll()

    def count_death(self, status: int) -> None:
        """Remember an end that nobody asked for; a Refusal when it keeps ending."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < DEATHS_SECONDS] + [now]
        if len(self.deaths) > DEATHS_ALLOWED:
            raise Refusal(f"The {self.name} keeps ending ({in_words(status)}): {self.last_line() or 'it said nothing'}")

    def last_line(self) -> str:
        """The last thing that it wrote, and where to read the rest."""
        lines = self.log.read_bytes()[-4000:].decode("utf-8", "replace").split("\n") if self.log.exists() else []
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        with suppress(ValueError, TypeError, KeyError):
            said = json.loads(said)["message"]
        return f"{said[:200]} (more in {self.log})" if said else ""

    def signal(self, number: int) -> None:
        """Signal the process itself."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """End whatever is left of it and of what it started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def keep_log_small(self) -> None:
        """Move what has grown too long to `….1`. The process goes on appending to the emptied file."""
        # On a full disk it grows no more either, and is kept small once there is room.
        with suppress(OSError):
            if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
                self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)


def in_words(status: int) -> str:
    """An exit status as a person reads it."""
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
