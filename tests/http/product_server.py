"""`bihuan serve` with everything that it loads at its start already loaded, to be forked from."""

from bihuan.entry import cli, owner_socket, server, wiring

wiring.build_hooks()
LOADED = (owner_socket, server)


def main(arguments: list[str]) -> int:
    """What the command line does."""
    return cli.main(["serve", *arguments])
