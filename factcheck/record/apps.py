from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "factcheck.record"
    verbose_name = "History"
    default_auto_field = "django.db.models.BigAutoField"
