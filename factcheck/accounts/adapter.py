"""How allauth behaves here: nobody signs up by themselves, links lead to BASE_URL, secrets are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from factcheck.accounts import second_factor
from factcheck.accounts.models import User

log = logging.getLogger(__name__)


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """The password alone: what an administrator changes at this moment, a role or the account, stays changed."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the account's own address; allauth would look for one that it has verified, and there is none."""
        try:
            super().send_notification_mail(template_prefix, user, context, email or user.email)
        except OSError:  # what was done is done; smtplib's errors are among these
            log.exception("A mail about a change to an account was not sent.")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Into the mail goes the installation's own address, never the host that a request claims."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """What authenticators share with us is worth nothing to whoever has only the database or a backup of it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Under another secret key than before no code fits any more: people use another factor or have it reset."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second factor keeps one: another comes first, then this one goes."""
        return second_factor.may_lose(authenticator)

    def _get_site_name(self) -> str:
        return urlsplit(settings.BASE_URL).hostname or ""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"factcheck.accounts.second-factor" + key.encode()).digest() for key in map(str, keys)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
