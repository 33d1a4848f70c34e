"""The command `bihuan`: serve, and everything an operator does. Answers in Chinese and English; 0 means done.

Whatever changes a tenant goes through the running server's local socket, or takes the data folder's lock when
nobody holds it (semantics §2.8).
"""

import argparse
import contextlib
import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.core.values import Kind, Refusal
from bihuan.entry.cli_bundles import Reach, add_bundle_words
from bihuan.entry.data_lock import own_data_folder
from bihuan.entry.owner_call import NoOwnerError, ask_owner
from bihuan.kernel.errors import say
from bihuan.settings import Settings, load_settings

# What only some commands need is imported by them: most ask the server that runs and are done.
if TYPE_CHECKING:
    from bihuan.entry.wiring import Install

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a refusal, 2 for wrong use."""
    given = _parser().parse_args(arguments)
    try:
        settings = load_settings({item.name: getattr(given, item.name, None) for item in fields(Settings)})
        result: int = given.run(settings, given)
    except Refusal as refusal:
        _complain(refusal)
        return REFUSED
    except KeyboardInterrupt:
        return 130
    return result


@contextlib.contextmanager
def _loading() -> Iterator[None]:
    """What is imported stays: looking for garbage meanwhile finds none and takes an eighth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _complain(refusal: Refusal) -> None:
    for language in ("zh", "en"):
        print(say(refusal.code, refusal.data, language), file=sys.stderr)
    for problem in refusal.problems:
        print(f"  {problem.path}: {say(problem.code, problem.data, 'zh')}", file=sys.stderr)


# --- reaching the data --------------------------------------------------------------------------------------


def _do(settings: Settings, operation: str, **arguments: Any) -> Any:
    """The operation's result, from the server that runs or by doing it here."""
    if not settings.database_url:
        try:
            return ask_owner(settings, operation, arguments)
        except NoOwnerError:
            pass
    lock = own_data_folder(settings)
    try:
        with _loading():
            from bihuan.entry.operations import run_operation
            from bihuan.entry.wiring import build_install

            install = build_install(settings)
        try:
            return run_operation(install, operation, arguments)
        finally:
            install.tenants.close_all()
    finally:
        if lock is not None:
            lock.release()


def _tenant(settings: Settings, given: argparse.Namespace) -> str:
    if given.tenant:
        return str(given.tenant)
    slugs = [row["slug"] for row in _do(settings, "tenant.list") if row["state"] == "active"]
    if len(slugs) != 1:
        raise Refusal("cli.which_tenant", Kind.INVALID, tenants=", ".join(slugs) or "–")
    return str(slugs[0])


def _show(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2))
    return 0


def _show_phrase(phrase: str | None) -> None:
    if phrase is None:
        return
    rule = "═" * 72
    print(f"{rule}\n  恢复短语 · recovery phrase\n\n      {phrase}\n")
    print("  只显示这一次。请抄写并存放在别处:主密钥丢失后,只有它能打开备份。")
    print("  Shown this once. Write it down and keep it elsewhere: without the master key")
    print("  only this opens a backup.   bihuan key confirm\n" + rule, flush=True)


def _secret(prompt: str) -> str:
    """Read from the terminal without echo, or one line from a pipe; never from the command line, which others see."""
    from getpass import getpass

    return getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


# --- serve --------------------------------------------------------------------------------------------------


def _serve(settings: Settings, given: argparse.Namespace) -> int:
    from bihuan.entry.reach import front_door, on_the_network

    if given.lan:
        settings = on_the_network(settings)
    with front_door(settings):
        return _serve_many(settings, given) if given.workers > 1 else _serve_one(settings, given)


def _serve_one(settings: Settings, given: argparse.Namespace) -> int:
    lock = own_data_folder(settings)
    with _loading():
        from bihuan.entry import server
        from bihuan.entry.owner_socket import OwnerSocket
        from bihuan.entry.wiring import build_install

        install = build_install(settings)
    owner = OwnerSocket(install) if lock is not None else None
    try:
        _prepare(install, given)
        server.serve(install)
    finally:
        if owner is not None:
            owner.close()
        if lock is not None:
            lock.release()
    return 0


def _serve_many(settings: Settings, given: argparse.Namespace) -> int:
    from bihuan.entry import server
    from bihuan.entry.wiring import build_install

    server.check_several(settings)
    install = build_install(settings)
    try:
        _prepare(install, given)
    finally:
        install.tenants.close_all()
    server.serve_many(settings, given.workers)
    return 0


