"""What is appended stands in its chain, linked, complete, in the transaction of its act."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from factcheck.record import canonical, chain
from factcheck.record.chain import NewEntry
from factcheck.record.errors import AlreadyErased, BadEntry, HistoryError, NotCanonical, OutsideTransaction
from factcheck.record.models import Chain, ChainKind, Entry, chain_label, parse_chain_label
from factcheck.record.verification import verify

Told = Callable[..., Entry]

AT = datetime(2018, 2, 8, 14, tzinfo=UTC)


def test_an_entry_says_who_did_what_when_to_what_and_why(tell: Told, person: Any) -> None:
    entry = tell(reason="Seen twice.", at=AT, payload={"before": {"low": None}, "after": {"low": Decimal("7.0")}})
    entry = Entry.objects.for_chain("story", 12).get(pk=entry.pk)
    assert (str(entry.chain), entry.sequence, entry.at) == ("story:12", 1, AT)
    assert (entry.actor, entry.act) == (person, "claim.accepted")
    assert (entry.subject_type, entry.subject_id) == ("claim", 7)
    assert (entry.reason, entry.values) == ("Seen twice.", {"before": {"low": None}, "after": {"low": "7.0"}})
    assert not entry.erased


def test_each_entry_names_the_hash_of_the_one_before_and_the_chain_that_of_the_last(five: list[Entry]) -> None:
    stored = list(Entry.objects.for_chain("story", 12).order_by("sequence"))
    assert [entry.sequence for entry in stored] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in stored] == [canonical.GENESIS, *(entry.hash for entry in stored[:-1])]
    assert [entry.hash for entry in stored] == [entry.computed_hash() for entry in stored]
    head = Chain.objects.get(kind="story", subject_id=12)
    assert (head.head_sequence, head.head_hash) == (5, stored[-1].hash)


def test_the_machine_acts_without_a_name(tell: Told) -> None:
    assert Entry.objects.get(pk=tell(actor=None, act="claim.suggested").pk).actor is None


def test_equal_payloads_have_different_digests(tell: Told) -> None:
    assert tell().payload_digest != tell().payload_digest


def test_chains_are_apart(tell: Told) -> None:
    told = [tell("story", 12), tell("desk", 12), tell("installation", 0), tell("story", 13), tell("story", 12)]
    assert [(str(entry.chain), entry.sequence) for entry in told] == [
        ("story:12", 1),
        ("desk:12", 1),
        ("installation", 1),
        ("story:13", 1),
        ("story:12", 2),
    ]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"kind": "person"}, BadEntry),
        ({"number": 0}, BadEntry),
        ({"kind": "installation", "number": 3}, BadEntry),
        ({"act": "accepted"}, BadEntry),
        ({"act": "Claim accepted."}, BadEntry),
        ({"act": "claim." + "a" * 80}, BadEntry),
        ({"act": "record.erased"}, BadEntry),
        ({"subject_type": ""}, BadEntry),
        ({"actor": SimpleNamespace(pk=None)}, BadEntry),
        ({"payload": {"low": 1.5}}, NotCanonical),
        ({"reason": "a\x00b"}, NotCanonical),
        ({"reason": "a\ud800b"}, NotCanonical),
        ({"at": datetime(2018, 2, 8)}, NotCanonical),
    ],
)
def test_what_cannot_be_told_is_refused_and_leaves_nothing(
    tell: Told, given: dict[str, Any], error: type[HistoryError]
) -> None:
    with pytest.raises(error):
        tell(**given)
    assert not Entry.objects.exists()
    assert not Chain.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["append", "append_many", "erase"])
def test_history_is_written_only_inside_a_transaction(tell: Told, person: Any, write: str) -> None:
    entry = tell()
    new = {"act": "claim.accepted", "actor": person, "subject_type": "claim", "subject_id": 1}
    with pytest.raises(OutsideTransaction):
        if write == "append":
            chain.append("story", 12, payload={}, **new)
        elif write == "append_many":
            chain.append_many([NewEntry(chain_kind="story", chain_id=12, **new)])
        else:
            chain.erase(entry, actor=person, reason="Asked for.")
    assert Entry.objects.count() == 1


def test_an_act_that_fails_leaves_no_entry_and_no_gap(tell: Told) -> None:
    tell()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell()
        raise ZeroDivisionError
    assert tell().sequence == 2
    assert verify(Chain.objects.get()) == []


def test_many_acts_keep_their_order_across_chains(person: Any, db: None) -> None:
    places = [("story", 2), ("desk", 1), ("story", 1), ("story", 2), ("installation", 0), ("story", 2)]
    news = [
        NewEntry(chain_kind=kind, chain_id=number, act="claim.moved", actor=person, subject_type="claim", subject_id=i)
        for i, (kind, number) in enumerate(places)
    ]
    with transaction.atomic():
        entries = chain.append_many(news)
    assert [entry.subject_id for entry in entries] == [0, 1, 2, 3, 4, 5]
    assert [entry.sequence for entry in entries] == [1, 1, 1, 2, 1, 3]
    assert [verify(one) for one in Chain.objects.all()] == [[], [], [], []]


@pytest.mark.parametrize(("count", "statements"), [(1, 4), (400, 12)])
def test_hundreds_of_acts_take_few_statements(
    tell: Told, django_assert_max_num_queries: Any, count: int, statements: int
) -> None:
    tell()
    new = NewEntry(
        chain_kind="story", chain_id=12, act="claim.accepted", actor=None, subject_type="claim", subject_id=1
    )
    with transaction.atomic(), django_assert_max_num_queries(statements):
        chain.append_many([new] * count)
    assert Chain.objects.get().head_sequence == count + 1
    assert verify(Chain.objects.get()) == []


def test_nothing_to_tell_writes_nothing(db: None, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(0):
        assert chain.append_many([]) == []


def test_a_chain_is_read_newest_first_in_one_query(
    five: list[Entry], tell: Told, django_assert_num_queries: Any
) -> None:
    tell("story", 13)
    with django_assert_num_queries(1):
        read = [
            (entry.sequence, str(entry.chain), str(entry.actor), entry.reason)
            for entry in Entry.objects.for_chain(ChainKind.STORY, 12)
        ]
    assert [sequence for sequence, *_ in read] == [5, 4, 3, 2, 1]
    assert read[2] == (3, "story:12", "Ada", "A second source.")


def test_what_happened_to_one_thing_is_read_across_chains(tell: Told) -> None:
    told = [tell("story", 12, subject_id=1), tell("desk", 3, subject_id=1)]
    tell("story", 12, subject_id=2)
    tell("story", 12, subject_id=1, subject_type="verdict")
    assert list(Entry.objects.about("claim", 1)) == told[::-1]


def test_an_erasure_takes_reason_and_values_and_says_who_when_and_why(five: list[Entry], person: Any) -> None:
    with transaction.atomic():
        erasure = chain.erase(five[2], actor=person, reason="A court order.")
    erased = Entry.objects.for_chain("story", 12).get(sequence=3)
    assert (erased.erased, erased.reason, erased.values) == (True, "", {})
    assert (erased.payload.salt, erased.payload.reason, erased.payload.content) == (None, None, None)
    erasure = Entry.objects.for_chain("story", 12).get(pk=erasure.pk)
    assert (erasure.act, erasure.subject_type, erasure.subject_id) == ("record.erased", "record.entry", 3)
    assert (erasure.actor, erasure.reason, erasure.sequence) == (person, "A court order.", 6)
    assert verify(Chain.objects.get()) == []


@pytest.mark.parametrize(
    ("who", "reason", "again", "error"),
    [
        ("nobody", "A court order.", False, BadEntry),
        ("person", "  ", False, BadEntry),
        ("person", "A court order.", True, AlreadyErased),
    ],
)
def test_an_erasure_needs_a_person_a_reason_and_something_to_erase(
    five: list[Entry], person: Any, who: str, reason: str, again: bool, error: type[HistoryError]
) -> None:
    with transaction.atomic():
        if again:
            chain.erase(five[2], actor=person, reason="A court order.")
    before = Entry.objects.count()
    with transaction.atomic(), pytest.raises(error):
        chain.erase(five[2], actor=person if who == "person" else None, reason=reason)  # type: ignore[arg-type]
    assert Entry.objects.count() == before


def test_what_tells_of_an_erasure_stays(five: list[Entry], person: Any) -> None:
    with transaction.atomic():
        erasure = chain.erase(five[2], actor=person, reason="A court order.")
        with pytest.raises(BadEntry):
            chain.erase(erasure, actor=person, reason="Covering up.")


@pytest.mark.parametrize("place", [("story", 12), ("desk", 3), ("installation", 0)])
def test_a_chain_is_found_by_its_label(place: tuple[str, int]) -> None:
    assert parse_chain_label(chain_label(*place)) == place


@pytest.mark.parametrize("label", ["", "story", "story:", "story:x", "person:1", "installation:0", "story:-1"])
def test_what_names_no_chain_is_refused(label: str) -> None:
    with pytest.raises(BadEntry):
        parse_chain_label(label)
