"""Every setting: its type, its default and the environment name that changes it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class SettingError(ValueError):
    """Raised when an environment value does not fit its setting; the text names the variable."""


@dataclass(frozen=True)
class Settings:
    """The settings of one installation; each is read from ``HOITHI_<NAME>`` in the environment."""

    data_dir: Path = ROOT / "instance"
    """Folder of the SQLite database, its lock and the secret key."""
    uploads_dir: Path = ROOT / "uploads"
    """Folder of the uploaded files, content-addressed."""
    database_url: str = ""
    """Database address; empty = SQLite in the data folder. PostgreSQL: ``postgresql+psycopg://…``."""
    secret_key: str = ""
    """Key that signs cookies; empty = one is made and kept in the data folder."""
    public_url: str = "http://127.0.0.1:8000"
    """Address that people type; it stands in mails and in the QR codes of certificates."""
    trusted_hosts: str = ""
    """Further host names that may be asked for, separated by commas (``public_url``'s host always may)."""
    secure_cookies: bool = False
    """True behind HTTPS: cookies get ``Secure`` and the ``__Host-`` name, answers get HSTS."""
    proxy_hops: int = 0
    """Number of reverse proxies in front whose X-Forwarded headers are believed."""
    province: str = "Tuyên Quang"
    """Name of the province, as pages and papers say it."""
    contact_phone: str = "0207 3822 000"
    """Telephone number of the secretariat, in every footer."""
    contact_email: str = "hotro@hoithi.example.vn"
    """Mail address of the secretariat, in every footer and as sender of mails."""
    smtp_host: str = ""
    """Mail server; empty = mails stay in the outbox and are shown in the account only."""
    smtp_port: int = 25
    """Port of the mail server."""
    staff_session_hours: int = 12
    """Hours after which judges and organisers sign in again."""
    entrant_session_days: int = 30
    """Days after which entrants sign in again."""
    max_upload_mb: int = 200
    """Largest file that is accepted at all, in megabytes; a slot of an edition may allow less."""
    free_disk_mb: int = 500
    """Uploads are refused below this much free disk space, in megabytes."""

    @property
    def database(self) -> str:
        """Return the database address that is in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'hoithi.sqlite3'}"

    @property
    def hosts(self) -> list[str]:
        """Return the host names that requests may name."""
        own = self.public_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
        return [own, "localhost", "127.0.0.1", *(h.strip() for h in self.trusted_hosts.split(",") if h.strip())]

    def signing_key(self) -> str:
        """Return the secret key, making and keeping one on first use."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii").strip()


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings with the environment's values in their place."""
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = f"HOITHI_{item.name.upper()}"
        if name in environ:
            values[item.name] = _convert(name, environ[name], item.type)
    return Settings(**values)  # type: ignore[arg-type]  # each value was converted to its field's type


def _convert(name: str, text: str, kind: object) -> object:
    """Return a text from the environment as the type of its setting."""
    if kind is bool:
        if text.lower() not in ("0", "1", "true", "false", "yes", "no", ""):
            raise SettingError(f"{name} must be 1 or 0, not {text!r}")
        return text.lower() in ("1", "true", "yes")
    if kind is int:
        if not text.strip().isdecimal():
            raise SettingError(f"{name} must be a whole number, not {text!r}")
        return int(text)
    return Path(text) if kind is Path else text
