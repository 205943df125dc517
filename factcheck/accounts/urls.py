"""The addresses of accounts, under accounts/."""

from django.urls import include, path

from factcheck.accounts import views

urlpatterns = [
    path("invitations/<str:key>/", views.invitation, name="invitation"),
    path("sessions/", views.my_sessions, name="sessions"),
    path("second-factor/", include("allauth.mfa.urls")),
]
