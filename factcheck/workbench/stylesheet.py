"""One stylesheet for the browser out of the several that we write: a page waits for one answer instead of four.

A finder for Django's static files: collectstatic and the test server find `workbench/style.css` here, made anew from
the files below whenever it is asked for. There is no build step; the admin panel takes the palette by itself.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "workbench/style.css"
SOURCES = Path(__file__).parent / "static"
PARTS = ("workbench/tokens.css", "workbench/look.css", "workbench/pages.css")
IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\((\w+)\))?;\n?')
# Ours are for whoever reads the sources; a licence's begins with an exclamation mark and stays.
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)


def text() -> str:
    """The parts in their order, with what they import in its place, without comments."""
    return COMMENT.sub("", "".join(_whole(SOURCES / part) for part in PARTS))


def _whole(path: Path) -> str:
    def imported(found: re.Match[str]) -> str:
        inner = _whole((path.parent / found[1]).resolve())
        return f"@layer {found[2]} {{\n{inner}}}\n" if found[2] else inner

    return IMPORT.sub(imported, path.read_text("utf-8"))


class StylesheetFinder(BaseFinder):
    """Finds the one stylesheet, which lies in the installation's own folder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=settings.VAR_DIR / "made")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = self._make()
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        self._make()
        yield NAME, self.storage

    def _make(self) -> str:
        """Written apart and put in its place whole: another process may be reading it."""
        target = Path(self.storage.path(NAME))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
            file.write(text())
        os.replace(file.name, target)
        return str(target)
