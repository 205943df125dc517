"""What the supervisor does with a process that ends while the disk is full: it waits for room, and says so once."""

from __future__ import annotations

import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from factcheck.installation import Refusal
from factcheck.workbench.supervisor import supervision
from factcheck.workbench.supervisor.children import DEATHS_ALLOWED, Child
from factcheck.workbench.supervisor.supervision import Supervisor
from tests.processes import wait_until

Usage = namedtuple("Usage", "total used free")


class Looks:
    """The supervisor's pauses: ends the watch after so many, with a free disk from a certain one on."""

    def __init__(self, supervisor: Supervisor, child: Child, number: int) -> None:
        self.supervisor, self.child, self.left = supervisor, child, number

    def wait(self, _: float) -> bool:
        if self.child.process is not None and self.child.process.poll() is None:
            self.child.process.wait(timeout=20)
        self.left -= 1
        return self.left < 0


@pytest.fixture
def dying(tmp_path: Path) -> Child:
    """A process that ends as soon as it is started."""
    return Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log" / "worker.log")


def supervisor_of(child: Child, folder: Path, said: list[str], looks: int) -> Supervisor:
    supervisor = Supervisor(said.append, folder)
    supervisor.start(child)
    supervisor.stopping = Looks(supervisor, child, looks)  # type: ignore[assignment]
    return supervisor


def test_on_a_full_disk_it_waits_and_says_so_once(
    dying: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    free = iter([0] * 3 * DEATHS_ALLOWED + [10**9] * 100)
    monkeypatch.setattr(supervision.shutil, "disk_usage", lambda _: Usage(10**10, 0, next(free)))
    supervisor_of(dying, tmp_path, said, 3 * DEATHS_ALLOWED + 1).watch()
    assert said == [
        f"The worker ended, and there is no room left on the disk of {tmp_path}: waiting until there is.",
        "There is room on the disk again: going on.",
        "The worker ended (exit status 3): starting it again.",
    ]
    wait_until(lambda: dying.ended() == 3)


def test_with_room_what_keeps_ending_is_given_up(dying: Child, tmp_path: Path) -> None:
    assert shutil.disk_usage(tmp_path).free > supervision.ROOM_TO_START
    said: list[str] = []
    with pytest.raises(Refusal, match="keeps ending"):
        supervisor_of(dying, tmp_path, said, 10 * DEATHS_ALLOWED).watch()
    assert not any("room" in line for line in said)
