"""Where a person lands: at the queue, or at the stories for those who only read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from factcheck.accounts.models import Desk
from factcheck.workbench.permissions import permit, policy
from factcheck.workbench.views.request import Request


@policy("signed-in")
@require_GET
def home(request: Request) -> HttpResponse:
    desks = Desk.objects.filter(pk__in=request.user.roles())
    if not desks:
        return render(request, "workbench/home/no_desk.html")
    decides = any(permit(request.user, "discrepancy.take", desk) for desk in desks)
    return redirect("workbench:queue" if decides else "workbench:stories")
