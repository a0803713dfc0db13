"""The rules of the house that no linter knows, each with what to do instead."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tidegate.connectors import CONNECTORS
from tidegate.operators import OPERATORS

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "engine/tidegate"
LONGEST_FUNCTION, LONGEST_FILE = 60, 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers", "service", "services"}
READS_A_CLOCK = re.compile(
    r"\btime\.(time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns)\b|\b(datetime|date)\.(now|utcnow|today)\b"
)
MAY_READ_A_CLOCK = {"cli.py", "kernels/warm.py"}
MAY_CATCH_EVERYTHING = {
    "engine/tidegate/running_step.py",
    "backend/tidegate_studio/child.py",
    "backend/tidegate_studio/preview_child.py",
}
BANNED = {
    "node": "step",
    "nodes": "steps",
    "edge": "stream",
    "edges": "streams",
    "vertex": "step",
    "pipeline": "flow",
    "dag": "flow",
    "checkpoint": "epoch or snapshot",
    "tumble": "tumbling window",
    "backpressure": "back-pressure",
    "datum": "item",
    "obj": "the thing's name",
    "mgr": "the thing's name",
}
"""Words for what has a word of its own, or for nothing; in names and comments of the engine and the server."""
SYNTAX_TREES = "engine/tidegate/expression/"
"""The node of a syntax tree is Python's word for it, and the edges here are those of numbers."""
HOST = re.compile(r"https?://[^\s\"'<>)]*/simple\b")
MACHINE = re.compile(r"(?<![\w.~-])/(work|tmp|root|home)/\w")


