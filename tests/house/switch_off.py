"""A pytest plug-in that runs tests with one function replaced, wherever it was imported to.

pytest -p tests.house.switch_off --switch-off package.module:name=says_no --req FRM-2
"""

import importlib
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests.house import switches

# One example that fails is enough; hypothesis would spend minutes on making it small.
PROFILE = "switched-off"
settings.register_profile(
    PROFILE, max_examples=25, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--switch-off", metavar="MODULE:NAME=STAND_IN", required=True)


def pytest_configure(config: pytest.Config) -> None:
    target, _, stand_in = config.getoption("--switch-off").partition("=")
    replace(target, getattr(switches, stand_in))


def replace(target: str, stand_in: Any) -> None:
    """Put `stand_in` in place of `package.module:name` or `package.module:Class.method`."""
    module_name, _, path = target.partition(":")
    module = importlib.import_module(module_name)
    owner_path, _, name = path.rpartition(".")
    owner = getattr(module, owner_path) if owner_path else module
    original = getattr(owner, name)
    setattr(owner, name, stand_in)
    if isinstance(owner, ModuleType):
        _replace_imported(original, stand_in, module_name.partition(".")[0])


def _replace_imported(original: Any, stand_in: Any, package: str) -> None:
    """`from module import name` made copies of the name; front doors do so by design."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == package:
            for attribute in [key for key, value in vars(module).items() if value is original]:
                setattr(module, attribute, stand_in)
