"""What comes with every answer, and that nobody's words become a header: of an answer, of a file, of a mail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse

from factcheck.accounts import invitations
from factcheck.accounts.models import Desk, User
from factcheck.installation import PROJECT_FOLDER
from factcheck.workbench import comments, notifications
from factcheck.workbench.models import Original, Source, Story
from tests.cast import Cast
from tests.security.writing import sent, writes
from tests.workbench import world as worlds
from tests.workbench.visiting import browser_of, visit

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NEVER = ("unsafe-inline", "unsafe-eval", "http:", "*")
COOKIES = {"sessionid": True, "csrftoken": False, "messages": True, "theme": True}  # name -> kept from scripts


def faults(answer: HttpResponse) -> Iterator[str]:
    """What an answer lacks, or says too much."""
    yield from (f"{name}: {answer.get(name)}" for name, wanted in EVERYWHERE.items() if answer.get(name) != wanted)
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or any(w in policy for w in NEVER):
        yield f"policy: {policy}"
    if "no-store" not in answer.get("Cache-Control", ""):
        yield f"Cache-Control: {answer.get('Cache-Control')}"
    for name, cookie in answer.cookies.items():
        if cookie["samesite"] != "Lax" or (
            COOKIES.get(name, True) and not cookie["httponly"] and cookie["max-age"] != 0
        ):
            yield f"cookie {cookie.OutputString()}"
    if "Server" in answer or "X-Powered-By" in answer:
        yield "it says what it runs on"


@pytest.mark.parametrize("person", ["nobody", "editor"])
def test_every_answer_carries_them(cast: Cast, addresses: dict[str, str], person: str) -> None:
    """Pages, refusals, redirections, files; those of the admin panel as the superuser."""
    browsers = {each: browser_of(cast, each) for each in ("nobody", "editor", "superuser")}
    found = []
    for name, address in addresses.items():
        who = "superuser" if name.startswith("admin:") and person != "nobody" else person
        if name in {"account_logout", "admin:logout"}:
            continue
        for method in ("get", "post") if person == "nobody" else ("get",):
            found += [f"{method} {address}: {fault}" for fault in faults(visit(browsers[who], method, address))]
    for address in ("/nothing-here/", "/stories/987654321/", "/search/?q=%00", "/admin/nothing/"):
        found += [f"{address}: {fault}" for fault in faults(browsers[person].get(address))]
    assert not found


SETTINGS = (
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_HTTPONLY",
    "DEBUG", "PASSWORD_HASHERS", "ACCOUNT_RATE_LIMITS",
)  # fmt: skip


def test_behind_https_the_real_settings_hold(tmp_path: Path) -> None:
    """Those of the tests are others: what an installation starts with is asked in a process of its own."""
    code = f"from factcheck import settings; print([getattr(settings, name) for name in {SETTINGS}])"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG"}}
    environment |= {"BASE_URL": "https://factcheck.example.org", "VAR_DIR": str(tmp_path), "SECRET_KEY": "x" * 60}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, check=True
    )
    year, argon = 365 * 24 * 3600, ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    limits = {"login_failed": "10/m/ip,60/h/ip", "second_factor": "10/5m/key"}
    assert said.stdout.strip() == str([True, True, True, year, True, False, argon, limits])


# --- words that would be headers --------------------------------------------------------------------------------------

EVIL = "x\r\nX-Evil: yes\r\nBcc: evil@example.org\r\nSet-Cookie: sessionid=evil\r\n\r\n<html>"


def test_no_words_become_a_header_of_an_answer(world: worlds.World, cast: Cast, addresses: dict[str, str]) -> None:
    forms = writes(world, cast)
    Story.objects.filter(pk=world.open_story.pk).update(title=EVIL)
    Source.objects.filter(desk=cast.desk, confidential=False).update(name=EVIL)
    Desk.objects.filter(pk=cast.desk.pk).update(name=EVIL)
    User.objects.filter(pk=cast.checker.pk).update(name=EVIL)
    Original.objects.filter(document=world.document).update(filename=EVIL)
    browsers = {each: browser_of(cast, each) for each in ("viewer", "reporter", "checker", "second_checker", "editor")}
    wrong = []
    files = ("original", "export_history", "claim_review", "story", "source", "home")
    answers = [(name, browsers["editor"].get(addresses[name])) for name in files]
    for write in forms:
        more = {"next": f"/queue/?a={EVIL}"} if "next" in write.fields else {}
        if write.to in {"add_story", "claim_comments", "see_claim", "take", "set_theme", "claim_figure"}:
            answers.append((write.name, sent(browsers[write.person], addresses[write.to], write, more)[0]))
    for name, answer in answers:
        said = [f"{key}: {value}" for key, value in answer.items()]
        if answer.status_code >= 500 or "X-Evil" in answer or any("\n" in each or "\r" in each for each in said):
            wrong.append((name, answer.status_code, said))
        if "evil" in str(answer.cookies).lower():
            wrong.append((name, answer.cookies))
    assert not wrong


def test_no_words_become_a_header_of_a_mail(
    world: worlds.World, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    Story.objects.filter(pk=world.open_story.pk).update(title=EVIL)
    User.objects.filter(pk__in=[cast.checker.pk, cast.administrator.pk]).update(name=EVIL)
    Desk.objects.filter(pk=cast.desk.pk).update(name=EVIL)
    comments.add(world.claims[0], cast.fresh("checker"), "@Ed Editor, is it so?\r\nBcc: evil@example.org")
    assert notifications.send_due() > 0
    nia = User.objects.create(email="nia@example.org", name=EVIL, password="!")
    nia.memberships.create(desk=cast.desk, role="viewer")
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(nia, cast.superuser)
    assert {person for each in mail.outbox for person in each.recipients()} <= {
        *User.objects.exclude(email__startswith="evil").values_list("email", flat=True)
    }
    for each in mail.outbox:
        written = each.message()
        assert "X-Evil" not in written and "Bcc" not in written and written.get_all("To") == [each.to[0]]
        assert "\n" not in each.subject and "\r" not in each.subject
