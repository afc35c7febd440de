"""The tree of RFC 6962, against its known vectors and against the plain recursive definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewatch.record import merkle

LARGEST = 64
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
"""The leaves of the reference tests of Certificate Transparency, hex."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Their tree hashes after 1 to 8 leaves."""


class Tree:
    """All leaves in memory; answers for complete subtrees as the database does."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
        self.frontiers: list[tuple[bytes, ...]] = [()]
        self.stored = {(0, n): value for n, value in enumerate(self.hashes)}
        for n, value in enumerate(self.hashes):
            frontier, made = merkle.append(n, self.frontiers[-1], value)
            self.frontiers.append(frontier)
            self.stored.update({(level, position): node for level, position, node in made})

    def nodes(self, level: int, position: int) -> bytes:
        return self.stored[level, position]


def plain_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def plain_path(index: int, hashes: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1, as it is written there."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        return [*plain_path(index, hashes[:split]), plain_root(hashes[split:])]
    return [*plain_path(index - split, hashes[split:]), plain_root(hashes[:split])]


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree([f"leaf {n}".encode() for n in range(LARGEST)])


@pytest.fixture(scope="module")
def roots(tree: Tree) -> list[bytes]:
    return [plain_root(tree.hashes[:n]) for n in range(LARGEST + 1)]


def test_reference_leaves_give_the_reference_roots() -> None:
    made = Tree([bytes.fromhex(text) for text in INPUTS])
    assert [merkle.root(frontier).hex() for frontier in made.frontiers[1:]] == ROOTS
    assert merkle.root(()).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_frontier_gives_the_root_of_every_size(tree: Tree, roots: list[bytes]) -> None:
    for size in range(LARGEST + 1):
        assert merkle.root(tree.frontiers[size]) == roots[size]
        assert merkle.frontier_at(size, tree.nodes) == tree.frontiers[size]


def test_every_inclusion_proof_is_that_of_the_definition_and_holds(tree: Tree, roots: list[bytes]) -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, tree.nodes)
            assert list(proof) == plain_path(index, tree.hashes[:size])
            assert merkle.verify_inclusion(tree.hashes[index], index, size, proof, roots[size])


def test_every_consistency_proof_holds_and_for_no_other_tree(tree: Tree, roots: list[bytes]) -> None:
    for second in range(1, LARGEST + 1):
        for first in range(1, second + 1):
            proof = merkle.consistency_proof(first, second, tree.nodes)
            old, new = (first, roots[first]), (second, roots[second])
            assert merkle.verify_consistency(old, new, proof)
            assert not merkle.verify_consistency((first, roots[first - 1]), new, proof)
            assert not merkle.verify_consistency(old, (second, roots[second - 1]), proof)
            assert not merkle.verify_consistency(old, new, (*proof, roots[0]))
            assert not proof or not merkle.verify_consistency(old, new, proof[:-1])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_altered_inclusion_proofs_do_not_hold(tree: Tree, roots: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    index = data.draw(st.integers(0, size - 1))
    proof = list(merkle.inclusion_proof(index, size, tree.nodes))
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    broken = bytearray(proof[place])
    broken[bit // 8] ^= 1 << bit % 8
    altered = [*proof[:place], bytes(broken), *proof[place + 1 :]]
    leaf = tree.hashes[index]
    assert not merkle.verify_inclusion(leaf, index, size, altered, roots[size])
    assert not merkle.verify_inclusion(leaf, index, size, [*proof, proof[0]], roots[size])
    assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], roots[size])
    assert not merkle.verify_inclusion(leaf, (index + 1) % size, size, proof, roots[size])


def test_proofs_of_what_is_not_there_are_refused(tree: Tree) -> None:
    for index, size in ((-1, 4), (4, 4), (0, 0)):
        with pytest.raises(ValueError):
            merkle.inclusion_proof(index, size, tree.nodes)
        assert not merkle.verify_inclusion(tree.hashes[0], index, size, [], tree.hashes[0])
    for first, second in ((0, 4), (5, 4)):
        with pytest.raises(ValueError):
            merkle.consistency_proof(first, second, tree.nodes)
    assert not merkle.verify_consistency((0, b""), (4, b""), [b""])


def test_appending_needs_as_many_hashes_as_the_number_has_bits() -> None:
    size = 2**40 - 1
    frontier, made = merkle.append(size, [bytes([n]) * 32 for n in range(40)], b"\x01" * 32)
    assert len(frontier) == 1
    assert [level for level, _, _ in made] == list(range(1, 41))
