"""The tree, its frontier and its proofs: RFC 6962 by foreign vectors, ours, and a naive tree beside it."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.core.ledger import (
    EMPTY_ROOT,
    Frontier,
    append,
    append_all,
    consistency_proof,
    frontier_root,
    grow,
    inclusion_proof,
    leaf_hash,
    node_hash,
    read_frontier,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from bihuan.core.values import Refusal

pytestmark = pytest.mark.req("AUD-1")

ROOT = Path(__file__).parents[3]
FOREIGN = ROOT / "tests/data/merkle"
LOG = json.loads((ROOT / "spec/vectors/ledger/log.json").read_text(encoding="utf-8"))
LEAVES = [leaf_hash(sha256(bytes([number])).digest()) for number in range(130)]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


class Nodes:
    """Complete subtrees by (level, index), as a database keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.reads = 0
        self.frontier, nodes = append_all(Frontier(), leaves)
        self.hashes = {(node.level, node.index): node.hash for node in nodes}

    def read(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.hashes[level, index]


ALL = Nodes(LEAVES)


def foreign_cases(kind: str) -> list[Path]:
    found = sorted((FOREIGN / kind).rglob("*.json"))
    assert found
    return found


def hashes(texts: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]


def test_inclusion_proofs_are_judged_as_the_foreign_vectors_say() -> None:
    for path in foreign_cases("inclusion"):
        case = json.loads(path.read_text())
        leaf, root = b64decode(case["leafHash"]), b64decode(case["root"])
        good = verify_inclusion(leaf, case["leafIdx"], case["treeSize"], hashes(case["proof"]), root)
        assert good != case["wantErr"], path


def test_consistency_proofs_are_judged_as_the_foreign_vectors_say() -> None:
    for path in foreign_cases("consistency"):
        case = json.loads(path.read_text())
        roots = (b64decode(case["root1"]), b64decode(case["root2"]))
        good = verify_consistency(case["size1"], case["size2"], hashes(case["proof"]), *roots)
        assert good != case["wantErr"], path


def test_our_vectors_hold() -> None:
    leaves = [leaf_hash(bytes.fromhex(event["hash"])) for event in LOG["events"] if event["leaf"] is not None]
    roots = [bytes.fromhex(root) for root in LOG["roots"]]
    assert [leaf.hex() for leaf in leaves] == LOG["leaves"]
    assert [root_of(leaves[:size]) for size in range(len(leaves) + 1)] == roots
    nodes = Nodes(leaves)
    for case in LOG["inclusion"]:
        proof = inclusion_proof(case["leaf"], case["size"], nodes.read)
        assert [node.hex() for node in proof] == case["proof"]
        assert verify_inclusion(leaves[case["leaf"]], case["leaf"], case["size"], proof, roots[case["size"]])
    for case in LOG["consistency"]:
        proof = consistency_proof(case["from"], case["to"], nodes.read)
        assert [node.hex() for node in proof] == case["proof"]
        assert verify_consistency(case["from"], case["to"], proof, roots[case["from"]], roots[case["to"]])


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert frontier_root(Frontier()) == EMPTY_ROOT == root_of([]) == sha256(b"").digest()


def test_grown_leaf_by_leaf_or_at_once_the_tree_is_that_of_the_rfc() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES[:70]):
        assert frontier_root(frontier) == naive_root(LEAVES[:size])
        assert frontier == read_frontier(size, ALL.read)
        frontier, completed = append(frontier, leaf)
        assert completed[0].hash == leaf
        assert all(ALL.hashes[node.level, node.index] == node.hash for node in completed)


@given(st.integers(0, 130), st.integers(0, 130))
def test_growing_in_two_steps_gives_the_same_as_in_one(first: int, second: int) -> None:
    first, second = sorted((first, second))
    frontier, one = append_all(Frontier(), LEAVES[:first])
    frontier, two = append_all(frontier, LEAVES[first:second])
    assert (frontier, one + two) == append_all(Frontier(), LEAVES[:second])


@given(st.integers(0, 130), st.integers(0, 130))
def test_many_leaves_at_once_complete_the_same_nodes(first: int, second: int) -> None:
    first, second = sorted((first, second))
    before, _ = append_all(Frontier(), LEAVES[:first])
    after, nodes = append_all(before, LEAVES[first:second])
    grown, levels = grow(before, LEAVES[first:second])
    assert grown == after
    named = {
        (level, start + place): node
        for level, (start, hashes) in enumerate(levels)
        for place, node in enumerate(hashes)
    }
    assert named == {(node.level, node.index): node.hash for node in nodes}


def test_a_completed_node_is_named_once_and_the_root_needs_few_of_them() -> None:
    _, nodes = append_all(Frontier(), LEAVES)
    assert len({(node.level, node.index) for node in nodes}) == len(nodes) < 2 * len(LEAVES)
    assert len(ALL.frontier.nodes) == len(LEAVES).bit_count()


def test_a_frontier_that_does_not_fit_its_size_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="one node for each 1"):
        Frontier(3, (b"",))


@given(st.data())
def test_every_leaf_has_a_proof_of_logarithmic_length_and_no_other_leaf_fits(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    nodes = Nodes(LEAVES[:size])
    proof = inclusion_proof(index, size, nodes.read)
    assert len(proof) <= (size - 1).bit_length()
    assert nodes.reads <= 2 * size.bit_length()
    root = naive_root(LEAVES[:size])
    assert verify_inclusion(LEAVES[index], index, size, proof, root)
    other = data.draw(st.integers(0, 129).filter(lambda number: number != index))
    assert not verify_inclusion(LEAVES[other], index, size, proof, root)
    assert not verify_inclusion(LEAVES[index], other, size, proof, root)
    assert not verify_inclusion(LEAVES[index], index, size, (*proof, root), root)


@given(st.data())
def test_a_tree_proves_that_it_only_grew(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(old, new, ALL.read)
    old_root, new_root = naive_root(LEAVES[:old]), naive_root(LEAVES[:new])
    assert verify_consistency(old, new, proof, old_root, new_root)
    assert not verify_consistency(old, new, proof, sha256(old_root).digest(), new_root)
    assert not verify_consistency(old, new, proof, old_root, sha256(new_root).digest())
    assert not verify_consistency(old, new, (*proof, new_root), old_root, new_root)
    forked = [*LEAVES[: old - 1], LEAVES[-1], *LEAVES[old:new]]
    if forked[:old] != LEAVES[:old]:
        forked_proof = consistency_proof(old, new, Nodes(forked).read)
        assert not verify_consistency(old, new, forked_proof, old_root, naive_root(forked))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(Refusal, match=r"ledger\.no_such_leaf"):
        inclusion_proof(index, size, ALL.read)
    assert not verify_inclusion(LEAVES[0], index, size, (), LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3), (0, 0)])
def test_consistency_with_nothing_or_with_the_future_means_nothing(old: int, new: int) -> None:
    with pytest.raises(Refusal, match=r"ledger\.no_such_tree"):
        consistency_proof(old, new, ALL.read)
    assert not verify_consistency(old, new, (), EMPTY_ROOT, EMPTY_ROOT)
