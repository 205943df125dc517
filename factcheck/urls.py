"""Every address of the installation."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("factcheck.workbench.urls")),
]

handler400 = "factcheck.workbench.views.failures.bad_request"
