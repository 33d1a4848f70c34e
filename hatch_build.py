"""The wheel holds the built web apps. An editable install serves them from the checkout and builds nothing."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppsHook(BuildHookInterface[Any]):
    """Builds the apps unless they are there already, and puts them into the wheel as `bihuan_web`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the wheel is made; `version` is `standard` or `editable`."""
        if version == "editable":
            return
        root = Path(self.root)
        if runpy.run_path(str(root / "tools/web.py"))["build"]():
            raise SystemExit("the web apps could not be built, see above")
        build_data["force_include"][str(root / "web/dist")] = "bihuan_web"
