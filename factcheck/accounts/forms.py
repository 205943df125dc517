"""The forms of entering: accepting an invitation, forgetting a password, proving the second factor."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import PasswordVerificationMixin, ResetPasswordForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from django import forms

from factcheck.accounts.models import User


class AcceptInvitationForm(PasswordVerificationMixin, forms.Form):
    """Name and first password of somebody who enters."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = SetPasswordField(label="Password")
    password2 = PasswordField(label="Password (again)", autocomplete="new-password")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A password like one's own name or address is refused.
        cast(SetPasswordField, self.fields["password1"]).user = person


class ForgottenPasswordForm(ResetPasswordForm):
    """Somebody who never entered does so by invitation only, or withdrawing one would leave this way open."""

    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [person for person in self.users if person.has_usable_password()]
        return email


class CountedAuthenticateForm(AuthenticateForm):
    """Guesses at codes count against the account, whatever their machines: only who knows its password comes here."""

    def clean_code(self) -> str:
        if not ratelimit.consume(context.request, action="second_factor", key=f"person-{self.user.pk}"):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()
