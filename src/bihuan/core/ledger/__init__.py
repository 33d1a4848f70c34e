"""The ledger: canonical JSON, hash chains, erasable payloads, the Merkle tree, its proofs and checkpoints.

Pure functions over bytes; storage, signing and clocks are the shell's. The formats are those of docs/ledger.md.
"""

from bihuan.core.ledger.canonical import canonical, parse_canonical
from bihuan.core.ledger.chain import (
    ChainFault,
    LoggedEvent,
    check_chain,
    commit_canonical,
    commit_payload,
    event_hash,
    payload_matches,
)
from bihuan.core.ledger.checkpoints import (
    Checkpoint,
    Note,
    NoteSignature,
    checkpoint_body,
    key_id,
    key_text,
    parse_checkpoint_body,
    parse_note,
    signature_line,
    signed_note,
)
from bihuan.core.ledger.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    Node,
    ReadNode,
    append,
    append_all,
    frontier_root,
    grow,
    leaf_hash,
    node_hash,
    read_frontier,
    root_of,
)
from bihuan.core.ledger.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "ChainFault",
    "Checkpoint",
    "Frontier",
    "LoggedEvent",
    "Node",
    "Note",
    "NoteSignature",
    "ReadNode",
    "append",
    "append_all",
    "canonical",
    "check_chain",
    "checkpoint_body",
    "commit_canonical",
    "commit_payload",
    "consistency_proof",
    "event_hash",
    "frontier_root",
    "grow",
    "inclusion_proof",
    "key_id",
    "key_text",
    "leaf_hash",
    "node_hash",
    "parse_canonical",
    "parse_checkpoint_body",
    "parse_note",
    "payload_matches",
    "read_frontier",
    "root_of",
    "signature_line",
    "signed_note",
    "verify_consistency",
    "verify_inclusion",
]
