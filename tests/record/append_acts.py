"""A process of its own that appends acts to one chain: `append_acts.py COUNT NAME`. Started by test_concurrency."""

import os
import sys

import django


def main(count: int, name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from django.db import transaction

    from factcheck.record import chain

    for number in range(count):
        with transaction.atomic():
            chain.append(
                "story",
                12,
                act="claim.suggested",
                actor=None,
                subject_type="claim",
                subject_id=number,
                payload={"by": name},
            )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
