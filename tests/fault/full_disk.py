"""Fills the disk under load: what is answered meanwhile is true, and all work ends once there is room again.

    python -m tests.fault.full_disk

The disk is a small real one, in memory (mounting it needs root). Database, broker and logs lie on it. Exit status 1
where a screen said what was not true, or anything is lost, doubled or left open afterwards; 2 where it cannot be mounted.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.fault.installation import Process, prepare
from tests.fault.kill_workers import Load, report_text
from tests.fault.restart_servers import Screens, drive

SIZE = "64m"
TRIES = 30
FULL = b"There is no room left on the server"


class Disk:
    """A file system in memory, mounted on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)

    def fill(self) -> None:
        """Until nothing more goes on it."""
        with open(self.folder / "filler", "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 14, 1 << 10):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        (self.folder / "filler").unlink()

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


def look(screens: Screens, load: Load) -> Counter[Any]:
    """Add reports while nothing can be written; an answer that says kept has to be true, and one that says not too."""
    from factcheck.workbench.models import Document

    answers: Counter[Any] = Counter()
    screens.health({"disk"})
    for _ in range(TRIES):
        load.documents += 1
        text = report_text(load.documents, load.chance)
        answer = screens.reporter.post(f"/stories/{load.story.pk}/documents/add/", {"text": text})
        kept = Document.objects.filter(text=text).exists()
        answers[answer.status_code] += 1
        told = kept if answer.status_code == 302 else not kept and answer.status_code == 503 and FULL in answer.content
        screens.want("adding a report to a full disk", told, (answer.status_code, kept, answer.content[-900:]))
        page = screens.reporter.get(f"/stories/{load.story.pk}/")
        screens.want("reading a story on a full disk", page.status_code in {200, 503}, page.status_code)
        answers["read"] += page.status_code == 200
    return answers


def errors(log: Path) -> set[str]:
    """The kinds of errors that a log tells; a line that the full disk cut off tells nothing."""
    found = set()
    for row in log.read_text(errors="replace").splitlines():
        with suppress(ValueError, TypeError, KeyError):
            line = json.loads(row)
            found.add(f"  {line['logger']}: {line['error']['kind']}")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="factcheck-fault-") as name:
        try:
            disk = Disk(Path(name))
        except (OSError, subprocess.CalledProcessError):
            print("No disk can be mounted here: this needs root.")
            return 2
        try:
            found = on(disk)
        finally:
            disk.unmount()
    print("\n".join(found) or "Nothing was lost, nothing was doubled, every run ended, the screens said what was true.")
    return 1 if found else 0


def on(disk: Disk) -> list[str]:
    """Work on the disk, fill it, work on, free it; gives what was violated."""
    from tests.fault.invariants import violations

    answers: Counter[Any] = Counter()
    with prepare(disk.folder):
        load = Load(30, random.Random(7))
        screens = Screens(load)

        def full(_: int) -> None:
            disk.fill()
            answers.update(look(screens, load))
            time.sleep(3)
            disk.free()

        processes = [Process("worker0", disk.folder), Process("worker1", disk.folder), Process("beat", disk.folder)]
        try:
            trouble = drive(load, processes, full, 2, restart=True)
        finally:
            for process in processes:
                process.kill()
        ended = {process.name: process.ends for process in processes}
        print(f"answers while the disk was full: {dict(answers)}; {screens.seen} looks at the screens")
        print(f"ended by themselves and started again: {ended}")
        print("\n".join(sorted(set().union(*map(errors, disk.folder.glob("*.log"))))))
        return [*screens.lies, *violations(), *([trouble] if trouble else [])]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was made is unmade
    sys.exit(main())
