"""What one is told of, and how one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from factcheck.workbench import notifications
from factcheck.workbench.forms.comments import ChoicesForm
from factcheck.workbench.models import Notification
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import policy
from factcheck.workbench.views.request import Request


@policy("signed-in")
@require_GET
def mine(request: Request) -> HttpResponse:
    rows = Notification.objects.visible_to(request.user).filter(in_application=True)
    page = page_of(rows.select_related("by", "story"), ["-pk"], request.GET)
    return render(request, "workbench/comments/notifications.html", {"page": page})


@policy("signed-in")
@require_POST
def open_one(request: Request, pk: int) -> HttpResponse:
    rows = Notification.objects.visible_to(request.user)
    about = ("comment__claim", "comment__discrepancy", "comment__document", "verdict", "enquiry", "discrepancy")
    notification = get_object_or_404(rows.select_related(*about, "correction"), pk=pk)
    notifications.read(notification, request.user)
    return redirect(notification)


@policy("signed-in")
@require_POST
def read_all(request: Request) -> HttpResponse:
    notifications.read_all(request.user)
    return redirect("workbench:notifications")


@policy("signed-in")
@require_http_methods(["GET", "POST"])
def choices(request: Request) -> HttpResponse:
    chosen = notifications.choices_of(request.user)
    form = ChoicesForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        notifications.choose(request.user, form.choices)
        messages.success(request, "Kept.")
        return redirect("workbench:notification_choices")
    return render(request, "workbench/comments/choices.html", {"form": form})
