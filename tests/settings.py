"""The settings under test: the project's own, in a temporary folder, with what would only slow tests down replaced.

DATABASE_URL and REDIS_URL in the environment decide as they do for the program: without them SQLite and the embedded
Valkey, both in the temporary folder.
"""

import atexit
import os
import tempfile
from urllib.parse import urlsplit

_folder = tempfile.TemporaryDirectory(prefix="factcheck-tests-", ignore_cleanup_errors=True)
atexit.register(_folder.cleanup)
os.environ["VAR_DIR"] = _folder.name
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 50
os.environ.pop("BASE_URL", None)

if os.environ.get("REDIS_URL"):
    # Each test process has a store of its own, 1 to 7 of the server's sixteen; its running stack has 8 to 14.
    _process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_process % 7 + 1}").geturl()

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

(VAR_DIR / "static").mkdir()  # nothing is collected here; WhiteNoise would warn of a missing folder
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: a real worker process has to open the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LIVE_SECONDS = 0  # no streams: a test that reads an answer to its end would wait for ever
RATES_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
