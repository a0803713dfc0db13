"""What the studio refuses to start with, and where it listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate_studio.main import build_app, command, listen
from tidegate_studio.settings import BadSettings, Settings, read_settings

TOKEN = "a-token-for-the-tests-1234"
OPEN = {"TIDEGATE_STUDIO_HOST": "0.0.0.0"}


@pytest.mark.parametrize(
    ("arguments", "environment", "reason"),
    [
        ([], OPEN, "set TIDEGATE_STUDIO_TOKEN"),
        (["--token", TOKEN], OPEN, "set TIDEGATE_STUDIO_ALLOWED_HOSTS"),
        (["--host", "::", "--token", TOKEN], {}, "set TIDEGATE_STUDIO_ALLOWED_HOSTS"),
        (["--host", "studio.example.org"], {}, "set TIDEGATE_STUDIO_TOKEN"),
        (["--token", "secret"], {}, "too easy to guess"),
        (["--token", "a" * 40], {}, "too easy to guess"),
        (["--token", "ü" + TOKEN], {}, "no header carries"),
        (["--token", TOKEN + "\n"], {}, "no header carries"),
        (["--allowed-hosts", "*"], {}, "no host name"),
        (["--allowed-hosts", "a.org:80"], {}, "no host name"),
        (["--allowed-hosts", "https://a.org"], {}, "no host name"),
        (["--port", "70000"], {}, "port cannot be 70000"),
        ([], {"TIDEGATE_STUDIO_PORT": "eighty"}, "port cannot be 'eighty'"),
        ([], {"TIDEGATE_STUDIO_MAX_RUNS": "0"}, "max_runs cannot be '0'"),
        ([], {"TIDEGATE_STUDIO_TOKENS": "x"}, "did you mean TIDEGATE_STUDIO_TOKEN"),
        ([], {"TIDEGATE_STUDIO_CORS": "*"}, "there is no setting TIDEGATE_STUDIO_CORS"),
        (["--data", "a/b", "--files", "a"], {}, "overwrite the studio's own data"),
    ],
)
def test_settings_that_are_unsafe_are_refused(arguments: list[str], environment: dict[str, str], reason: str) -> None:
    with pytest.raises(BadSettings, match=reason):
        read_settings(arguments, environment)


def test_the_command_line_wins_over_the_environment() -> None:
    environment = {"TIDEGATE_STUDIO_PORT": "9000", "TIDEGATE_STUDIO_ALLOWED_HOSTS": "a.org, b.org", "HOME": "x"}
    settings, open_browser = read_settings(["--port", "9001", "--open"], environment)
    assert (settings.port, settings.allowed_hosts, open_browser) == (9001, ("a.org", "b.org"), True)
    assert settings.data.is_absolute()
    assert {"a.org", "b.org", "localhost", "127.0.0.1", "[::1]"} <= settings.names


def test_a_port_in_use_gives_way_to_the_next() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] <= port + 20


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(BadSettings, match=r"cannot listen on 192\.0\.2\.1"):
        listen("192.0.2.1", 8765)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="choose another folder"):
        build_app(Settings(data=tmp_path / "file"))
    assert command(["--data", str(tmp_path / "file")]) == 2
    said = capsys.readouterr()
    assert "the studio cannot start: cannot write in" in said.err
    assert said.out == ""
