"""What a partial export adds to a full one, made from docs/ledger.md alone; imports nothing of bihuan."""

import json

from tests.ledger.independent_writer import subtree, text


def inclusion(leaves, leaf, start, end):
    if end - start == 1:
        return []
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    if leaf < middle:
        return [*inclusion(leaves, leaf, start, middle), subtree(leaves, middle, end)]
    return [*inclusion(leaves, leaf, middle, end), subtree(leaves, start, middle)]


def consistency(leaves, old, start, end):
    if old == end:
        return [subtree(leaves, start, end)] if start else []
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    if old <= middle:
        return [*consistency(leaves, old, start, middle), subtree(leaves, middle, end)]
    return [*consistency(leaves, old, middle, end), subtree(leaves, start, middle)]


def write_partial(log, folder, streams, named, others=()):
    """The export of these streams against the checkpoint of size `named`, related to those of the sizes `others`."""
    whole = (log.events, log.payloads, log.notes)
    sizes = {named, *others}
    log.events = [event for event in log.events if event["stream"] in streams]
    log.payloads = [payload for payload in log.payloads if payload["stream"] in streams]
    log.notes = [note for note in log.notes if int(note["note"].split("\n")[1]) in sizes]
    log.write(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest |= {"kind": "partial", "checkpoint": named, "streams": sorted(streams)}
    (folder / "manifest.json").write_text(text(manifest))
    numbers = [event["leaf"] for event in log.events if event["leaf"] is not None and event["leaf"] < named]
    proofs = [{"leaf": leaf, "proof": inclusion(log.leaves, leaf, 0, named)} for leaf in numbers]
    pairs = [sorted((other, named)) for other in others if other != named]
    steps = [{"from": old, "to": new, "proof": consistency(log.leaves, old, 0, new)} for old, new in pairs]
    for name, rows in (("proofs", proofs), ("consistency", steps)):
        lines = [text({**row, "proof": [node.hex() for node in row["proof"]]}) + "\n" for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(lines))
    log.events, log.payloads, log.notes = whole
