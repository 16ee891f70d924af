"""The widgets' files: whole or untouched, and what cannot be read is kept."""

import json
import os
import stat
from pathlib import Path

import pytest

from transatlantic.files import sweep
from transatlantic.storage import StorageError, load, save


def anything(_content):
    return True


def test_what_is_saved_is_loaded_and_says_what_it_is(tmp_path):
    path = tmp_path / "new folder" / "a.json"
    save(path, "kit-test", 3, {"words": ["won’t", "<b>&", "😀", "مرحبا"]})
    assert load(path, "kit-test", 3, anything) == (
        {"format": "kit-test", "version": 3, "words": ["won’t", "<b>&", "😀", "مرحبا"]},
        "",
    )
    assert "won’t" in path.read_text("utf-8"), "a person can read the file"
    assert [p.name for p in path.parent.iterdir()] == ["a.json"], "no half file is left"


def test_a_missing_file_is_no_problem(tmp_path):
    assert load(tmp_path / "a.json", "kit-test", 1, anything) == (None, "")
    assert not list(tmp_path.iterdir())


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    save(path, "kit-test", 1, {"n": 1})
    old = path.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageError, match=r"No space left on device\): make room on the disk") as caught:
        save(path, "kit-test", 1, {"n": 2})
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_the_words_are_on_disk_before_the_name_and_the_name_before_save_returns(tmp_path, monkeypatch):
    done, real_sync, real_replace = [], os.fsync, Path.replace

    def sync(descriptor):
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def replaced(self, target):
        done.append("name")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replaced)
    save(tmp_path / "a.json", "kit-test", 1, {"n": 1})
    assert done == ["file", "name", "folder"]


def test_what_killed_writers_left_is_removed_and_nothing_else(tmp_path):
    kept = {"a.json", ".a.json.lock", ".a.json.notes123", ".b.json.0123abcd", "a.aside-1.json"}
    for name in (*kept, ".a.json.0123abcd", ".a.json.ffffffff"):
        (tmp_path / name).write_text("half")
    sweep(tmp_path / "a.json")
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_the_file_can_be_read_by_those_who_may_read_the_folder(tmp_path):
    old = os.umask(0o022)
    try:
        save(tmp_path / "a.json", "kit-test", 1, {})
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe\x00", b"[1, 2]", b'{"format": "other", "version": 1}', b"[" * 100_000],
    ids=["empty", "cut off", "not text", "a list", "another format", "nested too deeply"],
)
def test_a_damaged_file_is_kept_aside_byte_for_byte(tmp_path, damage):
    path = tmp_path / "a.json"
    path.write_bytes(damage)
    assert load(path, "kit-test", 1, anything) == (
        None,
        "a.json is damaged: it is kept as a.aside-1.json, and a fresh file is begun.",
    )
    assert not path.exists()
    assert (tmp_path / "a.aside-1.json").read_bytes() == damage


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path):
    path = tmp_path / "a.json"
    for damage in ("one", "two"):
        path.write_text(damage)
        load(path, "kit-test", 1, anything)
    assert [(tmp_path / f"a.aside-{n}.json").read_text() for n in (1, 2)] == ["one", "two"]


def test_a_file_of_another_version_is_kept_aside_and_called_so(tmp_path):
    path = tmp_path / "a.json"
    save(path, "kit-test", 2, {"n": 1})
    content, remark = load(path, "kit-test", 1, anything)
    assert content is None
    assert "another version of the kit" in remark
    assert json.loads((tmp_path / "a.aside-1.json").read_text())["n"] == 1


def test_a_file_of_another_shape_counts_as_damaged(tmp_path):
    path = tmp_path / "a.json"
    save(path, "kit-test", 1, {"n": "many"})
    content, remark = load(path, "kit-test", 1, lambda content: isinstance(content["n"], int))
    assert content is None
    assert "a.aside-1.json" in remark


def test_a_path_that_cannot_be_used_gives_one_sentence(tmp_path):
    (tmp_path / "file").write_text("I am a file")
    for act in (
        lambda: save(tmp_path / "file" / "a.json", "kit-test", 1, {}),
        lambda: load(tmp_path / "file" / "a.json", "kit-test", 1, anything),
    ):
        with pytest.raises(StorageError, match=r"cannot be (written|read) \(.*\): ") as caught:
            act()
        assert "\n" not in str(caught.value)
    assert (tmp_path / "file").read_text() == "I am a file"
