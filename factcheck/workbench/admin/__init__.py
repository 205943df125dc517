"""The admin panel: Django's own pages over our permissions. Nothing is deleted; writing goes through the stages.

Comes in: a superuser, or the administrator of a desk. Every list is what that person may see; being a superuser opens
no story and gives no power over numbers. Signing in goes the workbench's way, which counts failed attempts.
"""

from allauth.account import admin as registers_addresses  # noqa: F401  before they are taken off again, below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as registers_groups  # noqa: F401
from django.contrib.auth.models import Group

from factcheck.workbench.admin import (
    claims,
    first_page,
    history,
    machine,
    manuscripts,
    people,
    rulebooks,
    sources,
    stories,
    talk,
    verdicts,
    vocabulary,
)

__all__ = [
    "claims", "first_page", "history", "machine", "manuscripts", "people", "rulebooks", "sources", "stories", "talk",
    "verdicts", "vocabulary",
]  # fmt: skip

admin.site.site_header = admin.site.site_title = "Administration"
admin.site.index_title = "What the desks are made of"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.index = first_page.index(admin.site.index)  # type: ignore[method-assign, assignment]
admin.site.disable_action("delete_selected")
# Groups have no meaning here, and an address is changed with its account, by people.edit_person.
admin.site.unregister([Group, EmailAddress])
