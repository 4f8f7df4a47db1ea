"""The command line: verbs, exit codes, what is printed where, and help that agrees with the README."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from conftest import ROOT, Ran, run
from sadar import cli

Folder = Callable[..., Path]
README = (ROOT / "README.md").read_text("utf-8")


def test_new_makes_a_manuscript_that_builds(sadar: Callable[..., Ran], tmp_path: Path) -> None:
    ran = sadar("new", tmp_path / "mine")
    assert (ran.code, ran.err) == (0, "")
    assert f"Build it with: sadar build {tmp_path / 'mine'}" in ran.out
    ran = sadar("build", tmp_path / "mine", "--output", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split("  ")[0] for line in ran.out.splitlines()] == [
        str(tmp_path / "out" / name) for name in ("mine-print.pdf", "mine.pdf", "mine.epub", "mine.docx")]


def test_new_never_overwrites(sadar: Callable[..., Ran], folder: Folder) -> None:
    ran = sadar("new", folder())
    assert ran.code == 2
    assert "is there already" in ran.err


def test_check_says_that_all_is_well_or_what_is_not(sadar: Callable[..., Ran], folder: Folder) -> None:
    ran = sadar("check", folder())
    assert (ran.code, ran.err) == (0, "")
    assert "no errors, 0 warnings" in ran.out
    ran = sadar("check", folder(text="א [@none]", name="bad"))
    assert ran.code == 1
    assert ran.err.startswith("article.md:1: error: the key @none is in no reference list [citation-unknown]\n    → ")


def test_clean_removes_what_was_built_and_nothing_else(sadar: Callable[..., Ran], folder: Folder, tmp_path: Path) -> None:
    where, output = folder(), tmp_path / "out"
    assert sadar("build", where, "--to", "epub", "--output", output).code == 0
    (output / "mine.txt").touch()
    ran = sadar("clean", where, "--output", output)
    assert ran.out == f"removed {output}/small.epub\n"
    assert [file.name for file in output.iterdir()] == ["mine.txt"]
    (output / "mine.txt").unlink()
    assert sadar("clean", where, "--output", output).code == 0
    assert not output.exists()


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (["build", "--to", "mobi"], 2, "there is no format “mobi”"),
    (["build", "--to", ""], 2, "no format is named"),
    (["build", "--frob"], 2, "No such option"),
    (["frob"], 2, "No such command"),
    ([], 2, "Usage"),
    (["build", "nowhere"], 3, "there is no folder nowhere"),
    (["check", "nowhere"], 1, "there is no folder nowhere"),
])
def test_exit_codes(sadar: Callable[..., Ran], folder: Folder, monkeypatch: pytest.MonkeyPatch,
                    arguments: list[str], code: int, message: str) -> None:
    monkeypatch.chdir(folder())
    ran = sadar(*arguments)
    assert ran.code == code
    assert message in ran.out + ran.err


def test_a_fault_of_sadar_itself_says_what_to_report(sadar: Callable[..., Ran], folder: Folder,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("sadar.build.prepare", broken)
    ran = sadar("check", folder())
    assert ran.code == 70
    assert "ZeroDivisionError: planted" in ran.err
    assert "Please report the lines above" in ran.err


def test_a_missing_program_is_exit_4_with_the_line_that_installs_it(folder: Folder) -> None:
    code = ("import sys, pypandoc\n"
            "def gone(*a, **k): raise OSError('no pandoc was found')\n"
            "pypandoc.get_pandoc_version = gone\n"
            "from sadar.cli import main\nmain(['check', sys.argv[1]])")
    done = subprocess.run([sys.executable, "-c", code, folder()], capture_output=True, text=True)
    assert done.returncode == 4
    assert "pip install --upgrade pypandoc_binary" in done.stderr


def test_missing_pango_is_exit_4_with_the_line_that_installs_it(folder: Folder, tmp_path: Path) -> None:
    code = ("import sys, builtins\nreal = builtins.__import__\n"
            "def fake(name, *rest, **more):\n"
            "    if name == 'weasyprint': raise OSError('cannot load library libpango')\n"
            "    return real(name, *rest, **more)\n"
            "builtins.__import__ = fake\n"
            "from sadar.cli import main\nmain(['build', sys.argv[1], '--to', 'pdf', '--output', sys.argv[2]])")
    done = subprocess.run([sys.executable, "-c", code, folder(), tmp_path / "out"], capture_output=True, text=True)
    assert done.returncode == 4
    assert "apt-get install libpango-1.0-0" in done.stderr


def test_a_pipe_gets_plain_lines(folder: Folder, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "sadar", "build", folder(), "--to", "docx", "--output", tmp_path / "o"],
                          capture_output=True, text=True, check=True)
    assert re.fullmatch(rf"{tmp_path}/o/small\.docx  \d+ kB\n", done.stdout)
    assert done.stderr == ""


def test_a_terminal_sees_what_is_being_done(folder: Folder, tmp_path: Path) -> None:
    said = run("script", "-qec", f"{sys.executable} -m sadar build {folder()} --to docx --output {tmp_path / 'o'}", "/dev/null")
    assert "reading the manuscript" in said
    assert "making" in said


def test_the_readme_names_every_command_and_option() -> None:
    for name, command in cli.app.commands.items():
        assert command.help, f"{name} has no help"
        assert f"sadar {name}" in README
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help
                assert f"`{parameter.opts[0]}`" in README, f"{name} {parameter.opts[0]}"
    named = set(re.findall(r"`(--[a-z-]+)`", README))
    known = {option for command in cli.app.commands.values() for parameter in command.params for option in parameter.opts}
    assert named <= known | {"--help", "--version", "--regenerate"}


def test_the_readme_names_every_key_of_the_metadata() -> None:
    from sadar.manuscript.metadata import Metadata, Publication

    for model in (Metadata, Publication):
        for name in model.model_fields:
            assert f"{name.replace('_', '-')}:" in README, name


def test_the_readmes_example_of_metadata_is_valid(tmp_path: Path) -> None:
    from sadar.manuscript.metadata_file import read_metadata

    example = re.search(r"```yaml\n(title:.*?)```", README, re.DOTALL)
    assert example
    (tmp_path / "manuscript.yaml").write_text(example.group(1), "utf-8")
    for name in re.findall(r"[\w/]+\.(?:md|yaml|bib)", example.group(1)):
        (tmp_path / name).touch()
    read_metadata(tmp_path)


def test_the_readmes_two_commands_are_there() -> None:
    for command in ("bash scripts/build.sh", "bash scripts/test.sh"):
        assert command in README
        assert (ROOT / command.split()[1]).exists()
    assert "bash scripts/test.sh" in (ROOT / ".ci/run").read_text("utf-8")
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", re.sub(r"```.*?```", "", README, flags=re.DOTALL)):
        assert (ROOT / picture).stat().st_size < 400_000
