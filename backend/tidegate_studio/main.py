"""The studio, put together and served: migrate, find jobs again, serve, in this order.

command(argv) -> settings -> folder locked -> build_app -> first free port -> address printed -> served
"""

from __future__ import annotations

import errno
import fcntl
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from tidegate_studio import uploads
from tidegate_studio.api import catalog, docs, files, flows, jobs, live, previews, revisions, runs, screen, session
from tidegate_studio.api.jobs import forget_old_keys
from tidegate_studio.database import Database, sqlite_url
from tidegate_studio.gate import Gate
from tidegate_studio.hub import Seats
from tidegate_studio.previewer import Previewer
from tidegate_studio.problems import install
from tidegate_studio.records import Records
from tidegate_studio.security import Doorkeeper, guarded, kept_token
from tidegate_studio.settings import BadSettings, Settings, read_settings
from tidegate_studio.studio import VERSION, Studio
from tidegate_studio.supervisor import Supervisor

ROOMS = (session, catalog, files, flows, revisions, previews, jobs, runs, live, docs, screen)
"""Every room with routes; the screen is last, since it answers for every path that is left."""

PORTS_TRIED = 20
MAX_SOCKET_MESSAGE = 64 * 1024
SHUTDOWN_SECONDS = 3


def build_app(settings: Settings, port: int | None = None) -> FastAPI:
    """Return the studio as an app; raise `BadSettings` if it cannot be used like this."""
    _make_folders(settings)
    database = Database(sqlite_url(settings.data / "studio.db"))
    database.migrate()
    with database.writing() as opened:
        forget_old_keys(opened)
    uploads.forget(settings.samples)
    token = settings.token or kept_token(settings.data / "token")
    doorkeeper = Doorkeeper(token, database, settings.port if port is None else port, settings.wrong_tokens)
    supervisor = Supervisor(settings, Records(database))
    app = _app(doorkeeper, settings)
    seats, previewer = Seats(settings.max_sockets), Previewer(settings)
    app.state.studio = Studio(settings, database, doorkeeper, supervisor, previewer, seats)
    return app


def command(argv: Sequence[str] | None = None) -> int:
    """Serve the studio until it is stopped; return the exit code."""
    try:
        settings, open_browser = read_settings(sys.argv[1:] if argv is None else argv)
        _make_folders(settings)
        with locked(settings.data / "lock"):
            return _serve(settings, open_browser)
    except BadSettings as error:
        print(f"the studio cannot start: {error}", file=sys.stderr)
        return 2


def described_app() -> FastAPI:
    """Return an app that can only be described: its routes without a studio behind them."""
    return FastAPI(routes=[route for room in ROOMS for route in room.router.routes], openapi_url=None)


def _app(doorkeeper: Doorkeeper, settings: Settings) -> FastAPI:
    app = FastAPI(
        title="Tidegate Studio",
        version=VERSION,
        routes=guarded((route for room in ROOMS for route in room.router.routes), doorkeeper),
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(Gate, names=settings.names)
    install(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    studio: Studio = app.state.studio
    await studio.supervisor.open()
    try:
        yield
    finally:
        await studio.previewer.close()
        await studio.supervisor.close()
        studio.database.close()


def _make_folders(settings: Settings) -> None:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.data_root.mkdir(parents=True, exist_ok=True)
        probe = settings.data / "probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadSettings(
            f"cannot write in {settings.data}: {error.strerror}; choose another folder with --data"
        ) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the data folder for this process alone."""
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSettings(
                f"another studio serves {path.parent} already; stop it, or choose another folder with --data"
            ) from None
        yield


def _serve(settings: Settings, open_browser: bool) -> int:
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    app = build_app(settings, port)
    token = settings.token or kept_token(settings.data / "token")
    if port != settings.port and settings.port:
        print(f"port {settings.port} is in use; serving on {port} instead", file=sys.stderr)
    address = f"http://{settings.shown_name}:{port}/#token={token}"
    print(f"Tidegate Studio is at {address}", flush=True)
    if open_browser:
        webbrowser.open(address)
    with suppress(KeyboardInterrupt):
        server_for(app).run(sockets=[listener])
    return 0


def server_for(app: FastAPI) -> uvicorn.Server:
    """Return the server that carries an app, with the limits that are the server's to keep."""
    config = uvicorn.Config(
        app,
        http="h11",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=MAX_SOCKET_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    return _Server(config, app)


class _Server(uvicorn.Server):
    """Waits for the requests that are under way before it ends, but not for previews: nobody reads them any more."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.state.studio.previewer.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this port, or the next that is free; raise `BadSettings` if none is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = min(port + PORTS_TRIED, 65_536) if port else 1
    for candidate in range(port, last):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise BadSettings(
                    f"cannot listen on {host}:{candidate}: {error.strerror}; choose another --host or --port"
                ) from None
        else:
            return listener
    raise BadSettings(f"the ports {port} to {last - 1} are all in use; choose another with --port")


if __name__ == "__main__":
    sys.exit(command())
