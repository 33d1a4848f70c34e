"""What is logged of requests that carry names, numbers and passwords: their routes, and nothing of these (AUD-6)."""

from pathlib import Path
from unittest import mock

import pytest
import sqlalchemy as sa

from bihuan.entry.logs import LOG_FILE, configure_logging
from bihuan.modules.customers import queries
from tests.http.world import World

pytestmark = pytest.mark.req("AUD-6", "TEN-3")

NAME, PHONE, PASSWORD, TOKEN = "欧阳锦鹏", "13777770042", "Suzhou-Motor-77", "bh_t_acme_abcdefghijklmnop"


def test_nothing_personal_stands_in_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with World(tmp_path, log_level="debug", log_format="json") as world:
        world.ask("nobody", "POST", "/sessions", json={"login": PHONE, "password": PASSWORD})
        world.ask("nobody", "GET", "/me", headers={"Authorization": f"Bearer {TOKEN}"})
        world.request("nobody", "GET", f"/portal/t/{TOKEN}")
        world.ask("admin", "POST", "/customers", json={"name": NAME, "category": "person"})
        world.ask("admin", "GET", f"/customers/lookup?phone={PHONE}")
        world.ask("admin", "GET", f"/tickets?q={NAME}")
        fault = sa.exc.IntegrityError("INSERT", {"name": NAME}, Exception(f"{PHONE} is there"), hide_parameters=True)
        with mock.patch.object(queries, "asked_phone", side_effect=fault):
            world.ask("admin", "GET", f"/customers/lookup?phone={PHONE}")
    printed = capfd.readouterr().err + (tmp_path / "data" / "logs" / LOG_FILE).read_text()
    configure_logging("critical")
    assert '"route": "/api/v1/sessions"' in printed and '"status": ' in printed
    for word in (NAME, PHONE, PASSWORD, TOKEN):
        assert word not in printed
