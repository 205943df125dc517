"""The one settings file. Everything that differs between installations comes from the environment.

DATABASE_URL   postgres://user:password@host/name; without it SQLite at <VAR_DIR>/factcheck.sqlite3
REDIS_URL      redis://host:6379/0; without it the embedded Valkey's socket under <VAR_DIR>
BASE_URL       the address people type; decides hosts, secure cookies, HSTS and redirects. Default http://localhost:8000
SECRET_KEY     or the file <VAR_DIR>/secret_key, which `manage.py workbench` creates
VAR_DIR        where this installation keeps its files; default var/ beside manage.py
EMAIL_URL      smtp://…; without it mails are printed to the console. `?_default_from_email=` names their sender
LOG_LEVEL      how much the processes log: DEBUG, INFO (default), WARNING, ERROR
REQUIRE_SECOND_FACTOR  roles that must have a second factor, for example editor,administrator; without it nobody must
SEARCH_RATE, INGESTION_RATE, COMMENT_RATE  how often one person may do these, for example 60/minute;500/hour
METRICS_TOKEN  what Prometheus sends to read /metrics; without it only superusers read them
DEBUG          true only while developing

A value that cannot be meant raises `Refusal`, which every entry point shows as one line.
"""

import logging
from urllib.parse import quote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from environs import Env, EnvError
from limits import parse_many
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.installation import PROJECT_FOLDER, Refusal, secret_key, valkey_socket, var_folder
from factcheck.operations import logs

env = Env()

VAR_DIR = var_folder()
SECRET_KEY = secret_key()

try:
    DEBUG = env.bool("DEBUG", False)
    LOG_LEVEL = env.log_level("LOG_LEVEL", logging.INFO)
    EMAIL = env.dj_email_url("EMAIL_URL", "console:")
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")} if env.str("DATABASE_URL", "") else {}
except (EnvError, ValueError) as error:
    raise Refusal(f"In the environment, {error}") from error

BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname or _base.path or _base.query or _base.fragment:
    raise Refusal(f"BASE_URL must look like https://factcheck.example.org, not {BASE_URL!r}.")
HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = [_base.hostname, *(["localhost", "127.0.0.1", "[::1]"] if not HTTPS else [])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "factcheck.workbench.views.failures.token_refused"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by machines beside us, which speak no https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "factcheck.record",
    "factcheck.accounts",
    "factcheck.workbench",
    "factcheck.operations",
    "django.contrib.admin.apps.SimpleAdminConfig",  # factcheck/urls.py loads the panel; workers do without it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "factcheck.operations.requests.RequestMiddleware",
    "factcheck.operations.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "factcheck.workbench.middleware.AccessMiddleware",
    "factcheck.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
ASGI_APPLICATION = "factcheck.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "factcheck.workbench.context.page",
            ],
        },
    },
]

if not DATABASES:
    DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "factcheck.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without WAL and IMMEDIATE, two writing processes lock each other out.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
# Kept from request to request by the threads of operations/web_handler.py; looked at before it is used again.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "factcheck.accounts.backends.PasswordBackend",
    "factcheck.accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "factcheck.accounts.adapter.ClosedAdapter"
# Failed sign-ins count against the machine that they come from, never against the account: otherwise a stranger who
# knows an editor's address could keep the editor out. Behind https there is one proxy, which says who is asking.
# Guessing codes takes the password first, so those count against the account.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,60/h/ip", "second_factor": "10/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ACCOUNT_FORMS = {"reset_password": "factcheck.accounts.forms.ForgottenPasswordForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password or second factor changes is told
MFA_ADAPTER = "factcheck.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "factcheck.accounts.forms.CountedAuthenticateForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers offer passkeys over https and, without it, on localhost only
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from administrators, not from strangers who sign up
ROLES = {"viewer", "reporter", "fact-checker", "editor", "administrator"}
REQUIRE_SECOND_FACTOR = [role.strip() for role in env.str("REQUIRE_SECOND_FACTOR", "").split(",") if role.strip()]
if not set(REQUIRE_SECOND_FACTOR) <= ROLES:
    raise Refusal(f"REQUIRE_SECOND_FACTOR names roles, of {', '.join(sorted(ROLES))}; separate them by commas.")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "factcheck.workbench.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others; half the files to compress at a start

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL["EMAIL_USE_TLS"], EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10  # a mail server that does not answer must not hold a web process
DEFAULT_FROM_EMAIL = EMAIL.get("DEFAULT_FROM_EMAIL") or f"factcheck@{_base.hostname}"

REDIS_URL = env.str("REDIS_URL", "") or f"unix://{quote(str(valkey_socket()))}"
if urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise Refusal("REDIS_URL must look like redis://host:6379/0, rediss://… or unix:///path.")
# Rates of failed sign-ins are counted here, so every web process must see the same counts.
# Tried once and not for long: without Redis nobody signs in, as guesses could not be counted, but is told so at once.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    }
}

# How often one person may do these: several rates are separated by semicolons; an empty value sets no limit.
RATES = {
    "search": env.str("SEARCH_RATE", "60/minute"),
    "ingestion": env.str("INGESTION_RATE", "60/minute"),
    "comments": env.str("COMMENT_RATE", "30/minute"),
}
for _name, _rate in RATES.items():
    try:
        parse_many(_rate) if _rate else []
    except ValueError as error:
        raise Refusal(f"The rate of {_name} must look like 60/minute or 10/second;500/hour, not {_rate!r}.") from error
RATES_URL = REDIS_URL.replace("unix://", "redis+unix://", 1) if REDIS_URL.startswith("unix:") else REDIS_URL

LIVE_SECONDS = 600  # after which a stream of live updates ends, and its browser opens another; 0: no streams

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A text on which a rule never ends must not take the workers one after the other; `rescue` ends its run.
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "rescue": {"task": "workbench.rescue", "schedule": 30.0},
    "tick": {"task": "operations.tick", "schedule": 15.0, "options": {"expires": 60}},
    "heads": {"task": "operations.log_heads", "schedule": 3600.0, "kwargs": {"hours": 2}},
    "all-heads": {"task": "operations.log_heads", "schedule": crontab(hour="3", minute="0")},
    "read-history": {"task": "operations.verify_history", "schedule": crontab(hour="3", minute="30")},
    "forget-sessions": {"task": "operations.forget_sessions", "schedule": crontab(hour="3", minute="20")},
    "mail": {"task": "workbench.mail", "schedule": 30.0},
    "enquiries": {"task": "workbench.return_enquiries", "schedule": 30.0},
}

# Everything goes to the standard error of each process; `manage.py workbench` keeps it under <VAR_DIR>/log/.
LOGGING = logs.configuration(LOG_LEVEL)
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# A report of five million bytes is longer than any that a newsroom pastes; more is refused with a clear line.
DOCUMENT_MAX_BYTES = 5_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000
LEASE_SECONDS = 10 * 60
SKIPPED_SECONDS = 12 * 3600  # what somebody skipped is not given to them again in this shift
RUN_STUCK_SECONDS = 120
