"""Disjoint sets of nodes, joined step by step."""

from collections import defaultdict
from collections.abc import Iterable


class Unions:
    """Disjoint sets; a node that was never joined is a set of its own."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, node: int) -> int:
        """The node that stands for the set."""
        root = node
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(node, node)) != root:
            self._parent[node] = root
            node = above
        return root

    def join(self, one: int, other: int) -> int:
        """Make one set of two, and return the node that stands for it: that of the first."""
        root = self.find(one)
        self._parent[self.find(other)] = root
        return root


class RivalUnions(Unions):
    """Disjoint sets in which two rivals are never together."""

    def __init__(self, rivals: Iterable[tuple[int, int]]) -> None:
        super().__init__()
        self._rivals: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in rivals:
            self._rivals[one].add(other)
            self._rivals[other].add(one)

    def admit(self, one: int, other: int) -> bool:
        """Make one set of two unless it would hold rivals; whether both are in one set now."""
        one, other = self.find(one), self.find(other)
        if one != other:
            if other in self._rivals[one]:
                return False
            if len(self._rivals[one]) < len(self._rivals[other]):
                one, other = other, one
            self._inherit(self.join(one, other), other)
        return True

    def _inherit(self, root: int, gone: int) -> None:
        for rival in self._rivals.pop(gone, ()):
            self._rivals[rival].remove(gone)
            self._rivals[rival].add(root)
            self._rivals[root].add(rival)
