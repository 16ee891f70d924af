"""The tagger bench: every run is a figure with its rivals, noted in a file before it is shown, and the looks are counted."""

from __future__ import annotations

import json

import pytest

from transatlantic.stance import corpus
from transatlantic.stance.tagger import TaggerError
from transatlantic.widgets import bench as module
from transatlantic.widgets import tagger_bench
from transatlantic.widgets.bench import (
    FEATURES,
    HELD_OUT,
    MAX_ERRORS,
    MAX_LOGGED,
    SPLITS,
    Bench,
    BenchError,
    Setting,
    featureset,
    looks_sentence,
    parts,
)

QUICK = {"model": "bayes", "features": "words", "rules": False, "briefs": 6, "split": HELD_OUT}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("bench"))
    return bench, bench.run(**QUICK)


def test_a_run_stands_beside_both_rivals(done):
    run = done[1]
    assert (run.figure.baseline_name, run.against_lexicon.baseline_name) == ("majority", "lexicon")
    assert run.figure.value == run.against_lexicon.value
    assert (run.figure.n, run.figure.groups) == (1586, 12)
    assert run.confusion.to_numpy().sum() == 1586
    assert len(run.errors) == MAX_ERRORS
    assert run.errors["margin"].is_monotonic_decreasing
    assert (run.errors["label"] != run.errors["called"]).all() and run.errors["carried by"].str.len().min() > 0


def test_a_run_is_noted_in_the_file(done):
    bench, run = done
    noted = json.loads(bench.path.read_text("utf-8"))
    assert (bench.path.name, noted["format"], noted["version"]) == ("bench.json", "transatlantic-bench", 1)
    entry = noted["runs"][0]
    assert {name: entry[name] for name in QUICK} == QUICK
    assert (entry["macro_f1"], entry["majority"]) == (run.figure.value, run.figure.baseline)


@pytest.mark.parametrize("split", SPLITS)
def test_no_brief_is_on_both_sides_and_fewer_are_a_part_of_more(split):
    few, tested = parts(Setting(briefs=3, split=split))
    many, _ = parts(Setting(briefs=24, split=split))
    assert (few["source"].nunique(), many["source"].nunique(), tested["source"].nunique()) == (3, 24, 12)
    assert set(few["source"]) < set(many["source"])
    assert not set(many["source"]) & set(tested["source"])
    if event := SPLITS[split]:
        assert set(tested["event"]) == {event} and event not in set(many["event"])


def test_every_event_of_the_corpus_can_be_left_out():
    assert {event for event in SPLITS.values() if event} == {brief.event for brief in corpus.briefs()}


def test_each_choice_of_features_holds_the_one_before():
    few, more, most = (featureset("Send the arms.", features) for features in FEATURES)
    assert few == ("word send", "word the", "word arms", "word .")
    assert more[: len(few)] == few and more[len(few)] == "words send the"
    assert most[: len(more)] == more and most[len(more)].startswith("letters ")


def test_what_the_rules_say_is_a_feature_where_it_is_chosen():
    text, target = "The minister opposes sending weapons.", "military-aid"
    without, given = (module._ChosenFeatures(Setting(rules=rules))._features(text, target) for rules in (False, True))
    assert set(given) - set(without) == {"rules say AGAINST"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "gpt"},
        {"features": "<b>"},
        {"split": "mine"},
        {"briefs": 0},
        {"briefs": 25},
        {"briefs": 2.5},
        {"briefs": None},
        {"briefs": True},
        {"rules": "yes"},
        {"model": None},
    ],
)
def test_a_setting_that_there_is_not_is_one_sentence(wrong, tmp_path):
    with pytest.raises(BenchError) as caught:
        Bench(tmp_path).run(**wrong)
    assert "\n" not in str(caught.value) and not list(tmp_path.iterdir())


def test_the_rules_are_one_setting_whatever_else_is_chosen():
    assert Setting("rules", "words", True, 3) == Setting("rules", "words and pairs", False, 24)


def test_looks_at_the_same_test_set_are_counted():
    def noted(**changes):
        return {**QUICK, "macro_f1": 0.4, **changes}

    assert looks_sentence([noted()], HELD_OUT) == "1 look at this test set (held-out briefs), 1 setting."
    assert looks_sentence([noted(), noted()], HELD_OUT) == "2 looks at this test set (held-out briefs), 1 setting."
    other = noted(split="event left out: vote", macro_f1=0.9)
    said = looks_sentence([noted(), other, noted(model="linear", macro_f1=0.5)], HELD_OUT)
    assert said.startswith("2 looks at this test set (held-out briefs), 2 settings; the highest macro-F1 is 0.50.")


def test_a_damaged_file_is_set_aside(tmp_path):
    for number, page in enumerate(('{"format": "transatlantic-bench", "version": 1, "runs": [{}]}', "{"), 1):
        (tmp_path / "bench.json").write_text(page)
        run = Bench(tmp_path).run(**QUICK | {"model": "rules"})
        assert f"bench.json is damaged: it is kept as bench.aside-{number}.json" in run.remark
        assert (tmp_path / f"bench.aside-{number}.json").read_text() == page
        assert len(json.loads((tmp_path / "bench.json").read_text())["runs"]) == 1


def test_a_file_that_cannot_be_written_is_said_beside_the_figures(tmp_path):
    (tmp_path / "bench.json").mkdir()
    run = Bench(tmp_path).run(**QUICK | {"model": "rules"})
    assert run.remark.startswith("Not noted in the log. ") and run.figure.value


# The view


def test_the_view_shows_what_the_bench_gives(done, tmp_path):
    view = tagger_bench(tmp_path)
    assert view.result == {} and view.log["rows"] == [] and view.message == ""
    heard = []
    view.observe(lambda change: heard.append(change["new"]), "busy")
    view.run(QUICK)
    assert heard == [True, False] and view.message == "Done." and not view.error
    run = done[1]
    assert view.result["figures"] == [str(run.figure), str(run.against_lexicon)]
    assert view.result["confusion"] == run.confusion.to_numpy().tolist()
    assert len(view.log["rows"]) == 1 and view.log["rows"][0][1] == view.result["title"]
    assert tagger_bench(tmp_path).log == view.log, "a new view does not know of the earlier runs"


@pytest.mark.parametrize("setting", [{}, QUICK | {"briefs": None}, QUICK | {"model": "<script>"}])
def test_a_wrong_setting_is_said_and_the_button_is_free_again(setting, tmp_path):
    view = tagger_bench(tmp_path)
    view.run(setting)
    assert view.error and view.message and not view.busy and view.result == {}


def test_what_cannot_be_learned_is_said(tmp_path, monkeypatch):
    def fails(_setting):
        raise TaggerError("Every label is NONE: give sentences of at least two labels.")

    monkeypatch.setattr(module, "run_setting", fails)
    view = tagger_bench(tmp_path)
    view.run(QUICK)
    assert (view.message, view.error, view.busy) == (
        "Every label is NONE: give sentences of at least two labels.",
        True,
        False,
    )


def test_a_long_log_shows_its_end(done, tmp_path):
    page = json.loads(done[0].path.read_text("utf-8"))
    page["runs"] *= MAX_LOGGED + 5
    (tmp_path / "bench.json").write_text(json.dumps(page))
    log = tagger_bench(tmp_path).log
    assert len(log["rows"]) == MAX_LOGGED and log["rows"][-1][0] == str(MAX_LOGGED + 5)
    assert log["note"] == f"The last {MAX_LOGGED} of {MAX_LOGGED + 5} runs are shown; bench.json has all."


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same(tmp_path):
    assert "Bench().run(" in repr(tagger_bench(tmp_path))
