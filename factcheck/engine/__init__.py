"""The engine: numeric claims from texts, and what they say of each other. Standard library only, no I/O, no clock.

from factcheck.engine import extract_json, compare_json      dict -> dict, the JSON of design page 5
"""

from .contract import (
    ENGINE_VERSION,
    compare_json,
    extract_json,
    in_unit,
    known_units,
    read_quantity,
    rulebook_fields,
    try_rulebook,
)

__all__ = [
    "ENGINE_VERSION",
    "compare_json",
    "extract_json",
    "in_unit",
    "known_units",
    "read_quantity",
    "rulebook_fields",
    "try_rulebook",
]
