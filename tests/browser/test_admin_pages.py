"""Every page of the admin panel in a real browser: nothing that the security policy forbids, nothing the console says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from factcheck import urls  # noqa: F401  loads the panel
from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Source
from tests.cast import PASSWORD, Cast, assemble
from tests.workbench import world as worlds
from tests.workbench.conftest import make_claim  # noqa: F401  a fixture, used by name


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def world(cast: Cast, make_claim: Any) -> worlds.World:  # noqa: F811
    return worlds.build(cast, make_claim)


def addresses(editor: User) -> Iterator[str]:
    """The panel's first page, and of each model its list, its form for a new one, and each page of its newest row."""
    yield reverse("admin:index")
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        newest = page.visible(editor).order_by("-pk").first()
        for each in ("change", "history") if newest is not None else ():
            yield reverse(f"{name}_{each}", args=[newest.pk])
        if model._meta.model_name in {"user", "desk", "source", "vocabulary"}:
            yield reverse(f"{name}_add")
    yield reverse("admin:workbench_vocabulary_try")
    yield reverse("admin:workbench_source_duplicates")
    first, second = Source.objects.visible_to(editor).standing().order_by("pk")[:2]
    yield f"{reverse('admin:workbench_source_merge')}?id={first.pk}&id={second.pk}"
    yield reverse("admin:workbench_vocabulary_import", args=["words"])
    for table in ("sources", "other-names"):
        yield reverse("admin:workbench_source_import", args=[table])


def test_no_page_breaks_the_security_policy(page: Any, live_server: Any, cast: Cast, world: worlds.World) -> None:
    """As somebody who may do everything in the panel, so that every button and form is on its page."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    User.objects.filter(pk=cast.editor.pk).update(is_superuser=True)
    Claim.objects.update(state=Claim.State.SUGGESTED)
    page.goto(live_server.url + reverse("admin:index"))
    page.get_by_label("Email").fill(cast.editor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(live_server.url + reverse("admin:index"))
    for address in addresses(cast.fresh("editor")):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert "unsafe" not in answer.headers["content-security-policy"]
        page.wait_for_load_state("networkidle")
    # An action with its passages, by mouse.
    page.goto(live_server.url + reverse("admin:workbench_claim_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("accept")
    page.get_by_role("button", name="Go").click()
    page.locator("input[name=_selected_action]").first.check()
    page.get_by_role("button", name="Accept what is ticked").click()
    page.get_by_text("Accepted: 1.").wait_for()
    assert said == []