def _prepare(install: "Install", given: argparse.Namespace) -> None:
    """What comes before the first request: the phrase of a new install, demo data, and where to find it all."""
    _show_phrase(install.tenants.set_up_recovery())
    accounts = []
    if given.demo:
        from bihuan.entry.seed import seed_demo

        accounts = seed_demo(install)["accounts"]
    from bihuan.entry.reach.announcement import announcement

    confirmed = install.tenants.recovery_confirmed()
    print(*announcement(install.settings, confirmed, accounts, for_phones=given.lan), sep="\n", flush=True)
    if not install.tenants.rows():
        _tell_first_steps()


def _tell_first_steps() -> None:
    from bihuan.modules.bundles.interface import shipped_bundles

    print("  这里还没有公司。请在另一个终端依次运行 · nothing is here yet; in another terminal:")
    steps = [
        ("bihuan tenant create main --name 公司名称", "新建公司 the company"),
        ("bihuan user create admin --name 管理员 --role admin", "第一位管理员 its first administrator"),
        *(
            (f"bihuan bundle apply {folder.name}", "工单类型、表单和流程 ticket types, forms and flows")
            for folder in shipped_bundles()
        ),
    ]
    for line, meaning in steps:
        print(f"    {line:<55}# {meaning}")
    print("  或用演示数据启动 · or with demo data: bihuan serve --demo", flush=True)


# --- the other commands -------------------------------------------------------------------------------------


def _set_up(settings: Settings) -> None:
    """Show the recovery phrase of a new install before anything is done that may fail."""
    _show_phrase(_do(settings, "key.set_up")["phrase"])


def _tenant_create(settings: Settings, given: argparse.Namespace) -> int:
    _set_up(settings)
    made = _do(settings, "tenant.create", slug=given.slug, name=given.name or given.slug, zone=given.tenant_zone)
    made.pop("phrase")
    return _show(made)


def _tenant_restore(settings: Settings, given: argparse.Namespace) -> int:
    _set_up(settings)
    phrase = _secret("恢复短语 recovery phrase: ") if given.phrase else None
    path = str(Path(given.path).absolute())
    made = _do(settings, "tenant.restore", path=path, phrase=phrase, slug=given.slug)
    made.pop("phrase")
    return _show(made)


def _tenant_erase(settings: Settings, given: argparse.Namespace) -> int:
    if not given.yes:
        typed = input(f"输入 {given.slug} 以确认永久销毁 · type {given.slug} to destroy it for good: ")
        if typed.strip() != given.slug:
            return REFUSED
    return _show(_do(settings, "tenant.erase", slug=given.slug))


def _user_create(settings: Settings, given: argparse.Namespace) -> int:
    tenant = _tenant(settings, given)
    password = _secret("初始密码 first password: ")
    roles = given.role or []
    return _show(
        _do(settings, "user.create", tenant=tenant, name=given.name, login=given.login, roles=roles, password=password)
    )


def _user_password(settings: Settings, given: argparse.Namespace) -> int:
    tenant = _tenant(settings, given)
    password = _secret("新密码 new password: ")
    return _show(_do(settings, "user.password", tenant=tenant, login=given.login, password=password))


def _token_create(settings: Settings, given: argparse.Namespace) -> int:
    tenant = _tenant(settings, given)
    made = _do(
        settings,
        "token.create",
        tenant=tenant,
        login=given.user,
        name=given.name,
        scopes=given.scope or ["*"],
        days=given.days,
    )
    print(made["token"])
    return 0


def _ledger_verify(settings: Settings, given: argparse.Namespace) -> int:
    report = _do(settings, "ledger.verify", tenant=_tenant(settings, given))
    _show(report)
    return 0 if not report["faults"] else REFUSED


def _ledger_export(settings: Settings, given: argparse.Namespace) -> int:
    path = str(Path(given.path).absolute())
    return _show(_do(settings, "ledger.export", tenant=_tenant(settings, given), path=path, ticket=given.ticket))


def _ledger_checkpoint(settings: Settings, given: argparse.Namespace) -> int:
    print(_do(settings, "ledger.checkpoint", tenant=_tenant(settings, given))["note"] or "", end="")
    return 0


def _ledger_verifier(_settings: Settings, given: argparse.Namespace) -> int:
    from bihuan.entry.doctor import verifier_path

    source = verifier_path()
    if given.path:
        Path(given.path).write_bytes(source.read_bytes())
    print(given.path or source)
    return 0


