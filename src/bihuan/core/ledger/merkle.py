"""The RFC 6962 Merkle tree, grown leaf by leaf.

A node is named by (level, index): it is the root of the complete, aligned subtree over the 2^level leaves that begin
at leaf index·2^level. Complete nodes never change again, so they can be stored once and for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from bihuan.core.late import dataclass

ReadNode = Callable[[int, int], bytes]
HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 ‖ entry). In this ledger an entry is the 32-byte hash of an event."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Node:
    """A complete subtree and its root."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be known of a tree to go on growing it: its size and the roots of its complete subtrees.

    `nodes` runs from the largest subtree (leftmost) to the smallest; there is one for each 1 in the binary form of
    `size`.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.nodes) != self.size.bit_count():
            raise ValueError("a frontier has one node for each 1 in the binary form of its size")


def append(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
    """The frontier after one more leaf hash, and the nodes that became complete (the leaf itself first)."""
    return append_all(frontier, (leaf,))


def append_all(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, tuple[Node, ...]]:
    """The frontier after more leaf hashes in this order, and every node they completed, in order of completion."""
    size, stack = frontier.size, list(frontier.nodes)
    completed: list[Node] = []
    for leaf in leaves:
        node = Node(0, size, leaf)
        completed.append(node)
        # Each trailing 1 of the old size is a subtree that this leaf completes, as in adding 1 with carry.
        while size >> node.level & 1:
            node = Node(node.level + 1, node.index >> 1, node_hash(stack.pop(), node.hash))
            completed.append(node)
        stack.append(node.hash)
        size += 1
    return Frontier(size, tuple(stack)), tuple(completed)


def grow(frontier: Frontier, leaves: Sequence[bytes]) -> tuple[Frontier, tuple[tuple[int, tuple[bytes, ...]], ...]]:
    """As `append_all` for many leaves, several times faster: the new nodes level by level, each as (index of the first,
    hashes)."""
    size = frontier.size
    waiting = dict(
        zip((level for level in reversed(range(size.bit_length())) if size >> level & 1), frontier.nodes, strict=True)
    )
    levels: list[tuple[int, tuple[bytes, ...]]] = []
    first, row = size, tuple(leaves)
    while row:
        level = len(levels)
        levels.append((first, row))
        # A node without a sibling waits for it; the one that waited until now comes first.
        paired = (waiting.pop(level), *row) if first & 1 else row
        if len(paired) & 1:
            waiting[level] = paired[-1]
        pairs = iter(paired)
        first, row = (
            first >> 1,
            tuple(sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)),
        )
    nodes = tuple(waiting[level] for level in sorted(waiting, reverse=True))
    return Frontier(size + len(leaves), nodes), tuple(levels)


def frontier_root(frontier: Frontier) -> bytes:
    """The RFC 6962 root of the tree that ends at this frontier."""
    if not frontier.nodes:
        return EMPTY_ROOT
    *rest, root = frontier.nodes
    for node in reversed(rest):
        root = node_hash(node, root)
    return root


def read_frontier(size: int, read: ReadNode) -> Frontier:
    """The frontier of the first `size` leaves from stored complete nodes: one read for each 1 in `size`."""
    nodes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            nodes.append(read(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(nodes))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The RFC 6962 root over these leaf hashes."""
    return frontier_root(append_all(Frontier(), leaves)[0])
