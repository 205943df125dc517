"""One reviewer's way through the screens, as a form and its buttons lead, and many of them at once.

    python -m tests.bench.load.reviewer URL < what each needs, as JSON

A process of its own, so that the client's threads do not share the server's interpreter. A decision is: take the next,
see each passage, accept each claim that the verdict rests on, submit. Goes out, as JSON: every submission with its
discrepancy and person, how long each kind of request took, and whatever did not go as it should.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tests.bench.load.visitor import Answer, Visitor

FORM = re.compile(r'<form[^>]* id="verdict-form".*?</form>', re.DOTALL)
TAG = re.compile(r"<(input|button)\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
TEXTAREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
ACTION = re.compile(r'action="([^"]+)"')
UNSEEN = re.compile(r'data-seen-url="([^"]+)"')
REFUSAL = re.compile(r'role="alert"[^>]*>(.*?)</p>', re.DOTALL)
HTMX = {"HX-Request": "true", "HX-Target": "review"}
REASONS = "Read both reports; they give different numbers and neither says how it counted."
DONE, BUSY, NOTHING = "done", "busy", "nothing"
MOST_ACCEPTED = 20


@dataclass
class Tally:
    """What the reviewers did; shared by their threads."""

    submitted: list[tuple[str, int]] = field(default_factory=list)
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, answer: Answer) -> Answer:
        with self.lock:
            self.times[kind].append(answer.seconds)
            if answer.status >= 500:
                self.errors[f"{kind}: {answer.status}"] += 1
        return answer

    def refuse(self, kind: str, answer: Answer) -> None:
        said = REFUSAL.search(answer.text)
        words = re.sub(r"<[^>]+>|\s+|\d+", " ", said[1]) if said else ""
        with self.lock:
            self.refused[f"{kind}: {answer.status}{words}"] += 1


@dataclass
class Screen:
    """The verdict form as the page has it."""

    action: str
    values: dict[str, Any]
    accept: list[str]
    unseen: list[str]

    @property
    def discrepancy(self) -> int:
        return int(self.action.split("/")[2])

    @classmethod
    def of(cls, page: str) -> Screen | None:
        """None where the page has no such form: the person does not hold it."""
        form = FORM.search(page)
        if form is None:
            return None
        values: dict[str, Any] = {"evidence": []}
        accept: list[str] = []
        for found in TAG.finditer(form[0]):
            has = {name: unescape(value) for name, value in ATTRIBUTE.findall(found[0])}
            name, value = has.get("name", ""), has.get("value", "")
            if name == "act" and value.startswith("accept:"):
                accept.append(value)
            elif name == "evidence" and "checked" in has:
                values["evidence"].append(value)
            elif has.get("type") in {"hidden", "text"} and name:
                values[name] = value
        values |= {name: unescape(words) for name, words in TEXTAREA.findall(form[0])}
        action = ACTION.search(form[0])
        assert action, form[0][:500]
        needed = [act for act in accept if act.split(":")[1] in values["evidence"]]
        return cls(unescape(action[1]), values, needed, UNSEEN.findall(page))


class Reviewer:
    """One person at work, until told to stop."""

    def __init__(self, email: str, visitor: Visitor, tally: Tally) -> None:
        self.email, self.visitor, self.tally = email, visitor, tally

    def decide_one(self) -> str:
        """Take the next and see it through; how it ended."""
        taken = self.tally.note("take the next", self.visitor.post("/queue/next/", {}))
        page = self.tally.note("its screen", self.visitor.follow(taken))
        screen = Screen.of(page.text)
        if screen is None:
            self.tally.refuse("take the next", page)
            return NOTHING if "Nothing is free" in page.text else BUSY
        return self.finish(screen)

    def finish(self, screen: Screen | None) -> str:
        assert screen is not None
        for address in screen.unseen:
            self.tally.note("passage seen", self.visitor.post(address, {}))
        for _ in range(MOST_ACCEPTED):
            if not screen.accept:
                break
            answer = self.send(screen, screen.accept[0], "claim accepted")
            following = Screen.of(answer.text)
            if answer.status != 200 or following is None:
                self.tally.refuse("claim accepted", answer)
                return BUSY
            with self.tally.lock:
                self.tally.accepted += 1
            screen = following
        answer = self.send(screen, "submit", "verdict submitted", decision="contradictory", method="range", low="1",
                           high="1000", reasons=REASONS)  # fmt: skip
        if not answer.leads_to and Screen.of(answer.text) is not None:
            again = Screen.of(answer.text)
            if again is None or again.action == screen.action:
                self.tally.refuse("verdict submitted", answer)
                return BUSY
        elif answer.status >= 400:
            self.tally.refuse("verdict submitted", answer)
            return BUSY
        with self.tally.lock:
            self.tally.submitted.append((self.email, screen.discrepancy))
        return DONE

    def send(self, screen: Screen, act: str, kind: str, **more: str) -> Answer:
        values = {**screen.values, "act": act, **more}
        return self.tally.note(kind, self.visitor.post(screen.action, values, **HTMX))


def review(url: str, sessions: dict[str, dict[str, str]], wanted: int, seconds: float) -> dict[str, Any]:
    """Let everybody work at once until so many are submitted or the time is over."""
    tally, stop = Tally(), threading.Event()
    ends = time.monotonic() + seconds

    def work(email: str, cookies: dict[str, str]) -> None:
        reviewer = Reviewer(email, Visitor(url, cookies), tally)
        while not stop.is_set() and time.monotonic() < ends and len(tally.submitted) < wanted:
            try:
                if reviewer.decide_one() == NOTHING:
                    return
            except Exception as error:
                with tally.lock:
                    tally.errors[f"{type(error).__name__}: {str(error)[:200]}"] += 1
                reviewer.visitor.connection.close()

    threads = [threading.Thread(target=work, args=each, daemon=True) for each in sessions.items()]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "seconds": time.monotonic() - started,
        "submitted": tally.submitted,
        "accepted": tally.accepted,
        "refused": dict(tally.refused),
        "errors": dict(tally.errors),
        "times": dict(tally.times),
    }


if __name__ == "__main__":
    json.dump(review(sys.argv[1], **json.load(sys.stdin)), sys.stdout)
