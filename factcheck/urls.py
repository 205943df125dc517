"""Every address of the installation."""

from django.contrib import admin
from django.urls import include, path

from factcheck.operations import views as operations
from factcheck.workbench.views.failures import no_such_page

admin.autodiscover()

urlpatterns = [
    # allauth's page here would change an address behind the back of people.edit_person and of the history.
    path("accounts/email/", no_such_page, name="account_email"),
    path("accounts/", include("factcheck.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    # Django's way from a row to its page answers otherwise for rows that exist, also where the reader may not see them.
    path("admin/r/<path:rest>", no_such_page),
    path("admin/", admin.site.urls),
    path("healthz", operations.healthz, name="healthz"),
    path("metrics", operations.metrics_page, name="metrics"),
    path("stories/<int:pk>/history/export/", operations.export_history, name="export_history"),
    path("", include("factcheck.workbench.urls")),
]

handler400 = "factcheck.workbench.views.failures.bad_request"
handler500 = "factcheck.operations.views.server_error"
