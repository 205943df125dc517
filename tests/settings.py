"""The settings under test: the project's own, in a temporary folder, with what would only slow tests down replaced.

DATABASE_URL and REDIS_URL in the environment decide as they do for the program: without them SQLite and the embedded
Valkey, both in the temporary folder.
"""

import atexit
import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="factcheck-tests-", ignore_cleanup_errors=True)
atexit.register(_folder.cleanup)
os.environ["VAR_DIR"] = _folder.name
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 50
os.environ.pop("BASE_URL", None)

if os.environ.get("REDIS_URL") and (_process := os.environ.get("PYTEST_XDIST_WORKER")):
    # Each test process has a broker of its own: one of the server's sixteen numbered stores.
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{int(_process[2:]) % 15 + 1}"

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: a real worker process has to open the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
