from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "factcheck.workbench"
    verbose_name = "Workbench"

    def ready(self) -> None:
        from factcheck import celery  # noqa: F401  binds shared tasks to our application
        from factcheck.workbench import checks  # noqa: F401  registers the system checks
