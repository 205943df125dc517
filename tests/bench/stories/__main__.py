"""The labelled stories' one command: what the engine makes of each, by field of news, and in both halves.

    python -m tests.bench.stories [--half dev|kept] [--errors N] [--data FOLDER]
    python -m tests.bench.stories --build        writes the JSON of every story in written/ anew
    python -m tests.bench.stories --show NAME    a story's labels, each in its words, to check by reading

Misses are shown of the dev half only: rules are tuned on it, and the kept half tells whether they generalise.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from .report import figures, miss_lines, story_lines
from .scoring import score_story, total
from .source import FOLDER, WRITTEN, build, read_story


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.stories", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--half", choices=("dev", "kept"), help="only this one")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N misses of the dev half")
    parser.add_argument("--data", type=Path, default=FOLDER, metavar="FOLDER", help="score the stories of this folder")
    parser.add_argument("--build", action="store_true", help="write the JSON of the written stories")
    parser.add_argument("--show", metavar="NAME", help="print a written story's labels in their words")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    if options.build:
        print(f"{build()} stories written")
        return 0
    if options.show:
        print(*_labels_in_words(WRITTEN / f"{options.show}.toml"), sep="\n")
        return 0
    stories = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(options.data.glob("*.json"))]
    tallies = [score_story(story) for story in stories]
    print(*story_lines(tallies, options.half), sep="\n")
    for name in ("dev", "kept") if options.half is None else (options.half,):
        print(f"\n== {name}")
        counts = total(each for each in tallies if each.half == name).counts
        print(*(f"{measure:15} {words}" for measure, words in figures(counts).items()), sep="\n")
    if options.errors:
        print(*miss_lines(tallies, options.errors), sep="\n")
    return 0


def _labels_in_words(path: Path) -> Iterator[str]:
    story = read_story(path)
    texts = {document["id"]: document["text"] for document in story["documents"]}
    figure = {name: each["id"] for each in story["figures"] for name in each["claims"]}
    for claim in story["claims"]:
        text, start, end = texts[claim["doc"]], claim["start"], claim["end"]
        words = f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 40]}".replace("\n", " ")
        label = f"{claim['low']}..{claim['high']} {claim['measure']}; {claim['claimant'] or 'own voice'}"
        yield f"{claim['doc']} {words:90} {label}; {figure.get(claim['id'], '-')}"
    yield from (f"{each['type']} {each['figure']}: {each['a']} {each['b']}" for each in story["conflicts"])
    for each in story["findings"]:
        yield f"{'may be' if each['optional'] else 'must be'} queued: {each['kind']} {' '.join(each['claims'])}"


if __name__ == "__main__":
    sys.exit(main())
