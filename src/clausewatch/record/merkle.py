"""The Merkle tree of RFC 6962, as pure functions over hashes.

A tree over n leaves is kept as its frontier: the hashes of the complete subtrees that n splits into
(one per set bit of n), largest first. `Nodes` answers for complete subtrees: `nodes(level, position)`
covers the leaves `position * 2**level` up to `(position + 1) * 2**level`, half-open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Nodes = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one log entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, frontier: Sequence[bytes], leaf: bytes) -> tuple[tuple[bytes, ...], list[tuple[int, int, bytes]]]:
    """The frontier after one more leaf, and the inner nodes (level, position, hash) it completed."""
    stack, made, level, position = list(frontier), [], 0, size
    while position & 1:
        leaf = node_hash(stack.pop(), leaf)
        level, position = level + 1, position >> 1
        made.append((level, position, leaf))
    return (*stack, leaf), made


def root(frontier: Sequence[bytes]) -> bytes:
    """The tree hash of a frontier; that of the empty tree is the hash of nothing."""
    if not frontier:
        return hashlib.sha256(b"").digest()
    result = frontier[-1]
    for left in reversed(frontier[:-1]):
        result = node_hash(left, result)
    return result


def frontier_at(size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The frontier of the tree over the first `size` leaves."""
    levels = [n for n in reversed(range(size.bit_length())) if size >> n & 1]
    return tuple(nodes(level, (size >> level) - 1) for level in levels)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The audit path of a leaf in the tree over the first `size` leaves (RFC 6962, 2.1.1).

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return tuple(_path(index, (0, size), nodes))


def consistency_proof(first: int, second: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Proof that the tree over `first` leaves is the start of that over `second` (RFC 6962, 2.1.2).

    Raises:
        ValueError: `first` is not in 1 to `second`.
    """
    if not 1 <= first <= second:
        raise ValueError(f"no proof from {first} to {second} leaves")
    return tuple(_subproof(first, (0, second), True, nodes))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree: bytes) -> bool:
    """True if the proof leads from the leaf's hash to the tree hash (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        position, last, result = _step(position, last, result, part)
    return last == 0 and result == tree


def verify_consistency(first: tuple[int, bytes], second: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """True if the proof leads from one (size, tree hash) to the later one (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = first, second
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size or not proof:
        return False
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    ending = _climb(old_size, new_size, path)
    return ending == (old_root, new_root)


def _climb(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both tree hashes that a consistency proof leads to; None if it is too short or too long."""
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for part in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old = node_hash(part, old)
        position, last, new = _step(position, last, new, part)
    return (old, new) if last == 0 else None


def _step(position: int, last: int, result: bytes, part: bytes) -> tuple[int, int, bytes]:
    if position & 1 or position == last:
        joined = node_hash(part, result)
        while position and not position & 1:
            position, last = position >> 1, last >> 1
    else:
        joined = node_hash(result, part)
    return position >> 1, last >> 1, joined


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _range(span: tuple[int, int], nodes: Nodes) -> bytes:
    start, stop = span
    size = stop - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range((start, middle), nodes), _range((middle, stop), nodes))


def _path(index: int, span: tuple[int, int], nodes: Nodes) -> list[bytes]:
    start, stop = span
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*_path(index, (start, middle), nodes), _range((middle, stop), nodes)]
    return [*_path(index, (middle, stop), nodes), _range((start, middle), nodes)]


def _subproof(first: int, span: tuple[int, int], whole: bool, nodes: Nodes) -> list[bytes]:
    start, stop = span
    if first == stop:
        return [] if whole else [_range(span, nodes)]
    middle = start + _split(stop - start)
    if first <= middle:
        return [*_subproof(first, (start, middle), whole, nodes), _range((middle, stop), nodes)]
    return [*_subproof(first, (middle, stop), False, nodes), _range((start, middle), nodes)]
