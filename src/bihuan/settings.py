"""One typed settings object. Each value comes from a flag, else the environment, else a file, else its default."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Any

from bihuan.core.late import dataclass
from bihuan.core.values import Refusal

_PREFIX = "BIHUAN_"


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. `BIHUAN_<NAME>` in the environment, `name = …` in the file, `--name` as a flag."""

    host: str = _setting("127.0.0.1", "Address to listen on 监听地址")
    port: int = _setting(8000, "Port to listen on 监听端口")
    data: Path = _setting(Path("data"), "Folder that holds every tenant's database and files 数据目录")
    key_file: Path = _setting(
        Path(), "Master key, outside the data folder; default: <data>.key 主密钥文件,须放在数据目录之外"
    )
    database_url: str = _setting("", "PostgreSQL URL; empty = built-in SQLite PostgreSQL 连接,留空则用内置数据库")
    public_url: str = _setting("", "Address that links and QR codes carry 对外访问地址")
    only: str = _setting("", "portal: show the portal alone, for the open internet 只开放客户门户:填 portal")
    tls: str = _setting(
        "", "off (empty), files (tls_cert, tls_key), local (own authority) or acme 加密访问:留空、files、local 或 acme"
    )
    tls_cert: Path = _setting(Path(), "Certificate chain in PEM, read anew when it changes 证书链文件")
    tls_key: Path = _setting(Path(), "Private key of the certificate in PEM 证书私钥文件")
    tls_names: str = _setting("", "Host names and addresses of the certificate, by comma 证书包含的域名与地址,逗号分隔")
    plain_port: int = _setting(
        0, "With TLS: port of plain http that leads to it; 0 = none, acme needs 80 启用加密后用于跳转的 http 端口"
    )
    acme_directory: str = _setting(
        "https://acme-v02.api.letsencrypt.org/directory", "Who signs certificates by ACME 自动证书签发机构"
    )
    acme_email: str = _setting("", "Address that the ACME authority may write to 签发机构联系邮箱")
    config: Path = _setting(Path(), "TOML file with these settings 配置文件")
    zone: str = _setting("Asia/Shanghai", "Time zone of new tenants 新租户时区")
    language: str = _setting("zh", "Language of new tenants: zh or en 新租户语言")
    log_level: str = _setting("info", "debug, info, warning or error 日志级别")
    log_format: str = _setting("auto", "json, text, or auto: text where a person watches 日志格式")
    session_hours: int = _setting(12, "A session ends after so many hours without use 会话空闲多少小时后失效")
    max_upload_mb: int = _setting(200, "Largest file in MiB 单个文件上限")
    upload_allow: str = _setting("", "Only these file types may be uploaded; empty = all 允许上传的文件类型,留空则全部")
    upload_deny: str = _setting(
        "application/x-msdownload,application/x-executable,text/x-shellscript",
        "File types that may not be uploaded 禁止上传的文件类型",
    )
    max_body_mb: int = _setting(2, "Largest request body that is no file, in MiB 请求正文上限")
    rate_per_minute: int = _setting(1200, "Requests a minute per caller 每个调用者每分钟请求数")
    trusted_proxies: str = _setting("", "Addresses whose X-Forwarded-For is believed 可信代理")
    outbound_allow: str = _setting(
        "",
        "Hosts, networks or host:port for notices that need not be public or https; another port of a mail server only "
        "as host:port 通知可发往的内网主机、网段或 主机:端口;邮件服务器的特殊端口须写 主机:端口",
    )
    metrics_token: str = _setting("", "Bearer token for /metrics from other machines 监控令牌")
    traces: str = _setting(
        "", "Where traces are sent by OTLP, such as http://127.0.0.1:4318; empty = nowhere 链路追踪的 OTLP 接收地址"
    )
    open_tenants: int = _setting(64, "Tenants kept open at once 同时打开的租户数")
    outbox_pause_ms: int = _setting(200, "Pause between looks for due work 后台任务轮询间隔")

    @property
    def key_path(self) -> Path:
        """Where the master key lies."""
        return self.key_file if self.key_file != Path() else self.data.with_name(self.data.name + ".key")

    @property
    def log_folder(self) -> Path:
        """Where the newest log lines are kept."""
        return self.data / "logs"

    @property
    def address(self) -> str:
        """Where browsers find this install: the public address, else the one that it listens on; no `/` at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"{'https' if self.tls else 'http'}://{host}:{self.port}"


def load_settings(flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from flags, environment and file. Refuses `settings.invalid` with the name and what it must be."""
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    config = Path(given.get("config") or environ.get(f"{_PREFIX}CONFIG") or "")
    from_file = _read_file(config) if config != Path() else {}
    values: dict[str, Any] = {}
    for item in fields(Settings):
        raw = given.get(item.name, environ.get(_PREFIX + item.name.upper(), from_file.get(item.name)))
        if raw is not None:
            values[item.name] = _convert(item.name, item.type, raw)
    return Settings(**values)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refusal("settings.file_unreadable", path=str(path), reason=str(error)) from error


def _convert(name: str, type_: Any, raw: Any) -> Any:
    try:
        return type_(raw)
    except (TypeError, ValueError) as error:
        raise Refusal("settings.invalid", name=name, expected=type_.__name__, value=str(raw)) from error
