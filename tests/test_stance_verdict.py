"""The verdict tests on what was not learned from, says how sure it is, and its tagger is trained once."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

from transatlantic.stance import corpus, trained, verdict
from transatlantic.stance.evaluation import ENOUGH
from transatlantic.stance.scheme import TARGETS
from transatlantic.stance.tagger import StanceTagger

MODEL = "bayes"  # the quickest that learns


@pytest.fixture(scope="module")
def settings() -> dict[str, verdict.Setting]:
    told = []
    found = {setting.name: setting for setting in verdict.settings([MODEL], told.append)}
    assert len(told) == len(found) == 4
    return found


@pytest.mark.parametrize(
    ("setting", "group"), [("one viewpoint left out", "viewpoint"), ("one event left out", "event")]
)
def test_what_is_left_out_was_not_learned_from(settings, setting: str, group: str):
    cells = settings[setting].cells
    left_out = cells[group].iloc[0]
    learned, tested = cells[cells[group] != left_out], cells[cells[group] == left_out]
    tagger = StanceTagger(MODEL).fit(learned["text"], learned["target"], learned["label"])
    assert tagger.predict(tested["text"], tested["target"]) == tested[MODEL].tolist()
    assert len(cells) == len(corpus.tagged(corpus.labels()))


def test_the_held_out_briefs_are_those_of_the_test_part(settings):
    cells = settings["held-out briefs"].cells
    assert set(cells["source"]) == {brief.name for brief in corpus.briefs() if brief.part == "test"}


def test_the_article_alone_is_too_few_to_conclude(settings):
    figure = settings["the article"].figure(MODEL, "macro-F1")
    assert (figure.groups, figure.n) == (1, 287) and figure.verdict.startswith("too few to conclude")


def test_the_single_pass_is_compared_cell_by_cell(settings):
    for setting in settings.values():
        same = (setting.cells[verdict.PASS] == setting.cells["label"]).mean()
        assert same > 0.99 and set(setting.cells[verdict.PASS]) <= {"FAVOR", "AGAINST", "NONE"}


def test_every_figure_stands_with_n_interval_and_baseline(settings):
    table = verdict.verdict_figures(list(settings.values()), [MODEL])
    assert len(table) == 4 * 3 * len(verdict.MEASURES)
    assert table["n"].str.contains("cells").all() and table["baseline"].notna().all()
    apart = table[table["tested on"] != "the article"]
    assert apart["resampled"].str.extract(r"(\d+) documents")[0].astype(int).min() >= ENOUGH
    assert set(verdict.by_target(settings["one event left out"], MODEL)["target"]) == set(TARGETS)


def test_the_words_of_the_text_beat_the_majority_and_a_new_event_is_harder(settings):
    """What lesson 06 says, on the model that is trained here."""
    held_out, event = (settings[name].figure(MODEL, "macro-F1") for name in ("held-out briefs", "one event left out"))
    assert held_out.verdict == event.verdict == "above the baseline"
    assert event.high < held_out.low
    compared = verdict.comparisons(settings["one event left out"], MODEL, ["lexicon"])
    assert "the first is better" in compared["difference"].item()


def test_agreement_and_adjudication_are_told_for_both_texts():
    table = verdict.agreement_of_passes()
    assert set(table["labelled"]) == {"the article", "the practice corpus"}
    assert set(table["target"]) == {"all targets", *TARGETS}
    changed = verdict.adjudication().set_index("labelled")
    assert changed.loc["the practice corpus", ["cells", "disputed"]].tolist() == [4932, 25]
    counts = verdict.composition()
    assert (counts["target"] == "all").sum() == 2


def test_the_most_confident_errors_were_all_read():
    errors = verdict.error_causes()
    assert len(errors) == 30 and "not yet read" not in set(errors["cause"])
    assert errors["margin"].is_monotonic_decreasing
    assert (errors["label"] != errors["predicted"]).all()


def test_a_curve_has_a_step_for_each_size():
    steps = verdict.curve(MODEL, [3, 24])
    assert [step.training_documents for step in steps] == [3, 24]
    assert steps[0].figure.value < steps[1].figure.value


# The trained tagger


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of the test's own, and a model that is quickly trained."""
    monkeypatch.setattr(trained.platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(trained, "MODEL", MODEL)
    trained.trained.cache_clear()
    yield tmp_path / "cache"
    trained.trained.cache_clear()


def test_the_tagger_is_trained_once_and_then_read(cache, monkeypatch):
    first = trained.trained()
    (file,) = cache.iterdir()
    monkeypatch.setattr(trained, "StanceTagger", None)  # cannot be trained any more
    trained.trained.cache_clear()
    again = trained.trained()
    asked = ["We must send the missiles.", "It rained."], ["military-aid"] * 2
    assert again.tagger.predict(*asked) == first.tagger.predict(*asked)
    assert again.trust == first.trust and [figure.name for figure in again.trust] == [
        "F1 of FAVOR",
        "F1 of AGAINST",
        "F1 of NONE",
    ]
    assert file.stat().st_size > 0


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps("x")[:-2]])
def test_a_damaged_cache_is_made_anew(cache, content: bytes):
    trained.trained()
    (file,) = cache.iterdir()
    file.write_bytes(content)
    trained.trained.cache_clear()
    assert trained.trained().trust
    assert file.read_bytes() != content


def test_where_nothing_can_be_kept_it_is_trained_all_the_same(cache):
    cache.write_text("a file in the folder's place")
    assert trained.trained().trust
    assert cache.read_text() == "a file in the folder's place"


def test_another_corpus_or_version_is_another_model(monkeypatch):
    before = trained._stamp()
    monkeypatch.setattr(trained, "version", lambda name: "0.0")
    assert trained._stamp() != before


def test_figures_are_those_of_the_events_left_out(cache):
    by_event = verdict.left_out("event", [MODEL])
    assert trained.trained().trust[0] == by_event.figure(MODEL, "F1 of FAVOR")
    assert isinstance(by_event.cells, pd.DataFrame)
