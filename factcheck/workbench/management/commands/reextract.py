"""`manage.py reextract`: have documents read again after the engine, or a desk's words, changed.

Without `--apply` nothing is written: it lists what would be added, retired or changed, by the same plan that the real
reading follows. What a person decided, or a verdict cites, stays; a newer reading is only shown beside it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, deque
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from factcheck.accounts.models import Desk
from factcheck.workbench import rereading
from factcheck.workbench.extraction import Again, Fate, Plan
from factcheck.workbench.models import Document, Run, Story
from factcheck.workbench.narration.values import FIELDS
from factcheck.workbench.notation import quantity_words

AT_ONCE = 8
LOOK_SECONDS = 0.5
STALL_SECONDS = 60
INTERRUPTED = 130
BAR_WIDTH = 30
LINES = 20  # how often progress is told where there is no terminal


class Command(BaseCommand):
    help = (
        "Lists what reading the documents again would add, retire or change; with --apply has the workers do it. "
        "Documents that were read with this engine and these words already are left out. Ctrl-C at any time: run it "
        "again to go on."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--desk", metavar="SLUG", help="Only this desk's stories.")
        parser.add_argument("--story", type=int, metavar="ID", help="Only this story.")
        parser.add_argument("--apply", action="store_true", help="Do it, over the workers, instead of listing it.")
        parser.add_argument("--all", action="store_true", help="Also what was read with this engine and these words.")
        parser.add_argument(
            "--at-once", type=int, default=AT_ONCE, metavar="N", help=f"How many may wait at once (default {AT_ONCE})."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object a line instead of sentences.")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["at_once"] < 1:
            raise CommandError("--at-once is at least 1.")
        documents = rereading.kept(desk_named(options["desk"]), story_numbered(options["story"]))
        ids = list(documents.values_list("pk", flat=True)) if options["all"] else rereading.outdated(documents)
        self.as_json: bool = options["json"]
        self.bar = Bar(self.stderr, len(ids))
        try:
            if options["apply"]:
                self._apply(ids, options["at_once"])
            else:
                self._list(ids)
        except KeyboardInterrupt:
            self.bar.clear()
            raise CommandError("Interrupted. Run it again to go on.", returncode=INTERRUPTED) from None

    # -- listing ---------------------------------------------------------------------------------------------------

    def _list(self, ids: list[int]) -> None:
        totals: Counter[str] = Counter()
        for place, pk in enumerate(ids):
            self.bar.show(place, "looked at")
            document = Document.objects.select_related("publisher", "story__desk").get(pk=pk)
            plan = rereading.preview(document)
            totals.update(documents=1, would_change=plan.changes_something, **plan.counts())
            totals["shown_beside"] += len(plan.with_fate(Fate.SHOWN_BESIDE))
            if self.as_json:
                self._say(json.dumps(plan_as_json(document, plan), ensure_ascii=False))
            elif plan.changes_something:
                for line in plan_in_words(document, plan):
                    self._say(line)
        self.bar.show(len(ids), "looked at")
        self.bar.clear()
        told = ("documents", "would_change", "added", "changed", "retired", "shown_beside")
        if self.as_json:
            self._say(json.dumps({"summary": {name: totals[name] for name in told}}))
            return
        self._say(
            f"{totals['would_change']} of {totals['documents']} documents would change: {totals['added']} claims "
            f"added, {totals['changed']} changed, {totals['retired']} retired; {totals['shown_beside']} newer readings "
            "shown beside what a person decided. Nothing was written; --apply does it."
        )

    # -- doing -----------------------------------------------------------------------------------------------------

    def _apply(self, ids: list[int], at_once: int) -> None:
        progress = rereading.Progress(deque(ids))
        last_end, warned = time.monotonic(), False
        while not progress.over:
            progress.queue(at_once)
            ended = progress.look()
            for run in ended:
                self._say_ended(run)
            self.bar.show(progress.done + progress.failed, f"read again, {len(progress.waiting)} waiting")
            if ended:
                last_end = time.monotonic()
                continue
            if not warned and time.monotonic() - last_end > STALL_SECONDS:
                self.bar.clear()
                self.stderr.write("Nothing was finished for a minute. Is a worker running?")
                warned = True
            time.sleep(LOOK_SECONDS)
        self.bar.clear()
        if self.as_json:
            self._say(json.dumps({"summary": {"read": progress.done, "failed": progress.failed}}))
        else:
            self._say(f"{progress.done} documents were read again.")
        if progress.failed:
            raise CommandError(f"{progress.failed} did not succeed. Run it again to try those once more.")

    def _say_ended(self, run: Run) -> None:
        if self.as_json:
            ended = {"document": run.document_id, "run": run.pk, "state": run.state, "counts": run.counts}
            self._say(json.dumps({**ended, "reason": run.reason}, ensure_ascii=False))
        elif run.state != Run.State.DONE:
            self._say(f"Document {run.document_id} “{run.document}”: {run.get_state_display().lower()}. {run.reason}")

    def _say(self, line: str) -> None:
        self.bar.clear()
        self.stdout.write(line)


class Bar:
    """How far it is: a bar in place on a terminal, a line now and then elsewhere."""

    def __init__(self, out: OutputWrapper, total: int) -> None:
        self.out, self.total = out, total
        self.on_terminal = out.isatty()
        self.told = 0

    def show(self, done: int, words: str) -> None:
        if not self.total:
            return
        if self.on_terminal:
            filled = BAR_WIDTH * done // self.total
            self._write(f"\r\x1b[K[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done} of {self.total} {words}")
        elif done * LINES // self.total > self.told:
            self.told = done * LINES // self.total
            self._write(f"{done} of {self.total} {words}\n")

    def clear(self) -> None:
        if self.on_terminal:
            self._write("\r\x1b[K")

    def _write(self, words: str) -> None:
        self.out.write(words, str, ending="")  # progress is no error, so not in its colour
        self.out.flush()


def desk_named(slug: str | None) -> Desk | None:
    if slug is None:
        return None
    desk = Desk.objects.filter(slug=slug).first()
    if desk is None:
        known = ", ".join(Desk.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no desk {slug}. Desks: {known}.")
    return desk


def story_numbered(pk: int | None) -> Story | None:
    if pk is None:
        return None
    story = Story.objects.filter(pk=pk).first()
    if story is None:
        raise CommandError(f"There is no story {pk}.")
    return story


def plan_as_json(document: Document, plan: Plan) -> dict[str, Any]:
    """What would happen to a document's claims: words, places, and names of fields."""

    def again(fate: Fate) -> list[dict[str, Any]]:
        return [
            {"claim": each.claim.pk, "quote": each.claim.quote, "start": each.claim.start, "fields": list(each.fields)}
            for each in plan.with_fate(fate)
        ]

    return {
        "document": document.pk,
        "story": document.story_id,
        "title": document.title,
        "added": [
            {"quote": each.content["quote"], "start": each.start, "end": each.end, "measure": each.measure}
            for each in plan.added
        ],
        "changed": again(Fate.CHANGED),
        "retired": [
            {"claim": claim.pk, "quote": claim.quote, "start": claim.start, "measure": claim.measure}
            for claim in plan.retired
        ],
        "shown_beside": again(Fate.SHOWN_BESIDE),
    }


def plan_in_words(document: Document, plan: Plan) -> list[str]:
    lines = [f"Document {document.pk} “{document.title}” (story {document.story_id})"]
    lines += [
        f"  add     “{each.content['quote']}” {each.measure}: {quantity_words(each.content)}" for each in plan.added
    ]
    lines += [f"  change  {again_in_words(each)}" for each in plan.with_fate(Fate.CHANGED)]
    lines += [f"  retire  “{claim.quote}” {claim.measure} (claim {claim.pk})" for claim in plan.retired]
    lines += [f"  beside  {again_in_words(each)}; it stays as it is" for each in plan.with_fate(Fate.SHOWN_BESIDE)]
    return lines


def again_in_words(again: Again) -> str:
    fields = ", ".join(FIELDS.get(name, name) for name in again.fields)
    return f"“{again.claim.quote}” {again.claim.measure} (claim {again.claim.pk}): {fields}"
