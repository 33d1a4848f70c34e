"""A real server process of the toy module: `python -m tests.kernel.shop_server --data … --port …`."""

import argparse
import sys
from pathlib import Path

from bihuan.entry import server
from bihuan.entry.data_lock import own_data_folder
from bihuan.entry.owner_socket import OwnerSocket
from bihuan.entry.wiring import build_install
from bihuan.kernel.hooks import Hooks
from bihuan.settings import Settings
from tests.kernel import shop_http


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url", default="")
    given = parser.parse_args(arguments)
    settings = Settings(data=given.data, port=given.port, database_url=given.database_url, rate_per_minute=0)
    lock = own_data_folder(settings)
    hooks = Hooks()
    shop_http.register(hooks)
    install = build_install(settings, hooks=hooks, door=shop_http.DOOR)
    install.tenants.set_up_recovery()
    if not install.tenants.rows():
        install.tenants.create("acme", "恒锐机电")
    owner = OwnerSocket(install) if lock else None
    try:
        server.serve(install)
    finally:
        if owner is not None:
            owner.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
