"""What attackers type, and what a page may not contain once they have: read by a parser, as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Breaks out of text, of an attribute in either quotes, of a script and of a comment, if anything lets it.
BREAKING_OUT = "--></script></textarea></title>'\"><xss onxss=1>"
SCHEME = "javascript:onxss()"
TYPED = frozenset({"text", "search", "email", "url", "password", "number", "datetime-local", "date", "hidden", ""})


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)


@dataclass
class Page(HTMLParser):
    """The forms of a page, and what in it an attacker has made of markup."""

    forms: list[Form] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "xss" or any(name.startswith("onxss") for name in said):
            self.broken.append(f"<{tag} {attributes}>")
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post", "data-live"):
            if said.get(name, "").strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
                self.broken.append(f"{name}={said[name]!r}")
        if tag not in {"script", "link"} and any(name.startswith("on") or name == "style" for name in said):
            self.broken.append(f"<{tag} {sorted(said)}> has what the policy forbids")
        self._note_form(tag, said)

    def _note_form(self, tag: str, said: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], said.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in form.fields or "selected" in said):
            form.fields[self.select] = said.get("value", "")
        elif tag == "textarea" and name:
            form.fields[name] = ""
            form.typed.add(name)
        elif tag in {"input", "button"} and name:
            kind = said.get("type", "" if tag == "input" else "button")
            if kind in {"checkbox", "radio"} and "checked" not in said:
                return
            form.fields.setdefault(name, said.get("value", ""))
            if tag == "input" and kind in TYPED and name != "csrfmiddlewaretoken":
                form.typed.add(name)


def page_of(content: bytes) -> Page:
    page = Page()
    page.feed(content.decode())
    page.close()
    return page
