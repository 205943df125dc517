"""`python -m factcheck.operations.celery_process worker|beat`: what `celery -A factcheck worker|beat` starts.

Without Celery's command line, which brings an interactive shell with its colours and completions: a fifth of the memory
of each of them. `manage.py workbench` starts these; on several machines `celery` itself does as well.
"""

from __future__ import annotations

import argparse
import sys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("worker").add_argument("--concurrency", type=int, required=True)
    kinds.add_parser("beat").add_argument("--schedule", required=True, help="the file that remembers the last times")
    asked = parser.parse_args()

    from factcheck.celery import app

    if asked.kind == "beat":
        app.Beat(loglevel="INFO", schedule=asked.schedule, quiet=True).run()
        return
    worker = app.Worker(loglevel="INFO", concurrency=asked.concurrency, quiet=True)
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
