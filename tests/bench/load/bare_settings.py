"""A bare Django project on the same database: sessions, sign-in, one URLconf, and nothing else of ours.

What `django-admin startproject` puts before a view (and one line that allauth insists on), on the same web server. What a page costs here is the least that
Django can do with a signed-in reader, one indexed query and a template.
"""

from factcheck.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.load.bare"
LOGIN_URL = "/sign-in-elsewhere/"
ASGI_APPLICATION = None
WSGI_APPLICATION = None
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_FOLDER / "tests" / "bench" / "load"],  # noqa: F405
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LOGGING = LOGGING | {"root": {**LOGGING.get("root", {}), "level": "WARNING"}}  # noqa: F405
