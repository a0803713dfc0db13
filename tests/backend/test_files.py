"""What lies below the data folder can be looked at to be chosen; nothing else can, however it is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.backend.conftest import Served

from tidegate.listing import MOST_ENTRIES, MOST_NAMED


@pytest.fixture(scope="module")
def root(studio: Served) -> Path:
    """The data folder with files, folders, links and a pipe; the studio's own data lies beside it."""
    root = studio.settings.data_root
    (root / "logs/old").mkdir(parents=True)
    (root / "logs/a.jsonl").write_text("{}\n")
    (root / "logs/b.jsonl").write_text("{}\n{}\n")
    (root / "logs/old/c.jsonl").write_text("{}\n")
    (root / "zoo.csv").write_text("a\n")
    (root / "naïve file.csv").write_text("a\n")
    (root / "outside").symlink_to(studio.settings.data, target_is_directory=True)
    (root / "token.csv").symlink_to(studio.settings.data / "studio.db")
    (root / "inside").symlink_to(root / "logs", target_is_directory=True)
    os.mkfifo(root / "pipe")
    return root


def listed(studio: Served, under: str = "") -> dict[str, Any]:
    response = studio.client.get("/api/files", params={"under": under})
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_a_folder_lists_folders_first_and_neither_links_nor_pipes(studio: Served, root: Path) -> None:
    found = listed(studio)
    assert [(entry["name"], entry["kind"]) for entry in found["entries"]] == [
        ("logs", "folder"),
        ("naïve file.csv", "file"),
        ("zoo.csv", "file"),
    ]
    assert (found["under"], found["more"], found["whole"]) == ("", 0, True)
    assert found["entries"][2] | {"modified": ""} == {
        "name": "zoo.csv",
        "path": "zoo.csv",
        "kind": "file",
        "size": 2,
        "modified": "",
    }


def test_a_folder_below_is_listed_with_whole_paths(studio: Served, root: Path) -> None:
    assert [entry["path"] for entry in listed(studio, "logs")["entries"]] == [
        "logs/old",
        "logs/a.jsonl",
        "logs/b.jsonl",
    ]
    assert listed(studio, "logs/old/")["entries"][0]["path"] == "logs/old/c.jsonl"


@pytest.mark.parametrize(
    "under",
    [
        "..",
        "../",
        "logs/../..",
        "logs/..",
        "/",
        "/etc",
        "//etc",
        "~",
        "C:",
        "logs\\..",
        "outside",
        "outside/runs",
        "inside",
        "inside/old",
        "zoo.csv",
        "pipe",
        "token.csv",
        "nowhere",
        "logs/\x00",
        "logs/\n",
        "a/" * 400,
        "x" * 300,
        "con",
    ],
)
def test_nothing_else_is_listed_and_the_answer_tells_nothing_of_it(studio: Served, root: Path, under: str) -> None:
    response = studio.client.get("/api/files", params={"under": under})
    assert response.status_code == 422, response.text
    assert "studio.db" not in response.text
    assert str(studio.settings.data) not in response.text


@pytest.mark.parametrize("pattern", ["../*", "/etc/*", "logs/../../*", "~/*", "C:*", "x\x00*", ""])
def test_a_pattern_that_leads_out_is_refused(studio: Served, root: Path, pattern: str) -> None:
    assert studio.client.get("/api/files/matches", params={"pattern": pattern}).status_code == 422


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("logs/*.jsonl", ["logs/a.jsonl", "logs/b.jsonl"]),
        ("**/*.jsonl", ["logs/a.jsonl", "logs/b.jsonl", "logs/old/c.jsonl"]),
        ("zoo.csv", ["zoo.csv"]),
        ("nothing*.csv", []),
        ("nothing.csv", []),
        ("outside/*", []),
        ("token*", []),
        ("pip?", []),
    ],
)
def test_a_pattern_tells_which_files_a_run_would_read(
    studio: Served, root: Path, pattern: str, names: list[str]
) -> None:
    found = studio.client.get("/api/files/matches", params={"pattern": pattern}).json()
    assert (found["count"], found["names"]) == (len(names), names)
    assert found["bytes"] == sum((root / name).stat().st_size for name in names)


def test_only_who_is_signed_in_may_look(studio: Served, root: Path) -> None:
    with studio.browser() as stranger:
        assert stranger.get("/api/files").status_code == 401
        assert stranger.get("/api/files/matches", params={"pattern": "*"}).status_code == 401


def test_a_large_folder_is_cut_and_says_by_how_many(studio: Served, root: Path) -> None:
    crowd = root / "crowd"
    crowd.mkdir()
    for number in range(MOST_ENTRIES + 7):
        (crowd / f"{number:05}.csv").touch()
    found = listed(studio, "crowd")
    assert (len(found["entries"]), found["more"]) == (MOST_ENTRIES, 7)
    assert found["entries"][-1]["name"] == f"{MOST_ENTRIES - 1:05}.csv"
    matched = studio.client.get("/api/files/matches", params={"pattern": "crowd/*"}).json()
    assert (matched["count"], len(matched["names"])) == (MOST_ENTRIES + 7, MOST_NAMED)


def test_names_that_no_flow_could_write_are_left_out(studio: Served, root: Path) -> None:
    odd = root / "odd"
    odd.mkdir()
    for name in ("fine.csv", "new\nline.csv", "ends with a dot.", "\u202egnp.csv"):
        (odd / name).touch()
    os.close(os.open(os.fsencode(odd) + b"/\xff.csv", os.O_CREAT))
    assert [entry["name"] for entry in listed(studio, "odd")["entries"]] == ["fine.csv"]


def test_a_data_folder_that_is_not_there_is_empty(serve: Any) -> None:
    with serve() as fresh:
        fresh.settings.data_root.rmdir()
        assert fresh.client.get("/api/files").json()["entries"] == []
