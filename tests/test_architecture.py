"""Dependencies point one way: engine; record <- accounts <- models <- stages <- tasks, views, admin, commands.

Read from the source text, so that an import inside a function counts too.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "factcheck"
WORKBENCH = PACKAGE / "workbench"
OUTER_ROOMS = {
    "admin", "apps", "checks", "context", "demonstration", "forms", "management", "middleware", "tasks",
    "templatetags", "urls", "views",
}  # fmt: skip


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports, in full, its relative imports resolved."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = path.relative_to(PROJECT).with_suffix("").parts[: -node.level]
                base = ".".join([*parent, base]).rstrip(".")
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def offenders(paths: Iterator[Path], forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in paths
        for name in sorted(imports_of(path))
        if any(name == each or name.startswith(each + ".") for each in forbidden)
    ]


def stage_files() -> Iterator[Path]:
    """The workbench's stage modules: everything in it that is neither a model nor an outer room."""
    for path in files(WORKBENCH):
        room = path.relative_to(WORKBENCH).parts[0].removesuffix(".py")
        if room not in OUTER_ROOMS | {"models", "__init__"}:
            yield path


OUTER = tuple(f"factcheck.workbench.{room}" for room in sorted(OUTER_ROOMS))
RULES = {
    "the record knows nothing of what it records": (
        lambda: files(PACKAGE / "record"), ("factcheck.accounts", "factcheck.workbench", "factcheck.engine"),
    ),
    "accounts know the record only": (
        lambda: files(PACKAGE / "accounts"), ("factcheck.workbench", "factcheck.engine"),
    ),
    "models know no stage": (
        lambda: files(WORKBENCH / "models"),
        (
            *OUTER,
            *(f"factcheck.workbench.{path.stem}" for path in WORKBENCH.glob("*.py") if path.stem != "__init__"),
            "factcheck.engine",
        ),
    ),
    "stages know no task, view, form, command or admin page": (stage_files, OUTER),
    "no stage needs operations": (
        lambda: (path for room in ("engine", "record", "accounts", "workbench") for path in files(PACKAGE / room)
                 if path.relative_to(PACKAGE).parts[:2] != ("workbench", "admin")),
        ("factcheck.operations",),
    ),
    "the web process loads nothing that only workers need": (
        lambda: files(WORKBENCH / "views"), ("factcheck.workbench.tasks", "numpy", "datasketch"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_imports_point_one_way(rule: str) -> None:
    paths, forbidden = RULES[rule]
    assert not offenders(paths(), forbidden)


def test_the_engine_needs_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"factcheck"}
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in files(PACKAGE / "engine")
        for name in imports_of(path)
        if name.partition(".")[0] not in allowed or (name.startswith("factcheck.") and name.split(".")[1] != "engine")
    ]
    assert not wrong


@pytest.mark.parametrize("module", ["factcheck.engine", "factcheck.workbench.supervisor.__main__"])
def test_what_does_without_django_loads_none(module: str) -> None:
    script = f"import sys, {module}; print([m for m in sys.modules if m.split('.')[0] in ('django', 'celery')])"
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_top_level_holds_what_belongs_there() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    belongs = {"manage.py", "factcheck", "templates", "tests", "requirements.txt", "README.md", "pyproject.toml"}
    assert {name for name in top if not name.startswith(".")} <= belongs


def expressions_without_example(path: Path) -> list[str]:
    """Regular expressions of a file that have no name, or no comment beside or right above them that shows an example."""
    source = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    explained = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
    ]
    return [
        f"{path.relative_to(PROJECT)}:{call.lineno}"
        for call in calls
        if call.func.attr != "compile"  # type: ignore[attr-defined]
        or not explained & set(range(call.lineno - 3, (call.end_lineno or call.lineno) + 1))
    ]


def test_every_expression_of_the_engine_has_a_name_and_an_example() -> None:
    assert [place for path in files(PACKAGE / "engine") for place in expressions_without_example(path)] == []
