"""The house: imports point down, direction has one home, modules are small, the wheel carries the style."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "scripts" / "sadar"
#: From the top: a module may import what is below it and, in the same row, only itself.
LAYERS = [
    {"__main__"},
    {"cli"},
    {"build", "starter", "importing"},
    {"writers", "checks", "reader", "importers"},
    {"inspection", "marks", "paged"},
    {"citations", "bidi", "crossrefs", "matter"},
    {"pandoc", "style"},
    {"manuscript"},
    {"untrusted_zip"},
    {"errors", "findings"},
]
#: Steps inside a row: errors are made of findings; the reader takes references in, which citations read.
WITHIN = {("errors", "findings")}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def level(part: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sadar":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("sadar.")}
    return found - {"__version__"}


def steps_up(path: Path) -> list[str]:
    own = part_of(path)
    return [other for other in imported(path)
            if other != own and level(other) <= level(own) and (own, other) not in WITHIN]


@pytest.mark.parametrize("path", [path for path in modules() if path.parent != PACKAGE or path.stem != "__init__"],
                         ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    assert steps_up(path) == []


def test_the_layer_test_sees_a_step_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "manuscript" / "wrong.py"
    wrong.parent.mkdir()
    wrong.write_text("from sadar.writers.epub import EPUB\nimport sadar.cli\nfrom sadar import build\n")
    monkeypatch.setattr("test_house.PACKAGE", tmp_path)
    assert sorted(steps_up(wrong)) == ["build", "cli", "writers"]


def test_writers_do_not_import_one_another() -> None:
    formats = {"pdf", "epub", "docx"}
    for name in formats:
        text = (PACKAGE / "writers" / f"{name}.py").read_text()
        for other in formats - {name}:
            assert not re.search(rf"sadar\.writers\.{other}\b", text), f"{name} imports {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_direction_is_decided_in_bidi_alone(path: Path) -> None:
    if part_of(path) == "bidi":
        return
    text = path.read_text("utf-8")
    strings = [node.value for node in ast.walk(ast.parse(text))
               if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for string in strings:
        assert not re.search(r"dir=|\brtl\b|[\u200e\u200f\u202a-\u202e\u2066-\u2069]", string), string
    assert not re.search(r"\\u20(0[ef]|2[a-e]|6[6-9])", text)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_only_the_command_line_prints() -> None:
    for path in modules():
        if part_of(path) != "cli":
            text = path.read_text("utf-8")
            assert "print(" not in text.replace("_print(", ""), path
            assert not re.search(r"^\s*(import|from) (click|rich)\b", text, re.MULTILINE), path


def test_the_wheel_carries_the_style_whole(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
                   check=True, capture_output=True, timeout=300)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    styles = {f"sadar/styles/{path.relative_to(ROOT / 'styles')}"
              for path in (ROOT / "styles").rglob("*") if path.is_file()}
    package = {f"sadar/{path.relative_to(PACKAGE)}" for path in modules()}
    assert styles | package <= inside
    assert not {name for name in inside if not name.startswith(("sadar/", "sadar-"))}


def test_no_path_of_a_machine_and_no_registry_is_named() -> None:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    hosts = "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(com|org)", "deb" + r"ian\.org"])
    for name in names:
        path = ROOT / name
        if name and path.is_file() and path.suffix not in (".png", ".jar"):
            assert not re.search(hosts + "|/" + "work/|/" + "root/", path.read_text("utf-8")), name
