"""Sets that grow by being joined: reprints, names of one speaker, claims that people put together.

Comes in: pairs. Next: statements, speakers and figures ask for the root of a member.
"""

from collections.abc import Iterable


class Unions:
    """Sets that grow by being joined."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, member: str) -> str:
        parent = self._parent.setdefault(member, member)
        if parent != member:
            parent = self._parent[member] = self.root(parent)
        return parent

    def join(self, pairs: Iterable[tuple[str, str]]) -> None:
        for first, second in pairs:
            low, high = sorted((self.root(first), self.root(second)))
            self._parent[high] = low
