"""The engine as a command: documents or stories in, claims or findings out.

    python -m factcheck.engine extract < documents.jsonl
    python -m factcheck.engine compare < stories.jsonl
    python -m factcheck.engine extract --text FILE… [--json] [--all-kinds] [--explain]

Comes in: JSON lines on standard input, or plain text files. Goes out: JSON lines, or a readable table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from .contract import compare_json, extract_json
from .rules import intent_of

Answer = Callable[[dict[str, Any]], dict[str, Any]]
COLUMNS = (("words", 26), ("interval", 18), ("counts", 34), ("who says it", 34), ("certainty", 10), ("sure", 6))


def stream(lines: Iterable[bytes], answer: Answer, out: TextIO) -> int:
    """Answers each line by itself. A line that cannot be read gives an error line; the status is 1 if there was one."""
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identifier: object = None
        try:
            document = json.loads(line)
            identifier = document.get("id") if isinstance(document, dict) else None
            result = answer(document)
        except (ValueError, RecursionError) as fault:
            status = 1
            result = {"id": identifier, "error": {"line": number, "reason": reason_of(fault)}}
        out.write(json.dumps(result) + "\n")
        out.flush()
    return status


def reason_of(fault: Exception) -> str:
    """What was wrong with a line, in words."""
    if isinstance(fault, json.JSONDecodeError):
        return f"this line is not JSON: {fault}"
    if isinstance(fault, UnicodeDecodeError):
        return "this line is not UTF-8 text"
    return "this line is nested too deeply" if isinstance(fault, RecursionError) else str(fault)


def interval_words(claim: dict[str, Any]) -> str:
    """(100, ∞) for more than 100; a soft end is marked ~."""
    if claim["low"] is None and claim["high"] is None:
        return ""
    if claim["low"] == claim["high"]:
        return str(claim["low"])
    low = "-∞" if claim["low"] is None else claim["low"] + "~" * claim["low_soft"]
    high = "∞" if claim["high"] is None else claim["high"] + "~" * claim["high_soft"]
    left = "(" if claim["low_open"] or claim["low"] is None else "["
    right = ")" if claim["high_open"] or claim["high"] is None else "]"
    return f"{left}{low}, {high}{right}"


def row_of(claim: dict[str, Any]) -> tuple[str, ...]:
    who = claim["claimant"]
    speaker = "own voice" if who["own_voice"] else who["name"] or who["text"]
    population = claim["population"]["text"] if claim["population"] else ""
    counts = f"{claim['measure']}: {population}" if claim["kind"] == "claim" else claim["kind"]
    unit = f" {claim['unit']}" if claim["unit"] else ""
    sure = "sure" if claim["confidence"] >= 0.8 else "doubt"
    return (
        claim["quote"],
        interval_words(claim) + unit,
        counts,
        speaker + (" (unnamed)" if who["anonymous"] else ""),
        claim["certainty"],
        sure,
    )


def cut(words: str, width: int) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def print_table(result: dict[str, Any], explain: bool, out: TextIO) -> None:
    """One claim a line; with `explain` the rules that fired below it, each with what it is for."""
    widths = [width for _, width in COLUMNS]
    print("  ".join(name.ljust(width) for name, width in COLUMNS).rstrip(), file=out)
    for claim in result["claims"]:
        print(
            "  ".join(
                cut(cell, width).ljust(width) for cell, width in zip(row_of(claim), widths, strict=True)
            ).rstrip(),
            file=out,
        )
        for rule in claim["rules"] if explain else ():
            print(f"    {rule:32} {intent_of(rule)}", file=out)
    for dispute in result["disputes"]:
        who = dispute["claimant"]
        print(f"disputed: {dispute['quote']!r} by {who['name'] or who['text'] or 'own voice'}", file=out)


def read_files(paths: list[str], options: argparse.Namespace, out: TextIO, complaints: TextIO) -> int:
    status = 0
    for path in paths:
        try:
            text = Path(path).read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        except OSError as fault:
            print(f"{path}: {fault.strerror}", file=complaints)
            status = 1
            continue
        result = extract_json({"id": Path(path).name, "text": text}, options.all_kinds)
        if options.json:
            out.write(json.dumps(result) + "\n")
            continue
        if len(paths) > 1:
            print(f"\n{path}", file=out)
        print_table(result, options.explain, out)
    return status


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m factcheck.engine", description="Numeric claims in texts, and what they say of each other."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    extract = commands.add_parser("extract", help="claims of documents: JSON lines on standard input, or text files")
    extract.add_argument("--text", nargs="+", metavar="FILE", help="plain text files, answered with a table")
    extract.add_argument("--json", action="store_true", help="JSON instead of a table")
    extract.add_argument("--all-kinds", action="store_true", help="dates, times, ages, ordinals and the like too")
    extract.add_argument("--explain", action="store_true", help="name the rules behind each claim")
    commands.add_parser("compare", help="findings of stories: JSON lines on standard input")
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if options.command == "extract" and options.text:
        return read_files(options.text, options, sys.stdout, sys.stderr)
    answer: Answer = (
        compare_json if options.command == "compare" else lambda document: extract_json(document, options.all_kinds)
    )
    return stream(sys.stdin.buffer, answer, sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
