from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "factcheck.accounts"
    verbose_name = "People and desks"

    def ready(self) -> None:
        from allauth.mfa import signals

        from factcheck.accounts import second_factor

        signals.authenticator_added.connect(second_factor.note_added, dispatch_uid="history")
        signals.authenticator_removed.connect(second_factor.note_removed, dispatch_uid="history")
