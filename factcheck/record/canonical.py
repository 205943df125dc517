"""The one written form of values, and the hashes over it.

Comes in: plain values (text, whole numbers, Decimals, times, lists, dictionaries). Goes out: ASCII text that is the
same for the same values on every machine, so that anybody can compute the hashes again with a JSON library and SHA-256.
Next: chain.py writes with it, verification.py reads with it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from factcheck.record.errors import NotCanonical

# Begins everything that is hashed: a later change of the form gets a new number, and old hashes stay checkable.
ENTRY_FORM = "factcheck history entry 1"
PAYLOAD_FORM = "factcheck history payload 1"
# What the first entry of a chain names as the hash before it.
GENESIS = "0" * 64
# What the history calls its own act, the erasure of a payload, and the entry whose payload it was (by its sequence).
ERASED = "record.erased"
ENTRY_SUBJECT = "record.entry"


def canonical_json(value: Any) -> str:
    """The canonical text of a value: keys sorted, no spaces, ASCII only, never a line break.

    Decimals become text with their stated digits and no exponent ("1.50", not 1.5), times become UTC with microseconds,
    dates ISO text, tuples lists. Raises NotCanonical for floats, naive times, keys that are not text, and any object.
    """
    return json.dumps(_plain(value, "value"), ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def canonical_time(at: datetime) -> str:
    """UTC with microseconds: 2018-02-08T14:00:00.000000Z. Raises NotCanonical for a time without a zone."""
    if at.tzinfo is None:
        raise NotCanonical(f"The time {at.isoformat()} has no zone.")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def storable_text(text: str) -> str:
    """The text itself. Raises NotCanonical where a database cannot hold it: a NUL, half a surrogate pair."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise NotCanonical("The text holds a character that no database stores (NUL or a lone surrogate).")
    return text


def entry_hash(
    *,
    chain_kind: str,
    chain_id: int,
    sequence: int,
    at: datetime,
    actor_id: int | None,
    act: str,
    subject_type: str,
    subject_id: int,
    previous_hash: str,
    payload_digest: str,
) -> str:
    """SHA-256 (hex) over everything that an entry says."""
    header = {
        "chain": [chain_kind, chain_id],
        "sequence": sequence,
        "at": at,
        "actor": actor_id,
        "act": act,
        "subject": [subject_type, subject_id],
        "previous": previous_hash,
        "payload": payload_digest,
    }
    return _sha256(ENTRY_FORM, canonical_json(header))


def payload_digest(salt: str, reason: str, content: str) -> str:
    """SHA-256 (hex) over the salt, the reason and the payload's canonical text.

    The salt keeps an erased payload from being guessed back out of its digest.
    """
    return _sha256(PAYLOAD_FORM, salt, canonical_json(reason), content)


def _sha256(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any, where: str) -> Any:
    """The value in the types that JSON has. `where` says in an error which part of the whole is meant."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # of a choice its value, whatever its class prints
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime):
        return canonical_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return _plain_mapping(value, where)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{place}]") for place, item in enumerate(value)]
    raise NotCanonical(f"{where} is a {type(value).__name__} ({value!r}), which has no canonical form.")


def _plain_mapping(mapping: Mapping[Any, Any], where: str) -> dict[str, Any]:
    for key in mapping:
        if not isinstance(key, str):
            raise NotCanonical(f"{where} has the key {key!r}, which is not text.")
    return {str.__str__(key): _plain(item, f"{where}.{key}") for key, item in mapping.items()}
