"""Exchange: a desk's words and sources as tables, taken out and brought in again.

Comes in: whoever may change what the table holds, and a file of theirs. Each row is done by the stage function that the
panel's own form calls, with the same permissions and the same history. First a trial, which leaves nothing and says of
each row whether it is new, changed, unchanged or refused, and why; then the same rows for good, all of them or none.
Next: the pages of the admin panel.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from import_export.results import RowResult
from tablib import Dataset

from factcheck.workbench.errors import BadInput, Conflict, Refused
from factcheck.workbench.exchange.resources import StageResource

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: NEW,
    RowResult.IMPORT_TYPE_UPDATE: CHANGED,
    RowResult.IMPORT_TYPE_SKIP: UNCHANGED,
    RowResult.IMPORT_TYPE_ERROR: REFUSED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, by its number there, what becomes of it, and why."""

    number: int
    outcome: str
    cells: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a file. `digest` stands for all of it."""

    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in (NEW, CHANGED, UNCHANGED, REFUSED)}

    @property
    def is_refused(self) -> bool:
        return self.counts[REFUSED] > 0

    @property
    def does_something(self) -> bool:
        return not self.is_refused and self.counts[NEW] + self.counts[CHANGED] > 0

    @property
    def digest(self) -> str:
        said = [[row.number, row.outcome, row.cells, row.says] for row in self.rows]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def try_out(resource: StageResource, rows: Dataset) -> Outcome:
    """What the rows would do; nothing of it is kept."""
    return _perform(resource, rows, dry_run=True)


@transaction.atomic
def carry_out(resource: StageResource, rows: Dataset, digest: str) -> Outcome:
    """Do what the trial with this digest showed. Raises Conflict, and changes nothing, where it would be another."""
    outcome = _perform(resource, rows, dry_run=False)
    if outcome.digest != digest:
        raise Conflict("Something changed since the preview was made. Look at the new one, then decide.")
    if outcome.is_refused:
        raise BadInput("A row is refused, so nothing of the file was taken over. Correct the file and try it again.")
    return outcome


def _perform(resource: StageResource, rows: Dataset, *, dry_run: bool) -> Outcome:
    resource.check_columns(rows.headers or [])
    result = resource.import_data(rows, dry_run=dry_run, use_transactions=True)
    for error in result.base_errors:
        raise error.error
    done = []
    for number, row in enumerate(result.rows, start=1):
        says = resource.says.get(number, "")
        for error in row.errors:
            if not isinstance(error.error, Refused):
                raise error.error
            says = str(error.error)
        cells = tuple(str(cell) for cell in rows[number - 1])
        done.append(Row(number, OUTCOMES[row.import_type], cells, says))
    return Outcome(tuple(done))
