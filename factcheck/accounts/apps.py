from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "factcheck.accounts"
    verbose_name = "People and desks"

    def ready(self) -> None:
        from allauth.mfa import signals
        from allauth.usersessions.models import UserSession
        from django.db.models.signals import pre_save

        from factcheck.accounts import second_factor, sessions

        signals.authenticator_added.connect(second_factor.note_added, dispatch_uid="history")
        signals.authenticator_removed.connect(second_factor.note_removed, dispatch_uid="history")
        pre_save.connect(sessions.shorten_address, sender=UserSession, dispatch_uid="shorten-address")
