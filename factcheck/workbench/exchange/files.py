"""Files of tables: CSV or JSON in, rows out, and the other way round.

Comes in: bytes that anybody may have made. A file that is too large, not UTF-8, or no table is refused in words before
anything is done with it. A cell that a spreadsheet would take for a formula goes out with an apostrophe before it, and
comes in again without.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from tablib import Dataset

from factcheck.workbench.errors import BadInput

CSV, JSON = "csv", "json"
CONTENT_TYPES = {CSV: "text/csv; charset=utf-8", JSON: "application/json"}
MOST_BYTES, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 500_000, 2000, 20, 1000
# How a formula begins in one spreadsheet or another.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
APOSTROPHE = "'"
UNKEPT = re.compile("[\x00\ud800-\udfff]")


def read(content: bytes, filename: str) -> tuple[Dataset, str]:
    """The rows of a file, and which of the two forms it has. Raises BadInput at the field `file`."""
    if len(content) > MOST_BYTES:
        raise _refused(f"The file is larger than {MOST_BYTES // 1000} kB. Bring it in in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("The file is not UTF-8. Save it as “CSV UTF-8”, then choose it again.") from None
    form = JSON if filename.lower().endswith(".json") else CSV
    return rows_of(text, form), form


def rows_of(text: str, form: str) -> Dataset:
    """The rows of a text in one of the two forms. Raises BadInput."""
    if "\x00" in text:
        raise _refused("There are NUL characters in the file, so it is no text. Save it as “CSV UTF-8”.")
    headers, rows = _json_rows(text) if form == JSON else _csv_rows(text)
    if not headers:
        raise _refused("The file is empty. Its first line names the columns.")
    if len(headers) > MOST_COLUMNS:
        raise _refused(f"The file has {len(headers):,} columns; at most {MOST_COLUMNS} are read.")
    if len(set(headers)) < len(headers):
        raise _refused("Two columns have the same name.")
    return Dataset(*rows, headers=headers)


def write(rows: Dataset, form: str) -> bytes:
    """The rows as a file; spreadsheets know UTF-8 by the mark at the beginning of a CSV."""
    if form == JSON:
        return json.dumps(
            [dict(zip(rows.headers, row, strict=True)) for row in rows], ensure_ascii=False, indent=1
        ).encode()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(rows.headers)
    writer.writerows([harmless(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return APOSTROPHE + cell if cell.lstrip(APOSTROPHE).startswith(FORMULA) else cell


def as_meant(cell: str) -> str:
    """The cell before it was made harmless."""
    marked = cell.startswith(APOSTROPHE) and cell.lstrip(APOSTROPHE).startswith(FORMULA)
    return cell[1:] if marked else cell


def _csv_rows(text: str) -> tuple[list[str], list[list[str]]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        headers = [each.strip() for each in next(lines, [])]
        for number, row in enumerate(lines, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if len(rows) == MOST_ROWS:
                raise _refused(f"The file has more than {MOST_ROWS:,} rows. Bring it in in parts.")
            if len(row) > len(headers):
                raise _refused(f"Row {number} has more cells than there are columns. Is there a comma too many?")
            rows.append([as_meant(_checked(cell, number)) for cell in row] + [""] * (len(headers) - len(row)))
    except csv.Error as error:
        raise _refused(f"The file is no CSV that can be read: {error}.") from None
    return headers, rows


def _json_rows(text: str) -> tuple[list[str], list[list[str]]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("The file is no JSON that can be read.") from None
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise _refused("The JSON must be a list of objects, one a row.")
    if len(said) > MOST_ROWS:
        raise _refused(f"The file has more than {MOST_ROWS:,} rows. Bring it in in parts.")
    headers = list(dict.fromkeys(_checked(name, 1) for row in said for name in row))[: MOST_COLUMNS + 1]
    rows = [[_json_cell(row.get(name), number) for name in headers] for number, row in enumerate(said, start=1)]
    return headers, rows


def _json_cell(value: Any, number: int) -> str:
    if isinstance(value, dict | list):
        raise _refused(f"Row {number} has a list or an object in a cell; write a text, a number, true or false.")
    words = {None: "", True: "yes", False: "no"}
    return words[value] if value is None or isinstance(value, bool) else _checked(str(value), number)


def _checked(cell: str, number: int) -> str:
    if len(cell) > LONGEST_CELL:
        raise _refused(f"Row {number} has a cell of more than {LONGEST_CELL:,} characters.")
    # JSON can name what no text holds and no database keeps.
    if UNKEPT.search(cell):
        raise _refused(f"Row {number} has a cell with a character that cannot be kept (NUL, or half of one).")
    return cell


def _refused(says: str) -> BadInput:
    return BadInput(says, "file")


def named(columns: Iterable[str]) -> str:
    """Names of columns in a sentence."""
    return ", ".join(f"“{each}”" for each in columns)