def _key_phrase(settings: Settings, _given: argparse.Namespace) -> int:
    _show_phrase(_do(settings, "key.phrase")["phrase"])
    return 0


def _seed_demo(settings: Settings, _given: argparse.Namespace) -> int:
    _set_up(settings)
    made = _do(settings, "seed.demo")
    made.pop("phrase", None)
    return _show(made)


def _key_confirm(settings: Settings, _given: argparse.Namespace) -> int:
    return _show(_do(settings, "key.confirm", phrase=_secret("恢复短语 recovery phrase: ")))


def _doctor(settings: Settings, given: argparse.Namespace) -> int:
    with _loading():
        from bihuan.entry.doctor import examine
        from bihuan.entry.support_bundle import write_bundle

    findings = examine(settings)
    for finding in findings:
        print(finding.text())
    if given.bundle:
        path = Path(given.bundle).absolute()
        write_bundle(settings, path, findings, _report(settings))
        for language in ("zh", "en"):
            print(say("doctor.bundle", {"path": str(path)}, language))
    return REFUSED if any(finding.is_fault for finding in findings) else 0


def _report(settings: Settings) -> Any:
    """How the companies are, as far as that can be asked."""
    if not settings.key_path.exists():
        return {}
    try:
        return _do(settings, "health.report")
    except Refusal as refusal:
        return {"refused": refusal.code}


def _plain(operation: str, *names: str, tenant: bool = False) -> Callable[[Settings, argparse.Namespace], int]:
    def run(settings: Settings, given: argparse.Namespace) -> int:
        arguments = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
        if "path" in arguments:
            arguments["path"] = str(Path(arguments["path"]).absolute())
        if tenant:
            arguments["tenant"] = _tenant(settings, given)
        return _show(_do(settings, operation, **arguments))

    return run


# --- the words ----------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("设置 settings (环境变量 environment: BIHUAN_…)")
    for item in fields(Settings):
        flag = "--" + item.name.replace("_", "-")
        group.add_argument(flag, dest=item.name, metavar="…", help=item.metadata["help"].replace("%", "%%"))
    parser = argparse.ArgumentParser(prog="bihuan", description="闭环 Bihuan: 工单平台 work orders")
    words = parser.add_subparsers(required=True, metavar="命令 command")
    add = _Adder(common)
    serve = add(words, "serve", _serve, "启动服务 serve over HTTP")
    serve.add_argument("--demo", action="store_true", help="带演示数据 with demo data")
    serve.add_argument("--lan", action="store_true", help="让同一网络的手机访问 for phones on this network")
    serve.add_argument("--workers", type=int, default=1, help="进程数(仅 PostgreSQL) processes (PostgreSQL only)")
    doctor = add(words, "doctor", _doctor, "检查环境 find out what is wrong")
    doctor.add_argument("--bundle", metavar="FILE", help="写出诊断包 .zip write what support needs to know")
    _add_tenant_words(add, add.group(words, "tenant", "租户 tenants"))
    _add_people_words(add, words)
    _add_ledger_words(add, add.group(words, "ledger", "账本 ledger"))
    _add_upkeep_words(add, words)
    return parser


