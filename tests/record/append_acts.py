"""A process of its own that tells two chains each act: `append_acts.py COUNT NAME`. Started by test_concurrency."""

import os
import sys

import django


def main(count: int, name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    from django.db import transaction

    from factcheck.record import chain

    for number in range(count):
        news = [
            chain.NewEntry(
                chain_kind=kind,
                chain_id=place,
                act="claim.suggested",
                actor=None,
                subject_type="claim",
                subject_id=number,
                payload={"by": name},
            )
            for kind, place in (("story", 12), ("desk", 3))
        ]
        with transaction.atomic():
            # Every other act names its chains the other way round: the locks must not cross.
            chain.append_many(news if number % 2 else news[::-1])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
