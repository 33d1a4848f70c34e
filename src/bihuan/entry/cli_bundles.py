"""`bihuan bundle …`: a company's configuration as text, for version control and for carrying it from one to another."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from bihuan.core.values import Refusal
from bihuan.kernel.errors import LANGUAGES, say
from bihuan.settings import Settings

_Words = Callable[[Settings, argparse.Namespace], int]
_DIFFERS = 1


class Reach(NamedTuple):
    """How the command line does things: `do` an operation, and the `tenant` that is meant."""

    do: Callable[..., Any]
    tenant: Callable[[Settings, argparse.Namespace], str]


def add_bundle_words(add: Any, words: Any, reach: Reach) -> None:
    """`bihuan bundle` with all that follows it."""
    listed: tuple[tuple[str, Callable[..., int], str], ...] = (
        ("export", _export, "导出全部配置 write all configuration into a folder"),
        ("lint", _lint, "检查,不连公司 check without any company"),
        ("diff", _diff, "与公司现有配置比较 compare with the company"),
        ("plan", _plan, "应用会做什么 what applying would do"),
        ("apply", _apply, "应用 apply"),
        ("history", _history, "应用记录 what was applied"),
        ("rollback", _rollback, "恢复到某次应用之前 back to before an application"),
    )
    made = {name: add.in_tenant(words, name, _bound(run, reach), text) for name, run, text in listed}
    for name in ("export", "lint", "diff", "plan", "apply"):
        optional = {"nargs": "?"} if name == "apply" else {}
        made[name].add_argument(
            "folder", help="文件夹,或随附配置包的名称 a folder, or the name of one that ships", **optional
        )
    for name in ("diff", "plan"):
        made[name].add_argument("--exact", action="store_true", help="停用多出来的 switch off what the folder lacks")
    made["plan"].add_argument("--out", metavar="FILE", help="写出方案文件 write the plan for `apply --plan`")
    made["apply"].add_argument("--plan", metavar="FILE", help="按方案文件应用 apply what was planned")
    made["rollback"].add_argument("application", help="应用记录的 id of the application")
    made["rollback"].add_argument("--dry", action="store_true", help="只看会做什么 only tell what it would do")


def _bound(run: Callable[..., int], reach: Reach) -> _Words:
    return lambda settings, given: run(reach, settings, given)


def _folder(given: str) -> Path:
    from bihuan.modules.bundles.interface import bundle_folder

    here = Path(given)
    return here.absolute() if here.is_dir() else bundle_folder(given)


def _files(given: str) -> dict[str, str]:
    from bihuan.modules.bundles.interface import read_bundle, yaml_files

    folder = _folder(given)
    # What is wrong with the text itself is told with file and line before anybody is asked.
    read_bundle(folder)
    return {name: path.read_text(encoding="utf-8-sig") for name, path in yaml_files(folder).items()}


def _export(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    from bihuan.modules.bundles.interface import read_bundle, yaml_files

    folder = Path(given.folder)
    old = yaml_files(folder)
    if old and not read_bundle(folder).whole:
        raise Refusal("bundle.export_over", folder=str(folder))
    files = reach.do(settings, "bundle.export", tenant=reach.tenant(settings, given))
    for name, path in old.items():
        if name not in files:
            path.unlink()
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return _print(say("bundle.exported", {"count": len(files), "folder": str(folder)}, "zh"))


def _lint(_reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    """Applied to a company that exists for this moment only: every engine looks at what it would be given."""
    from bihuan.entry.bundles import apply_bundle, install_ready_roles
    from bihuan.entry.operations import create_tenant
    from bihuan.entry.wiring import build_install
    from bihuan.modules.bundles.interface import read_bundle

    bundle = read_bundle(_folder(given.folder))
    with TemporaryDirectory() as folder:
        install = build_install(replace(settings, data=Path(folder), database_url=""))
        try:
            create_tenant(install, "lint", "lint")
            install_ready_roles(install, "lint")
            apply_bundle(install, "lint", bundle)
        finally:
            install.stop()
    data = {"bundle": bundle.key, "version": bundle.version, "count": len(bundle.documents)}
    return _print(*(say("bundle.lint.good", data, language) for language in LANGUAGES))


def _planned(reach: Reach, settings: Settings, given: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    files, tenant = _files(given.folder), reach.tenant(settings, given)
    plan = reach.do(settings, "bundle.plan", tenant=tenant, files=files, exact=given.exact)
    return plan, {"tenant": tenant, "base": plan["base"], "exact": given.exact, "files": files}


def _diff(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    plan, _ = _planned(reach, settings, given)
    _print(*plan["told"][_language(settings)])
    return _DIFFERS if plan["lines"] else 0


def _plan(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    plan, file = _planned(reach, settings, given)
    if given.out:
        Path(given.out).write_text(json.dumps(file, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _print(*plan["told"][_language(settings)])


def _apply(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    if bool(given.plan) == bool(given.folder):
        raise Refusal("bundle.folder_or_plan")
    if given.folder:
        found = reach.do(
            settings, "bundle.apply", tenant=reach.tenant(settings, given), folder=str(_folder(given.folder))
        )
        return _print(json.dumps(found, ensure_ascii=False, indent=2))
    plan = _read_plan(Path(given.plan))
    wanted = {name: plan[name] for name in ("files", "base", "exact")}
    found = reach.do(settings, "bundle.apply_planned", tenant=given.tenant or plan["tenant"], **wanted)
    return _print(json.dumps(found, ensure_ascii=False, indent=2))


def _read_plan(path: Path) -> dict[str, Any]:
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(text) for name, text in plan["files"].items()}
        return {"files": files, "tenant": plan["tenant"], "base": str(plan["base"]), "exact": bool(plan["exact"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("bundle.plan_unreadable") from error


def _history(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    found = reach.do(settings, "bundle.history", tenant=reach.tenant(settings, given))
    return _print(json.dumps(found, ensure_ascii=False, indent=2))


def _rollback(reach: Reach, settings: Settings, given: argparse.Namespace) -> int:
    tenant = reach.tenant(settings, given)
    found = reach.do(settings, "bundle.rollback", tenant=tenant, application=given.application, dry=given.dry)
    if given.dry:
        return _print(*found["told"][_language(settings)])
    return _print(json.dumps(found, ensure_ascii=False, indent=2))


def _language(settings: Settings) -> str:
    return settings.language if settings.language in LANGUAGES else "zh"


def _print(*lines: str) -> int:
    print(*lines, sep="\n")
    return 0
