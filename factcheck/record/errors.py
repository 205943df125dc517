"""What can go wrong with the history, each with its own name."""


class HistoryError(Exception):
    """Any refusal by the history."""


class AppendOnly(HistoryError):
    """Somebody tried to change, delete or slip in a row of the history. The database would refuse it too."""


class OutsideTransaction(HistoryError):
    """An entry must be written in the transaction of the act that it tells of, so that both happen or neither."""


class NotCanonical(HistoryError):
    """A value has no canonical form: a float, a naive time, an object that should have been named by its id."""


class BadEntry(HistoryError):
    """An entry that could not be told: no such kind of chain, an act that is no dotted name, an actor without an id."""


class AlreadyErased(HistoryError):
    """The payload was erased before; an erasure happens once."""
