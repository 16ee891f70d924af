"""The front door: one set of versions everywhere, a wheel that carries the kit, a make that knows when to act."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = [Requirement(line) for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()]
PYTHON_3_11 = {"python_version": "3.11", "python_full_version": "3.11.9"}


def pins(**environment: str) -> dict[str, str]:
    """Name and version of what the lock installs, here or where the markers' values are others."""
    chosen = [pin for pin in LOCK if pin.marker is None or pin.marker.evaluate(default_environment() | environment)]
    names = [canonicalize_name(pin.name) for pin in chosen]
    assert len(names) == len(set(names)), "the lock pins a package twice"
    return {name: str(pin.specifier).removeprefix("==") for name, pin in zip(names, chosen, strict=True)}


def conda() -> tuple[list[str], list[str]]:
    """The conda part and the pip part of environment.yml."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    (by_pip,) = [part["pip"] for part in dependencies if isinstance(part, dict)]
    return [part for part in dependencies if isinstance(part, str)], by_pip


def test_conda_and_binder_get_the_versions_that_make_lab_installs():
    by_pip = conda()[1]
    listed = [Requirement(line) for line in by_pip if not line.startswith("-")]
    versions = {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in listed}
    wanted = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert len(versions) == len(listed)
    assert set(versions) == wanted
    locked = pins(**PYTHON_3_11)
    assert versions == {name: locked[name] for name in wanted}
    # pip reads the lock too, so that what these packages need in turn is pinned as well.
    assert [line for line in by_pip if line.startswith("-")] == ["-c requirements.lock", "-e ."]


def test_the_conda_part_is_valid_and_its_python_is_supported():
    specs = {spec.name.normalized: spec for spec in map(MatchSpec, conda()[0])}
    assert set(specs) == {"python", "pip"}
    version = str(specs["python"].version).removesuffix(".*")
    assert version in SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("python", ["3.11.2", "3.12.4", "3.13.1"])
def test_the_lock_satisfies_pyproject(python):
    locked = pins(python_version=python.rpartition(".")[0], python_full_version=python)
    asked = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    for requirement in map(Requirement, asked):
        if requirement.name != PROJECT["name"]:
            assert locked[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_lock_names_no_host():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.search(r"://|^-|@", text, re.M)
    assert all(str(pin.specifier).startswith("==") for pin in LOCK)


def test_everything_installed_is_pinned_at_the_installed_version():
    locked, seen = pins(), {}
    queue = [("transatlantic", frozenset({"dev"}))]
    for name, extras in queue:
        for requirement in map(Requirement, distribution(name).requires or []):
            wanted = any(
                requirement.marker is None or requirement.marker.evaluate({"extra": extra}) for extra in extras or {""}
            )
            below = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            if wanted and below not in queue:
                queue.append(below)
        seen[canonicalize_name(name)] = distribution(name).version
    del seen["transatlantic"]
    assert len(seen) > 100
    assert seen == {name: locked.get(name) for name in seen}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that `pip wheel .` builds."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), "."]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True)
    (built,) = folder.glob("*.whl")
    return built


def kit_files(*folders: str) -> set[str]:
    """The files below the repo's folders that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return {line for line in listed.stdout.splitlines() if (ROOT / line).is_file()}


