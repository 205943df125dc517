from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "factcheck.operations"
    verbose_name = "Operations"