class _Adder:
    """Adds a command with the settings' flags."""

    def __init__(self, common: argparse.ArgumentParser) -> None:
        self._common = common

    def __call__(
        self, words: Any, name: str, run: Callable[[Settings, argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = words.add_parser(name, help=text, description=text, parents=[self._common])
        parser.set_defaults(run=run)
        return parser

    def in_tenant(
        self, words: Any, name: str, run: Callable[[Settings, argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        parser = self(words, name, run, text)
        parser.add_argument("--tenant", help="租户标识;只有一个时可省略 slug; may be left out when there is one")
        return parser

    @staticmethod
    def group(words: Any, name: str, text: str) -> Any:
        return words.add_parser(name, help=text, description=text).add_subparsers(required=True, metavar="…")


def _add_tenant_words(add: _Adder, words: Any) -> None:
    create = add(words, "create", _tenant_create, "新建 create")
    create.add_argument("slug")
    create.add_argument("--name", help="名称 name")
    create.add_argument("--tenant-zone", help="时区 time zone")
    add(words, "list", _plain("tenant.list"), "列出 list")
    for name, text in (("suspend", "停用 suspend"), ("resume", "恢复使用 resume")):
        add(words, name, _plain(f"tenant.{name}", "slug"), text).add_argument("slug")
    back_up = add(words, "backup", _plain("tenant.backup", "slug", "path"), "备份 back up")
    back_up.add_argument("slug")
    back_up.add_argument("path", help="目标文件 file to write")
    restore = add(words, "restore", _tenant_restore, "从备份恢复 restore from a backup")
    restore.add_argument("path")
    restore.add_argument("--slug", help="用另一标识 under another slug")
    restore.add_argument("--phrase", action="store_true", help="用恢复短语打开 open it with the recovery phrase")
    erase = add(words, "erase", _tenant_erase, "永久销毁 destroy for good")
    erase.add_argument("slug")
    erase.add_argument("--yes", action="store_true", help="不再询问 do not ask")


def _add_people_words(add: _Adder, words: Any) -> None:
    users = add.group(words, "user", "人员 people")
    create = add.in_tenant(users, "create", _user_create, "新建 create")
    create.add_argument("login")
    create.add_argument("--name", required=True, help="姓名 name")
    create.add_argument("--role", action="append", help="角色,可多次 role, may be repeated")
    add.in_tenant(users, "password", _user_password, "重设密码 set a password").add_argument("login")
    token = add.in_tenant(
        add.group(words, "token", "API 令牌 tokens"), "create", _token_create, "新建并打印 create, print"
    )
    token.add_argument("--user", required=True, help="登录名 login")
    token.add_argument("--name", default="cli", help="用途 what it is for")
    token.add_argument("--scope", action="append", help="范围,可多次 scope, may be repeated")
    token.add_argument("--days", type=int, default=0, help="有效天数,0 = 直到撤销 days, 0 = until revoked")


def _add_ledger_words(add: _Adder, words: Any) -> None:
    add.in_tenant(words, "verify", _ledger_verify, "校验全部记录 check every event")
    export = add.in_tenant(words, "export", _ledger_export, "导出供独立校验 export for the stand-alone verifier")
    export.add_argument("path", help=".zip 文件 file")
    export.add_argument("--ticket", help="只导出一张工单 one ticket only")
    add.in_tenant(words, "checkpoint", _ledger_checkpoint, "签发存证点 sign and print a checkpoint")
    add.in_tenant(words, "send", _plain("ledger.send", tenant=True), "立即送出存证点 let a checkpoint leave now")
    add.in_tenant(words, "departures", _plain("ledger.departures", tenant=True), "存证送出记录 what left for whom")
    drill = add.in_tenant(words, "drill", _plain("trace.drill", "count", "seed", tenant=True), "溯源演练 trace drill")
    drill.add_argument("--count", type=int, default=100, help="抽取张数 how many tickets")
    drill.add_argument("--seed", help="与上次抽到同样的工单 the tickets of an earlier drill")
    verifier = add(words, "verifier", _ledger_verifier, "独立校验程序 the stand-alone verifier")
    verifier.add_argument("path", nargs="?", help="写到此处 write it here")


def _add_upkeep_words(add: _Adder, words: Any) -> None:
    add_bundle_words(add, add.group(words, "bundle", "配置包 bundles"), Reach(_do, _tenant))
    outbox = add.group(words, "outbox", "后续任务 followers")
    listing = add.in_tenant(outbox, "list", _plain("outbox.list", "state", tenant=True), "列出 list")
    listing.add_argument("--state", default="dead", choices=("dead", "waiting"))
    replay = add.in_tenant(outbox, "replay", _plain("outbox.replay", "id", tenant=True), "重试 try again")
    replay.add_argument("id", nargs="?", help="缺省为全部 all when left out")
    facts = add.group(words, "facts", "报表数据 facts of reports")
    add.in_tenant(facts, "rebuild", _plain("facts.rebuild", tenant=True), "重新统计 count anew")
    search = add.group(words, "search", "搜索索引 search index")
    add.in_tenant(search, "rebuild", _plain("search.rebuild", tenant=True), "在线重建 make it anew")
    add.in_tenant(search, "status", _plain("search.status", tenant=True), "状况与重建进度 lag, progress of a rebuild")
    keys = add.group(words, "key", "密钥 keys")
    add(keys, "rotate", _plain("key.rotate"), "更换主密钥 replace the master key")
    add(keys, "phrase", _key_phrase, "换新的恢复短语 a new recovery phrase")
    add(keys, "confirm", _key_confirm, "确认恢复短语 confirm the recovery phrase")
    add(add.group(words, "db", "数据库 database"), "upgrade", _plain("db.upgrade"), "升级 migrate")
    add(add.group(words, "seed", "示例 examples"), "demo", _seed_demo, "演示数据 demo data")


if __name__ == "__main__":
    sys.exit(main())
