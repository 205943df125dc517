"""The bench's one command: how right, how sure and how fast the engine is, beside its peers, on the project's own passages.

    python -m tests.bench [--phenomenon NAME] [--errors N] [--misses FILE]
    python -m tests.bench --passages tests/bench/held_out      passages written before the engine read them
    python -m tests.bench --calibrate         fits each rule's `sure` and writes it into the engine's table
    python -m tests.bench --data FOLDER       scores a data set's folder (datasets.py tells which)
    python -m tests.bench.stories             the stories told by several outlets: figures, contradictions, the queue
    python -m tests.bench.comparison          how comparison scales
    python -m tests.bench --fuzz MINUTES      random and mutated texts (fuzzing.py); status 1 where anything fails

Figures depend on the machine only where they are speeds; those are CPU time of one core, and the ratio to the floor travels.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from factcheck.engine import extract_json

from . import calibration
from .datasets import score_folder
from .fuzzing import fuzz
from .labels import FOLDER, PHENOMENA, Passage, read_passages
from .peers import characters_a_second, floor_speed, installed_peers, score_values
from .report import accuracy_lines, miss_lines, peer_lines, reliability_lines
from .scoring import Answer, score_passages


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--passages", type=Path, default=FOLDER, help="the folder of labelled passages")
    parser.add_argument("--phenomenon", choices=PHENOMENA, help="only this one")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N passages with a miss")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write every miss, by phenomenon, to this file")
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="CPU time spent on each speed (0: no peers, no speeds)"
    )
    parser.add_argument("--calibrate", action="store_true", help="write what was fitted into the table of rules")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="score this data set instead")
    parser.add_argument("--fuzz", type=float, metavar="MINUTES", help="fuzz for so long instead")
    parser.add_argument("--seed", type=int, help="of the fuzzing, to repeat it")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.fuzz is not None:
        return 1 if fuzz(options.fuzz, options.seed) else 0
    if options.data is not None:
        for name, figures in score_folder(options.data).items():
            print(f"{name:18} {figures}")
        return 0
    passages = read_passages(options.passages, options.phenomenon)
    _accuracy(passages, options)
    if options.seconds > 0:
        _peers(passages, options.seconds)
    return 0


def _accuracy(passages: list[Passage], options: argparse.Namespace) -> None:
    score = score_passages(passages, _answers)
    print(*accuracy_lines(score), "", *reliability_lines(score.confidences), sep="\n")
    print("\nfitted on one half of the passages, tried on the other:")
    print(*reliability_lines(calibration.cross_validated(score.evidence)), sep="\n")
    if options.calibrate:
        calibration.write(calibration.fit(score.evidence))
    if options.errors:
        print("", *miss_lines(score, options.errors), sep="\n")
    if options.misses:
        options.misses.write_text("\n".join(miss_lines(score)), encoding="utf-8")


def _answers(document: Mapping[str, Any]) -> list[Answer]:
    answers: list[Answer] = extract_json(document, all_kinds=True)["claims"]
    return answers


def _peers(passages: list[Passage], seconds: float) -> None:
    named = sorted({passage.phenomenon for passage in passages})
    texts = [
        "\n\n".join(each.text for each in passages if each.phenomenon == name) for name in named
    ]  # of an article's length
    peers = installed_peers()
    values = {name: score_values(passages, peer) for name, peer in peers.items()}
    speeds = {name: characters_a_second(peer, texts, seconds) for name, peer in peers.items()}
    print("", *peer_lines(values, speeds, floor_speed(texts, seconds)), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
