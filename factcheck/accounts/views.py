"""The pages of entering and of one's own sessions. Signing in, passwords and second factors are allauth's pages."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from factcheck.accounts import invitations, sessions
from factcheck.accounts.errors import BadPerson, InvitationRefused
from factcheck.accounts.forms import AcceptInvitationForm
from factcheck.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Follow an invitation: looking at it changes nothing, sending name and password accepts it."""
    try:
        found = invitations.find(key)
        form = AcceptInvitationForm(request.POST or None, person=found.person, initial={"name": found.person.name})
        if request.method == "POST" and form.is_valid():
            invitations.accept(key, form.cleaned_data["name"], form.cleaned_data["password1"])
            messages.success(request, "Welcome. Sign in with your address and the password that you chose.")
            return redirect("account_login")
    except InvitationRefused as refusal:
        return render(request, "account/invitation_refused.html", {"refusal": refusal}, status=410)
    except BadPerson as refusal:
        form.add_error(refusal.field, str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "account/invitation.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; POST `end`: the number of one to sign out, or `others`."""
    person = cast(User, request.user)
    if request.method == "POST":
        _end(request, person, request.POST.get("end", ""))
        return redirect("sessions")
    places = sessions.places_of(person, request.session.session_key)
    return render(request, "account/sessions.html", {"places": places})


def _end(request: HttpRequest, person: User, which: str) -> None:
    if which == "others":
        sessions.end_others(person, request.session)
        messages.success(request, "You are signed out everywhere else.")
    elif which.isdecimal() and len(which) < 19 and sessions.end_place(person, int(which)):
        messages.success(request, "That browser is signed out.")
    else:
        messages.error(request, "That browser was signed out already.")
