"""The constructed archive: the same everywhere, its faults counted; parts survive a kill, and so do sums."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter

import nltk
import psutil
import pytest
from bench_archive import cluster, measure

from transatlantic import archive
from transatlantic.files import FileError
from transatlantic.stance import corpus


@pytest.fixture(scope="module")
def first_1000() -> list[archive.ArchiveArticle]:
    return list(archive.generate_articles(1000))


def test_an_article_depends_on_its_number_alone(first_1000):
    assert [archive.article(number) for number in (999, 0, 100, 99)] == [first_1000[k] for k in (999, 0, 100, 99)]
    assert archive.article(17, seed=5) != archive.article(17)
    code = "from transatlantic import archive; print(repr(archive.article(123456)))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert other.stdout.strip().encode() == repr(archive.article(123456)).encode()


def test_every_article_says_that_it_is_constructed(first_1000):
    assert {one.text.split("\n")[0] for one in first_1000} == {corpus.NOTICE}
    assert not [one for one in first_1000 if corpus.NOTICE in one.body or not one.body]


def test_faults_are_planted_in_the_right_number(first_1000):
    faults = Counter(one.fault for one in first_1000)
    assert faults == archive.planted(1000) + Counter({"": 870})
    for one in first_1000:
        story = first_1000[one.source]
        if one.fault == "exact":
            assert one.body == story.body and story.fault == "wire"
            assert 0 <= (one.day - story.day).days <= 2 and one.outlet != archive.WIRE
        elif one.fault == "near":
            assert one.body.split("\n")[1:] == story.body.split("\n")[1:]
        else:
            assert one.source == one.number


def test_boilerplate_and_drift_are_where_they_are_said_to_be(first_1000):
    own = [one for one in first_1000 if not one.fault]
    for outlet, line in archive.BOILERPLATE.items():
        printed = [one.body.endswith(line) for one in own if one.outlet == outlet]
        assert 0.6 < sum(printed) / len(printed) < 0.8
        assert not [one for one in own if line in one.body and one.outlet != outlet]
    for one in own:
        new = one.day >= archive.NEW_STYLE
        assert (archive.THANKS["Outlet C"] in one.body) == (new and one.outlet == "Outlet C")
        assert not (new and one.outlet == "Outlet D" and "soldier" in one.body)
    of_wires = [archive.article(number).month == "2031-09" for number in range(0, 100_000, 100)]
    assert 0.3 < sum(of_wires) / len(of_wires) < 0.45


def test_the_sentences_are_those_of_the_corpus():
    mine = [(viewpoint, event) for viewpoint, event, _ in archive._briefs()]
    assert mine == [(brief.viewpoint, brief.event) for brief in corpus.briefs() if not brief.garbled]
    of_corpus = {sentence.text for brief in corpus.briefs() if not brief.garbled for sentence in brief.sentences}
    for viewpoints in (None, *archive.OUTLETS.values()):
        assert set(archive._sentences(viewpoints)) <= of_corpus and len(archive._sentences(viewpoints)) > 30


def test_the_measures_are_nltks(first_1000):
    for one in first_1000[:60]:
        found = archive.measure(one)
        assert (found.articles, found.tokens) == (1, len(nltk.word_tokenize(one.body)))
        assert found.sentences == len(nltk.sent_tokenize(one.body))


def test_sums_do_not_depend_on_how_the_archive_is_cut():
    whole = archive.measure_range(0, 90)
    parts = [archive.measure_range(start, start + 30) for start in (60, 0, 30)]
    assert archive.combine(parts) == whole
    table = archive.sums_table(whole)
    assert table["articles"].sum() == 90 and table["tone"].between(-1, 1).all()
    assert table.columns.tolist() == ["month", "outlet", "articles", "tokens", "sentences", "tone", "soldiers"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "transatlantic-archive-part", "version": 1}', "\udcff"])
def test_a_damaged_part_is_measured_anew(tmp_path, content):
    first = archive.measure_part(0, 5, str(tmp_path / "new"))
    (file,) = (tmp_path / "new").iterdir()
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert archive.measure_part(0, 5, str(tmp_path / "new")) == first == archive.measure_range(0, 5)
    assert json.loads(file.read_text())["sums"] == first


def test_a_part_that_is_there_is_read_and_not_measured(tmp_path, monkeypatch):
    first = archive.measure_part(0, 5, str(tmp_path))
    monkeypatch.setattr(archive, "measure_range", None)
    assert archive.measure_part(0, 5, str(tmp_path)) == first


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="cannot be written"):
        archive.measure_part(0, 1, str(tmp_path / "file" / "folder"))


RUN = """
import sys
from dask.distributed import Client, LocalCluster
from transatlantic import archive

if __name__ == "__main__":
    starts = range(0, 400, 20)
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0") as cluster:
        with Client(cluster) as client:
            futures = client.map(archive.measure_part, starts, [start + 20 for start in starts], folder=sys.argv[1])
            client.gather(futures)
"""


def test_a_run_that_is_killed_goes_on_where_it_was_and_leaves_no_worker(tmp_path):
    program, folder = tmp_path / "program.py", tmp_path / "parts"
    program.write_text(RUN)
    with (tmp_path / "log").open("w") as log:
        run = subprocess.Popen([sys.executable, str(program), str(folder)], stdout=log, stderr=log)
    deadline = time.monotonic() + 120
    while len(done := sorted(folder.glob("part-*.json"))) < 4:
        assert run.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.01)
    children = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    run.wait()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive, "a worker outlives the run that started it"
    before = {file: file.stat().st_mtime_ns for file in sorted(folder.glob("part-*.json"))}
    assert set(done) <= set(before) and len(before) < 20, "the run was killed too late to prove anything"
    subprocess.run([sys.executable, str(program), str(folder)], check=True, capture_output=True)
    after = {file: file.stat().st_mtime_ns for file in folder.glob("part-*.json")}
    assert len(after) == 20 and {file: after[file] for file in before} == before
    parts = [json.loads(file.read_text())["sums"] for file in after]
    assert archive.combine(parts) == archive.measure_range(0, 400)


def test_a_killed_worker_changes_no_sum():
    with cluster(2) as running:
        sums, _ = measure(running, 400, kill_at=8)
        assert running.workers[0].wait(timeout=30) != 0
        left = running.client.scheduler_info()["workers"]
    assert len(left) == 1 and sums == archive.measure_range(0, 400)
    assert not [process for process in [*running.workers, running.scheduler] if psutil.pid_exists(process.pid)]


def test_importing_it_is_light():
    """A worker imports the module before its first article: no stance, no widgets."""
    code = "import sys; from transatlantic import archive; print([n for n in sys.modules if n.count('.') < 3])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not [name for name in ("transatlantic.stance", "transatlantic.widgets") if f"'{name}'" in shown]
