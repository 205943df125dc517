"""An installation as it was some versions ago, filled, then brought up to date: a program for a process of its own.

The tables are those of that time, made by its migrations; the rows are written by the models of that time, the history
by the record's own functions, which have not changed since. It ends with what is found in the new version, as JSON.

    python -m tests.operations.older_installation
"""

from __future__ import annotations

import json
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction

# Before comments, enquiries, assignments, manuscripts and the queue's own words; sessions still kept whole addresses.
THEN = {"accounts": "0002_invitations_and_sessions", "workbench": "0005_settled_grouping_and_reprints"}
TEXT = "At least 40 people died, the coastguard said. Seven died, the ferry's owner said."
WHY = "The coastguard and the owner cannot both be right."


def make() -> None:
    """The tables of that time."""
    for app in ("sessions", "usersessions", "record"):
        call_command("migrate", app, verbosity=0)
    for app, name in THEN.items():
        call_command("migrate", app, name, verbosity=0)


def fill() -> None:
    """A story with a report, what the machine read in it, a verdict, where somebody was signed in, and a history."""
    from django.db.migrations.loader import MigrationLoader

    from factcheck.engine import extract_json
    from factcheck.record import chain

    model = MigrationLoader(connection).project_state([("usersessions", "0001_initial"), *THEN.items()]).apps.get_model
    user = model("accounts", "User").objects.create(email="ana@example.org", name="Ana", password="!")
    desk = model("accounts", "Desk").objects.create(name="World", slug="world")
    model("accounts", "Membership").objects.create(user=user, desk=desk, role="editor")
    model("usersessions", "UserSession").objects.create(user=user, ip="203.0.113.77", session_key="k", user_agent="Old")
    source = model("workbench", "Source").objects.create(desk=desk, name="Coast Courier", kind="outlet")
    story = model("workbench", "Story").objects.create(desk=desk, title="Ferry", created_by=user)
    document = model("workbench", "Document").objects.create(
        story=story, title="Ferry", text=TEXT, text_sha256="0" * 64, added_by=user, publisher=source
    )
    model("workbench", "Original").objects.create(
        document=document, content=TEXT.encode(), sha256="0" * 64, encoding="utf-8"
    )
    run = model("workbench", "Run").objects.create(kind="extraction", story=story, document=document, state="done")
    content = extract_json({"id": "d1", "text": TEXT})["claims"][0]
    place: dict[str, Any] = {"document": document, "start": 0, "end": 11, "measure": "killed", "content": content}
    reading = model("workbench", "Reading").objects.create(run=run, number=1, kind="claim", **place)
    claim = model("workbench", "Claim").objects.create(story=story, reading=reading, **place)
    figure = model("workbench", "Figure").objects.create(
        story=story, key="k", label="How many people died?", measure="killed"
    )
    finding = model("workbench", "Discrepancy").objects.create(
        story=story, fingerprint="f", kind="contradiction", severity="0.5", why=WHY, finding={}, evidence_hash="0" * 64
    )
    finding.figures.add(figure)
    finding.claims.add(claim)
    verdict = model("workbench", "Verdict").objects.create(
        figure=figure, author=user, line="At least 40 died.", state="draft"
    )
    verdict.discrepancies.add(finding)
    with transaction.atomic():
        for number in range(5):
            chain.append(
                "story", story.pk, act="story.noted", actor=None, subject_type="story", subject_id=story.pk,
                payload={"number": number}, reason="because",
            )  # fmt: skip


def found() -> dict[str, Any]:
    """What the new version's own models and functions make of it."""
    from allauth.usersessions.models import UserSession

    from factcheck.accounts.models import User
    from factcheck.record import verification
    from factcheck.record.models import Chain, Entry
    from factcheck.workbench.models import Claim, Story, Verdict

    story, user = Story.objects.get(), User.objects.get()
    document, claim, verdict = story.documents.get(), Claim.objects.get(), Verdict.objects.get()
    return {
        "faults": [str(fault) for each in Chain.objects.all() for fault in verification.verify(each)],
        "entries": [entry.values["number"] for entry in Entry.objects.select_related("payload").order_by("sequence")],
        "role": user.roles()[story.desk_id],
        "signed in from": UserSession.objects.get().ip,
        "text": [document.text, bytes(document.original.content).decode(), document.publisher.name],
        "claim": [claim.start, claim.end, claim.measure, claim.reading.number],
        "finding": [[each.why, each.state, each.assignee] for each in story.discrepancies.visible_to(user).waiting()],
        "verdict": [verdict.line, verdict.state, verdict.figure.label, verdict.discrepancies.get().kind],
    }


def main() -> None:
    django.setup()
    make()
    fill()
    call_command("migrate", verbosity=0)
    call_command("reindex", verbosity=0)
    call_command("verify_history")
    print(json.dumps(found()))


if __name__ == "__main__":
    main()
