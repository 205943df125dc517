"""What every test may start from. The fixtures stand in the modules below; this says what each promises.

All of them: `python -m pytest`; a part: a folder, `-m "not stack"`, `-m browser`; on two cores: `-n 2`.
DATABASE_URL and REDIS_URL decide where they run: without them on SQLite and the embedded Valkey in a temporary folder.

tests.history_flush
  The guards of the history yield to the flush of the test database, and to nothing else.

tests.processes: real processes. Tests that use one of the last three are marked `stack`.
  broker           A Valkey (or the Redis of REDIS_URL) that answers; there for every test, so that what is sent on
                   commit is really sent.
  empty_queues     Nothing that an earlier test sent still waits in it.
  worker           A real Celery worker on the test's own database (so its rows must be committed: the fixture brings
                   `transactional_db`). `worker.pid`, `worker.kill()` (SIGKILL), `worker.start()`, `worker.stop()`,
                   `worker.wait_until(condition)`, `worker.said()`.
  running_stack    The whole workbench as `manage.py workbench` starts it, once a session, on a database of its own with
                   the demonstration in it. `running_stack.url`, `running_stack.accounts` (role -> (address, password)),
                   `running_stack.python(code)` runs code in its Django shell and returns what that printed,
                   `running_stack.wait_until(condition)`.
  start_workbench  For tests of the command itself: starts another copy of it in a folder of the test's own.

Made-up examples (Hypothesis) are the same in every run, so that a change is judged by itself; to look for new ones:
`python -m pytest tests/engine --hypothesis-profile default`.

tests.chromium: pytest-playwright's `page`, `context` and `browser` on the machine's own Chromium.
  Tests that use them are marked `browser`. Without a Chromium they are skipped, or fail where REQUIRE_BROWSER is set.

tests.workbench.kept: one small world for all tests of a module.
"""

import gc

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

pytest_plugins = ["tests.history_flush", "tests.processes", "tests.chromium", "tests.workbench.kept"]


def pytest_collection_finish() -> None:
    """What was imported by now stays: looking through it for garbage again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()


BROWSER = {"page", "context", "browser", "new_context"}
STACK = {"worker", "running_stack", "start_workbench"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they use, so that nobody has to remember to."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if used & BROWSER:
            item.add_marker("browser")
        if used & STACK:
            item.add_marker("stack")
        if "running_stack" in used:
            item.add_marker(pytest.mark.xdist_group("running_stack"))  # one process has it, so it starts once


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Counts of failed sign-ins, of searches and the like do not reach from one test into the next."""
    from django.conf import settings
    from django.core.cache import cache

    from factcheck.workbench import rates

    cache.clear()
    rates.storage(settings.RATES_URL).reset()
