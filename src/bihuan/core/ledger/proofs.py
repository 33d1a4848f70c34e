"""RFC 6962 §2.1.1 and §2.1.2: proofs that a leaf is in a tree and that a tree only grew; checked as RFC 9162 says."""

from collections.abc import Sequence

from bihuan.core.ledger.merkle import HASH_BYTES, ReadNode, node_hash
from bihuan.core.values import Refusal


def inclusion_proof(index: int, size: int, read: ReadNode) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree of the first `size` leaves, lowest sibling first.

    `read(level, index)` gives complete subtrees only. Refuses `ledger.no_such_leaf` unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise Refusal("ledger.no_such_leaf", index=index, size=size)
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        split = start + _left_size(end - start)
        if index < split:
            path.append(_range_root(split, end, read))
            end = split
        else:
            path.append(_range_root(start, split, read))
            start = split
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, read: ReadNode) -> tuple[bytes, ...]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves.

    Refuses `ledger.no_such_tree` unless 1 ≤ old ≤ new: every tree begins with the empty one, that proves nothing.
    """
    if not 1 <= old <= new:
        raise Refusal("ledger.no_such_tree", old=old, new=new)
    start, end = 0, new
    path: list[bytes] = []
    known = True  # whether the verifier can take the old root itself for [start, old)
    while old != end:
        split = start + _left_size(end - start)
        if old <= split:
            path.append(_range_root(split, end, read))
            end = split
        else:
            path.append(_range_root(start, split, read))
            start, known = split, False
    if not known:
        path.append(_range_root(start, end, read))
    return tuple(reversed(path))


def _left_size(size: int) -> int:
    """The largest power of two smaller than `size` (≥ 2): where RFC 6962 splits."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(start: int, end: int, read: ReadNode) -> bytes:
    """The root over the leaves [start, end), where start is aligned to where such a range may begin."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    split = start + _left_size(size)
    return node_hash(_range_root(start, split, read), _range_root(split, end, read))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows leaf hash `leaf` at `index` in the tree (size, root) (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while position & 1 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether `proof` shows that the tree (new, new_root) begins with the tree (old, old_root) (RFC 9162 §2.1.4.2).

    False for old = 0: consistency with an empty tree means nothing.
    """
    if not 1 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old & (old - 1) == 0:
        proof = (old_root, *proof)
    return bool(proof) and _walk_consistency(old, new, proof) == (old_root, new_root)


def _walk_consistency(old: int, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as this proof computes them, or None if it has the wrong length."""
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_root = new_root = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while position & 1 == 0 and position != 0:
                position, last = position >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        position, last = position >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None
