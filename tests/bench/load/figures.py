"""A figure of the load: what was measured, beside the bare view in the same run, and what is wanted."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load.visitor import Answer

WARM_UP = 12  # each web process has to have loaded its templates and opened its connection


@dataclass(frozen=True, slots=True)
class Figure:
    """`bare` is the same in the bare view, where there is one; `wanted` the most (or, with `at_least`, the least)."""

    name: str
    value: float
    unit: str = ""
    bare: float | None = None
    wanted: float | None = None
    wanted_ratio: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.bare if self.bare else None

    @property
    def reached(self) -> bool | None:
        """None where nothing is wanted."""
        if self.wanted_ratio is not None and self.ratio is not None:
            return self.ratio <= self.wanted_ratio
        if self.wanted is None:
            return None
        return self.value >= self.wanted if self.at_least else self.value <= self.wanted

    def __str__(self) -> str:
        said = f"{self.name:58} {_number(self.value):>9} {self.unit:6}"
        said += f"{_number(self.bare):>9} bare  ×{self.ratio:<6.2f}" if self.bare and self.ratio else " " * 23
        if self.wanted_ratio is not None:
            said += f" wanted ×{self.wanted_ratio:g}"
        elif self.wanted is not None:
            said += f" wanted {'≥' if self.at_least else '≤'} {self.wanted:g}"
        return said + {True: "  reached", False: "  SHORT", None: ""}[self.reached]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or float(value).is_integer() else f"{value:,.1f}"


def machine() -> str:
    """How busy the machine is; under load only ratios mean something."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} cores, load {one:.1f} (1 min) {five:.1f} (5 min)"


def processor_seconds(processes: Iterable[tuple[int, str]]) -> float:
    """What the web servers among these processes have computed so far; how busy the machine is does not change it."""
    spent = 0
    for number, command in processes:
        if "gunicorn" in command:
            _, _, rest = Path(f"/proc/{number}/stat").read_text().rpartition(")")
            in_user, in_kernel = rest.split()[11:13]
            spent += int(in_user) + int(in_kernel)
    return spent / os.sysconf("SC_CLK_TCK")


def medians(rounds: int, *asks: Callable[[], Answer]) -> list[float]:
    """The median of each in milliseconds; asked in turn, so that a busy moment of the machine meets them alike."""
    for _ in range(min(WARM_UP, rounds)):
        for ask in asks:
            ask()
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, taken in zip(asks, times, strict=True):
            answer = ask()
            assert answer.status < 400, f"{answer.path}: {answer.status}"
            taken.append(answer.seconds * 1000)
    return [statistics.median(taken) for taken in times]


def show(title: str, figures: Iterable[Figure]) -> list[Figure]:
    rows = list(figures)
    print(f"\n{title} ({machine()})")
    for row in rows:
        print(f"  {row}")
    return rows