def test_the_wheel_carries_the_data_the_notebooks_and_the_exercises_and_no_solution(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        notebooks = {name: archive.read(name).decode() for name in names if name.endswith(".ipynb")}
    assert "transatlantic/data/article/nato-talks.txt" in names
    assert kit_files("transatlantic") <= names
    kit = kit_files("notebooks", "exercises")
    assert "notebooks/00_start_here.ipynb" in kit
    assert "exercises/02_tokenizing/02_tokenizing.ipynb" in kit
    assert {f"transatlantic/kit/{name}" for name in kit} == {n for n in names if n.startswith("transatlantic/kit/")}
    assert not [name for name in names if re.search(r"(^|/)(solutions|sources|tests)/|solutions\.json", name)]
    assert not [n for n, text in notebooks.items() if re.search("(BEGIN|END) (SOLUTION|HIDDEN TESTS)", text)]


def test_the_wheel_opens_without_a_clone(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "from transatlantic import lab; lab.prepare(); print(lab.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(str(tmp_path / "site"))
    copied = {str(path.relative_to(tmp_path / "work")) for path in (tmp_path / "work").rglob("*") if path.is_file()}
    assert copied == kit_files("notebooks", "exercises")


def private_texts(name: str) -> dict[str, list[list[str]]]:
    """What only a teacher may see of an assignment, as groups of lines that may not stand in one file together.

    A hidden call and a sentence of the marking guide are a group each, a solution is one: its last hint may give a line.
    """
    calls, solutions = set(), []
    for cell in json.loads((ROOT / "solutions" / name / f"{name}.ipynb").read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        for inside in re.findall("### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.S):
            solutions.append([line.strip() for line in inside.splitlines() if len(line.strip()) > 8])
        for inside in re.findall("### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", source, re.S):
            keys = [key for node in ast.walk(ast.parse(inside)) if isinstance(node, ast.Dict) for key in node.keys]
            calls |= {key.value for key in keys if "(" in key.value}
    guide = (ROOT / "solutions" / name / "marking.md").read_text("utf-8")
    page = (ROOT / "exercises" / name / f"{name}.ipynb").read_text("utf-8")
    lines = {line.strip(" -|>") for line in guide.splitlines()}
    sentences = {line for line in lines if len(line) > 60 and in_json(line) not in page}
    return {
        "hidden call": [[call] for call in calls],
        "solution": solutions,
        "marking guide": [[sentence] for sentence in sentences],
    }


def in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def test_nothing_private_is_in_the_wheel_nor_in_what_a_learner_gets_from_it(wheel, tmp_path):
    """Of every assignment: hidden cases and marking guides are nowhere at all, a solution is in no exercise."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = "from transatlantic import lab; lab.prepare()"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    given = {path: path.read_text("utf-8", "ignore") for path in tmp_path.rglob("*") if path.is_file()}
    exercises = {path: text for path, text in given.items() if "exercises" in path.parts}
    assignments = sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir())
    assert {path.parent.name for path in exercises} == set(assignments)
    assert not [path for path in given if path.name in ("marking.md", "solutions.json")]
    for name in assignments:
        private = private_texts(name)
        assert all(private.values()), f"{name} has nothing private to look for: {private}"
        for kind, groups in private.items():
            places = exercises if kind == "solution" else given
            found = {
                (" … ".join(lines), path.relative_to(tmp_path).as_posix())
                for lines in groups
                for path, content in places.items()
                if all(line in content or in_json(line) in content for line in lines)
            }
            assert not found, f"{name}, {kind}: {found}"


@pytest.fixture
def set_up(tmp_path):
    """A folder, with a space in its path, as `make install` leaves it."""
    folder = tmp_path / "my kit"
    (folder / ".make").mkdir(parents=True)
    (folder / ".venv").mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "system-packages.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv" / "pyvenv.cfg").touch()
    (folder / ".make" / "install").write_text(str(folder))
    return folder


def up_to_date(folder: Path) -> bool:
    """What make itself says: 0 nothing to do, 1 something to do."""
    return {0: True, 1: False}[subprocess.run(["make", "-q", "install"], cwd=folder).returncode]


def test_make_does_nothing_the_second_time(set_up):
    assert up_to_date(set_up)


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_make_installs_again_when_the_dependencies_change(set_up, name):
    stamp = (set_up / ".make" / "install").stat().st_mtime
    os.utime(set_up / name, (stamp + 1, stamp + 1))
    assert not up_to_date(set_up)


def test_make_installs_again_after_the_folder_has_moved(set_up):
    moved = set_up.rename(set_up.with_name("moved kit"))
    assert not up_to_date(moved)


def test_make_installs_again_after_the_venv_is_gone(set_up):
    shutil.rmtree(set_up / ".venv")
    assert not up_to_date(set_up)


def test_jupytext_pairs_every_notebook_with_its_source():
    from jupytext.config import load_jupytext_config
    from jupytext.formats import long_form_multiple_formats
    from jupytext.paired_paths import paired_paths

    pairs = {f"notebooks/{path.stem}.ipynb": path for path in (ROOT / "sources" / "notebooks").glob("*.md")}
    pairs |= {f"solutions/{p.stem}/{p.stem}.ipynb": p for p in (ROOT / "sources" / "solutions").glob("*.md")}
    assert len(pairs) >= 4
    for notebook, source in pairs.items():
        for path in (ROOT / notebook, source):
            formats = long_form_multiple_formats(load_jupytext_config(str(path)).default_formats(str(path)))
            found = {name for name, _ in paired_paths(str(path), {"extension": path.suffix}, formats)}
            assert found == {str(ROOT / notebook), str(source)}


# The sentences of docs/troubleshooting.md that make prints; those of the package are tested in test_lab.py.


@pytest.fixture
def troubleshooting() -> list[str]:
    """The sentences that the troubleshooting page quotes."""
    page = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
    quoted = re.findall(r"```text\n(.*)\n```", page)
    assert len(quoted) == 8, "a sentence more needs a test that makes the kit print it, here or in test_lab.py"
    return quoted


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "PYTHON"}}
    return subprocess.run(["make", *arguments], cwd=folder, env=env | environment, capture_output=True, text=True)


@pytest.fixture
def fresh(set_up):
    """The same folder before anything is installed."""
    shutil.rmtree(set_up / ".venv")
    shutil.rmtree(set_up / ".make")
    return set_up


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the shell's tools alone: no Python, no browser."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "cat", "sed", "tr", "grep", "touch", "mkdir"):
        (folder / tool).symlink_to(shutil.which(tool))
    return folder


def test_no_python(fresh, bare_path, troubleshooting):
    (bare_path / "make").symlink_to(shutil.which("make"))
    run = make(fresh, "install", PATH=str(bare_path))
    assert run.returncode == 2
    assert run.stderr.splitlines()[0] in troubleshooting


def test_an_old_python_is_named(fresh, bare_path, troubleshooting):
    old = bare_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    run = make(fresh, "install", f"PYTHON={old}")
    assert run.returncode == 2
    assert run.stderr.splitlines()[0].replace(str(old), "/usr/bin/python3") in troubleshooting


def test_no_venv_module(fresh, tmp_path, troubleshooting):
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "ensurepip.py").write_text("raise ImportError\n")  # as on a Debian without python3-venv
    run = make(fresh, "install", f"PYTHON={sys.executable}", PYTHONPATH=str(missing))
    assert run.returncode == 2
    assert run.stderr.splitlines()[0] in troubleshooting
    assert not (fresh / ".venv").exists()


def test_no_network_and_then_make_goes_on(fresh, troubleshooting):
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    run = make(fresh, "install", f"PYTHON={sys.executable}", **offline)
    assert run.returncode == 2
    assert run.stderr.splitlines()[-2] in troubleshooting
    assert not up_to_date(fresh)
    assert (fresh / ".venv" / "pyvenv.cfg").exists()


def test_no_browser_for_the_tests(set_up, bare_path, troubleshooting):
    user = bare_path / "id"
    user.write_text("#!/bin/sh\necho 1000\n")  # not root: nothing is installed behind anyone's back
    user.chmod(0o755)
    (bare_path / "make").symlink_to(shutil.which("make"))
    run = make(set_up, ".make/system", PATH=str(bare_path), CI="true")
    assert run.returncode == 2
    assert run.stderr.splitlines()[0] in troubleshooting
    run = make(set_up, ".make/system", PATH=str(bare_path), CI="")
    assert run.returncode == 0, "elsewhere than in CI the other tests go on"
    assert run.stderr.splitlines()[0] in troubleshooting
