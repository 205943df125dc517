"""Nobody's words are marked as markup: each place that marks something so stands here, with why it may."""

from __future__ import annotations

import re

from factcheck.installation import PROJECT_FOLDER

MARKS = re.compile(r"\|\s*safe(?:seq)?\b|autoescape off|mark_safe|SafeString\(|SafeText|__html__")
MAY = {
    # Help texts are written in this program and in Django's password rules, which bring a list; nobody types them.
    ("templates/_field.html", "|safe"): "field.help_text|safe",
    ("templates/allauth/elements/field.html", "|safe"): "help_text|safe",
}


def test_nothing_is_marked_as_markup_but_what_stands_here() -> None:
    found = [
        f"{name}:{number}: {mark}"
        for folder, ending in (("templates", "*.html"), ("factcheck", "*.py"), ("factcheck", "*.html"))
        for path in sorted((PROJECT_FOLDER / folder).rglob(ending))
        for name in [str(path.relative_to(PROJECT_FOLDER))]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for mark in MARKS.findall(line)
        if MAY.get((name, mark.replace(" ", "")), "\0") not in line
    ]
    assert not found, "Escape it (format_html), or write down here why it is nobody's words."


def test_the_words_of_help_texts_are_the_programs_own() -> None:
    """A form that put a person's words into a help text would have them marked as markup."""
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT_FOLDER / "factcheck").rglob("forms/*.py"))
    assert 'help_text=f"' not in source and ".help_text =" not in source