def files(*endings: str) -> list[Path]:
    """Return the files that git keeps or would keep, with these endings."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines() if line.endswith(endings)]
    return sorted(path for path in set(paths) if path.is_file())


def ours() -> list[Path]:
    """Return the Python files of the engine, the server, the tests and the examples."""
    return files(".py")


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def none_of(found: Iterator[str], instead: str) -> None:
    """Demand that nothing was found; else list it all and say what to do."""
    slips = list(found)
    assert not slips, instead + ":\n" + "\n".join(slips)


def test_every_module_says_what_lives_in_it() -> None:
    def slips() -> Iterator[str]:
        for path in ours():
            text = ast.get_docstring(tree(path))
            first = (text or "").partition("\n\n")[0].replace("\n", " ")
            if not first or (first[-1] not in ".:;" and not first.endswith("...")):
                yield f"{place(path)}: {first[:80]!r}"

    none_of(slips(), "begin each module with a docstring whose first paragraph is a sentence")


def test_no_function_and_no_file_is_a_monster() -> None:
    def slips() -> Iterator[str]:
        for path in ours():
            for part in ast.walk(tree(path)):
                if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    lines = (part.end_lineno or 0) - part.lineno + 1
                    if lines > LONGEST_FUNCTION and not _is_kernel(part):
                        yield f"{place(path)}:{part.lineno}: {part.name} has {lines} lines"
        for path in [*ours(), *files(".ts", ".tsx")]:
            lines = path.read_text("utf-8").count("\n")
            if lines > LONGEST_FILE and ".gen." not in path.name:
                yield f"{place(path)} has {lines} lines"

    none_of(
        slips(),
        f"functions have at most {LONGEST_FUNCTION} lines and files {LONGEST_FILE}; find the room that is missing",
    )


def _is_kernel(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether Numba compiles it: a state machine over bytes is cut up only where Numba can put it together again."""
    return any("njit" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_names_and_comments_use_the_words_of_the_house() -> None:
    def slips() -> Iterator[str]:
        for path in ours():
            if not place(path).startswith(("engine/", "backend/")) or place(path).startswith(SYNTAX_TREES):
                continue
            for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
                if token.type in (tokenize.NAME, tokenize.COMMENT):
                    for word in re.findall(r"[a-z]+", token.string.lower()):
                        if word in BANNED:
                            yield f"{place(path)}:{token.start[0]}: {word!r}; say {BANNED[word]!r}"

    none_of(slips(), "one word per thing")


def test_every_operator_is_listed_and_has_a_golden_flow() -> None:
    listed = {*OPERATORS, *CONNECTORS}
    modules = {operator.__module__.rpartition(".")[2] for operator in listed}

    def slips() -> Iterator[str]:
        for folder in ("operators", "connectors"):
            for path in (ENGINE / folder).glob("*.py"):
                if path.stem != "__init__" and path.stem not in modules:
                    yield f"{place(path)}: add its class to {folder}/__init__.py"
        for operator in listed:
            if not (ROOT / f"tests/flows/{operator.kind}.json").exists():
                yield f"{operator.kind}: write tests/flows/{operator.kind}.json"
        for path in (ROOT / "tests/flows").glob("*.json"):
            if path.stem not in {operator.kind for operator in listed} and f'"{path.stem}' in path.read_text("utf-8"):
                yield f"{place(path)} is called like an operator that is not listed"

    none_of(slips(), "an operator is its file, its line in the list and its golden flow")


def test_every_operator_shows_what_it_does() -> None:
    listed = {operator.kind: operator for operator in (*OPERATORS, *CONNECTORS)}
    icons = (ROOT / "frontend/src/operatorIcons.ts").read_text("utf-8")

    def slips() -> Iterator[str]:
        for kind, operator in listed.items():
            if not operator.examples:
                yield f"{kind}: it has no examples"
            if not re.search(rf'^  "?{re.escape(operator.icon)}"?: ', icons, re.MULTILINE):
                yield f"{kind}: there is no icon {operator.icon!r} in frontend/src/operatorIcons.ts"

    none_of(slips(), "an operator shows what it makes of a few items, and has an icon")


def test_a_file_named_after_the_whole_only_lists() -> None:
    def slips() -> Iterator[str]:
        for path in ours():
            if path.name != "__init__.py":
                continue
            for part in tree(path).body:
                if not _lists(part):
                    yield f"{place(path)}:{part.lineno}: {ast.unparse(part).splitlines()[0][:80]}"

    none_of(
        slips(), "an __init__.py holds imports, __all__, tuples and its docstring; move the rest to a file with a name"
    )


def _lists(part: ast.stmt) -> bool:
    if isinstance(part, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(part, ast.Expr):
        return isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)
    if isinstance(part, (ast.Assign, ast.AnnAssign)):
        return isinstance(part.value, (ast.Tuple, ast.List)) and all(
            isinstance(element, (ast.Name, ast.Attribute, ast.Constant, ast.Starred)) for element in part.value.elts
        )
    return False


def test_no_file_is_a_drawer() -> None:
    def slips() -> Iterator[str]:
        for path in files(".py", ".ts", ".tsx"):
            if {path.stem.lower(), *(part.lower() for part in path.relative_to(ROOT).parts[:-1])} & DRAWERS:
                yield place(path)

    none_of(slips(), "name a file after what is in it")


def test_the_engine_is_told_what_time_it_is() -> None:
    def slips() -> Iterator[str]:
        for path in ENGINE.rglob("*.py"):
            inside = path.relative_to(ENGINE).as_posix()
            if inside in MAY_READ_A_CLOCK or inside.startswith("connectors/"):
                continue
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if READS_A_CLOCK.search(line):
                    yield f"{place(path)}:{number}: {line.strip()}"

    none_of(slips(), "time is an argument: take `system_us`")


def test_everything_is_caught_in_two_places_only() -> None:
    def slips() -> Iterator[str]:
        for path in ours():
            if not place(path).startswith(("engine/", "backend/")):
                continue
            for part in ast.walk(tree(path)):
                if place(path) not in MAY_CATCH_EVERYTHING and _catches_everything(part):
                    yield f"{place(path)}:{part.lineno}"

    none_of(slips(), "catch what you expect; only a child process turns everything into an event")


def _catches_everything(part: ast.AST) -> bool:
    if not isinstance(part, ast.ExceptHandler):
        return False
    return part.type is None or (ast.unparse(part.type) in ("Exception", "BaseException") and not _cleans_up(part))


def _cleans_up(handler: ast.ExceptHandler) -> bool:
    """Whether it lets go of something and raises again what it caught, an interruption too."""
    return (
        handler.type is not None
        and ast.unparse(handler.type) == "BaseException"
        and ast.unparse(handler.body[-1]) == "raise"
    )


@pytest.mark.parametrize("pattern", [HOST, MACHINE], ids=["a registry's address", "a path of one machine"])
def test_nothing_depends_on_where_it_was_written(pattern: re.Pattern[str]) -> None:
    def slips() -> Iterator[str]:
        for path in files(
            ".py",
            ".md",
            ".toml",
            ".lock",
            ".json",
            ".ts",
            ".tsx",
            ".yaml",
            ".yml",
            "Makefile",
            "Dockerfile",
            ".npmrc",
            ".sh",
            "run",
        ):
            if path == Path(__file__) or (path.name == "package-lock.json" and pattern is MACHINE):
                continue
            if pattern is MACHINE and place(path).startswith("tests/"):
                continue
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
                if pattern.search(line):
                    yield f"{place(path)}:{number}: {line.strip()[:120]}"

    none_of(slips(), "a checkout works anywhere; leave addresses and paths of one machine out")
