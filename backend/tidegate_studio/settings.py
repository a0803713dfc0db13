"""What the studio is told before it starts, from the command line and from `TIDEGATE_STUDIO_*` variables.

A setting that would make the studio unsafe or useless is refused here, with what to set instead.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "TIDEGATE_STUDIO_"
MIB = 1024 * 1024
MIN_TOKEN_LENGTH = 16
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


class BadSettings(ValueError):
    """The studio cannot start like this; the message says what to set."""


class Settings(BaseModel):
    """Everything about one studio that is known before it starts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(Path("tidegate-data"), description="Folder of the database, the runs and the token.")
    files: Path | None = Field(
        None, description="Folder that flows may read and write; `files` in the data folder if unset."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8765, ge=0, le=65_535, description="Port to listen on; the next free one is taken if it is in use."
    )
    token: str | None = Field(
        None, description="What a browser has to show; made and kept in the data folder if unset."
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names, without port, by which the studio may be addressed."
    )
    body_bytes: int = Field(8 * MIB, ge=1024, description="Largest request body.")
    body_seconds: float = Field(30, gt=0, description="Time a client has to send a body.")
    max_runs: int = Field(16, ge=1, le=1000, description="Runs at the same time.")
    run_memory_bytes: int = Field(8192 * MIB, ge=1024 * MIB, description="Address space of one run.")
    run_open_files: int = Field(1024, ge=64, description="Open files of one run.")
    stop_seconds: float = Field(10, gt=0, description="Time a run has to stop before it is killed.")
    preview_seconds: float = Field(5, gt=0, description="Time one preview may take.")
    preview_memory_bytes: int = Field(
        4096 * MIB, ge=2048 * MIB, description="Address space of the process of previews."
    )
    sample_bytes: int = Field(16 * MIB, ge=1024, description="Largest uploaded sample.")
    history_bytes: int = Field(64 * MIB, ge=MIB // 16, description="Events kept word for word per run.")
    max_sockets: int = Field(200, ge=1, description="Live connections at the same time.")
    slow_seconds: float = Field(10, gt=0, description="Time a client has to take one frame.")
    wrong_tokens: int = Field(10, ge=1, description="Wrong tokens per minute and address before it has to wait.")

    @property
    def data_root(self) -> Path:
        """Return the folder that flows may read and write."""
        return self.files or self.data / "files"

    @property
    def samples(self) -> Path:
        """Return the folder of uploaded samples, which is no part of what flows may read."""
        return self.data / "samples"

    @property
    def names(self) -> frozenset[str]:
        """Return the host names by which the studio may be addressed, in lower case."""
        return frozenset(name.lower() for name in (*LOOPBACK_NAMES, _bracketed(self.host), *self.allowed_hosts))

    @property
    def shown_name(self) -> str:
        """Return the name to print in the studio's address."""
        return self.allowed_hosts[0] if _is_any(self.host) else _bracketed(self.host)


def read_settings(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> tuple[Settings, bool]:
    """Return the settings, and whether to open a browser; the command line wins over the environment."""
    chosen = vars(_parser().parse_args(list(argv)))
    open_browser = bool(chosen.pop("open"))
    given = {name: value for name, value in chosen.items() if value is not None}
    try:
        settings = Settings.model_validate({**_from_environment(environment), **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise BadSettings(f"{name} cannot be {first['input']!r}: {first['msg']}; set {PREFIX}{name.upper()}") from None
    return checked(settings), open_browser


def checked(settings: Settings) -> Settings:
    """Return the settings with whole paths; raise `BadSettings` if they would be unsafe or useless."""
    if settings.token is not None:
        _check_token(settings.token)
    _check_hosts(settings)
    whole = settings.model_copy(update={"data": settings.data.expanduser().absolute()})
    if whole.files is not None:
        whole = whole.model_copy(update={"files": whole.files.expanduser().absolute()})
        _check_files(whole)
    return whole


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tidegate studio", description="Serve the studio to a browser.")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8765, or the next free one)")
    parser.add_argument("--data", help="folder of the database, the runs and the token (./tidegate-data)")
    parser.add_argument("--files", help="folder that flows may read and write (the data folder's `files`)")
    parser.add_argument("--token", help="what a browser has to show (made and kept if not given)")
    parser.add_argument(
        "--allowed-hosts", type=_listed, help="host names by which it may be addressed, comma-separated"
    )
    parser.add_argument("--open", action="store_true", help="open a browser")
    return parser


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in Settings.model_fields:
            close = get_close_matches(name, list(Settings.model_fields), 1)
            hint = f"did you mean {PREFIX}{close[0].upper()}?" if close else "unset it"
            raise BadSettings(f"there is no setting {variable}; {hint}")
        given[name] = _listed(text) if name == "allowed_hosts" else text
    return given


def _check_token(token: str) -> None:
    if len(token) < MIN_TOKEN_LENGTH or len(set(token)) < 6:
        raise BadSettings(
            f"the token is too easy to guess; set {PREFIX}TOKEN to {MIN_TOKEN_LENGTH} random characters or more, or leave it "
            "out to have one made"
        )
    if not token.isascii() or not token.isprintable() or " " in token or len(token) > 128:
        raise BadSettings(
            f"the token has characters that no header carries; set {PREFIX}TOKEN to 16 to 128 ASCII letters"
        )


def _check_hosts(settings: Settings) -> None:
    for name in settings.allowed_hosts:
        if "*" in name or "/" in name or (":" in name and not name.startswith("[")):
            raise BadSettings(f"{name!r} is no host name; set {PREFIX}ALLOWED_HOSTS to names without port, without *")
    if _is_loopback(settings.host):
        return
    if settings.token is None:
        raise BadSettings(f"{settings.host} can be reached by others; set {PREFIX}TOKEN to a token of your own")
    if not settings.allowed_hosts:
        raise BadSettings(
            f"{settings.host} can be reached by others; set {PREFIX}ALLOWED_HOSTS to the names they use, such as "
            "studio.example.org"
        )


def _check_files(settings: Settings) -> None:
    files, data = settings.data_root.resolve(), settings.data.resolve()
    if data.is_relative_to(files):
        raise BadSettings(
            f"flows could overwrite the studio's own data in {data}; set {PREFIX}FILES to a folder beside it"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
