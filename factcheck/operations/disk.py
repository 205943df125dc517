"""How much room is left where this installation writes."""

from __future__ import annotations

import shutil

from django.conf import settings

# A document of the largest size with all that is made of it takes a few megabytes; a log ten.
FREE_BYTES_WANTED = 200_000_000


def free_bytes() -> int:
    """What may still be written under VAR_DIR."""
    return shutil.disk_usage(settings.VAR_DIR).free
