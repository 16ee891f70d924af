"""The tagger bench: a model, features, training briefs and a split of the learner's choice, and a log of every look."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets
from nltk.util import bigrams

from transatlantic import storage
from transatlantic.stance import corpus
from transatlantic.stance.evaluation import Figure, confusion, evaluate, lexicon_sign, majority
from transatlantic.stance.tagger import LETTERS, MODELS, RULING, Explanation, StanceTagger, TaggerError
from transatlantic.storage import StorageError
from transatlantic.tokenizing import words
from transatlantic.widgets.assets import asset

FORMAT = "transatlantic-bench"
VERSION = 1

FEATURES = ("words", "words and pairs", "words, pairs and letters")
HELD_OUT = "held-out briefs"
# What is tested on, and the event that is left out of training for it; each leaves as many briefs to learn from.
SPLITS = {HELD_OUT: None, **{f"event left out: {event}": event for event in ("force", "ministers", "vote")}}
MOST_BRIEFS = 24

MAX_ERRORS = 8
MAX_REASONS = 3
MAX_LOGGED = 50


class BenchError(ValueError):
    """A setting that cannot be run; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Setting:
    """What one run trains and tests. The rules learn nothing: for them features are *none* and briefs 0.

    model: one of ``MODELS``. features: one of ``FEATURES``. rules: whether what the rules say is a feature, too.
    briefs: how many to train on, 1 to ``MOST_BRIEFS``. split: one of ``SPLITS``.
    Raises BenchError, one sentence, for anything else.
    """

    model: str = "linear"
    features: str = FEATURES[0]
    rules: bool = False
    briefs: int = MOST_BRIEFS
    split: str = HELD_OUT

    def __post_init__(self) -> None:
        for what, value, offered in (
            ("model", self.model, MODELS),
            ("features", self.features, FEATURES),
            ("split", self.split, tuple(SPLITS)),
        ):
            if value not in offered and not (self.model == "rules" and what == "features"):
                raise BenchError(f"No {what} of the bench is called {value!r}: choose from {'; '.join(offered)}.")
        if not isinstance(self.rules, bool):
            raise BenchError(f"What the rules say is a feature or not: give True or False, not {self.rules!r}.")
        if self.model == "rules":
            for name, value in (("features", "none"), ("rules", False), ("briefs", 0)):
                object.__setattr__(self, name, value)
        elif type(self.briefs) is not int or not 1 <= self.briefs <= MOST_BRIEFS:
            raise BenchError(f"There are 1 to {MOST_BRIEFS} briefs to train on: choose a whole number of them.")


@dataclass(frozen=True, eq=False)
class Run:
    """What one run gave.

    figure: macro-F1 beside the majority; against_lexicon: the same beside the lexicon. confusion: as
    ``evaluation.confusion``. errors: those that the model was surest of, with what carried them. looks: how often this
    test set was looked at, in words; remark: "" or one sentence on the file of runs.
    """

    setting: Setting
    figure: Figure
    against_lexicon: Figure
    confusion: pd.DataFrame
    errors: pd.DataFrame
    looks: str = ""
    remark: str = ""


class _ChosenFeatures(StanceTagger):
    """The kit's tagger with the features that a setting names in place of its own."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting.model)
        self._setting = setting
        self._rules = StanceTagger("rules")

    def _features(self, text: str, target: str) -> dict[str, bool]:
        found = dict.fromkeys(featureset(text, self._setting.features), True)
        if self._setting.rules:
            found[f"{RULING} {self._rules.predict([text], [target])[0]}"] = True
        return found


@lru_cache(maxsize=2_000)
def featureset(text: str, features: str) -> tuple[str, ...]:
    """The names of a sentence's features: its words, then pairs of neighbours, then groups of letters."""
    tokens = [token.text.lower() for token in words(text)]
    found = [f"word {token}" for token in tokens]
    if features != FEATURES[0]:
        found += [f"words {' '.join(pair)}" for pair in bigrams(tokens)]
    if features == FEATURES[2]:
        found += [f"letters {letters!r}" for letters in LETTERS(text)]
    return tuple(found)


def parts(setting: Setting) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells to learn from and those to test on; fewer briefs are always a part of more."""
    cells = corpus.tagged(corpus.labels())
    event = SPLITS[setting.split]
    tested = cells["part"] == "test" if event is None else cells["event"] == event
    names = np.random.default_rng(0).permutation(sorted(cells.loc[~tested, "source"].unique()))
    chosen = names[: setting.briefs or MOST_BRIEFS].tolist()
    return cells[~tested & cells["source"].isin(chosen)], cells[tested]


def run_setting(setting: Setting) -> Run:
    """Train and test one setting; nothing is recorded. Raises TaggerError where so few briefs teach nothing."""
    learned, tested = parts(setting)
    tagger = _ChosenFeatures(setting).fit(learned["text"], learned["target"], learned["label"])
    predicted = tagger.predict(tested["text"], tested["target"])
    truth, documents = tested["label"].tolist(), tested["source"].tolist()
    known = majority(learned["target"], learned["label"], tested["target"])
    lexicon = lexicon_sign(tested["text"].tolist())
    return Run(
        setting,
        evaluate(truth, predicted, documents, baseline=known),
        evaluate(truth, predicted, documents, baseline=lexicon, baseline_name="lexicon"),
        confusion(truth, predicted),
        _surest_errors(tagger, tested, predicted),
    )


def _surest_errors(tagger: StanceTagger, tested: pd.DataFrame, predicted: list[str]) -> pd.DataFrame:
    rows = []
    for cell, answer in zip(tested.itertuples(), predicted, strict=True):
        if answer == cell.label:
            continue
        found = tagger.explain(cell.text, cell.target)
        if found.scores:
            best, second, *_ = sorted(found.scores.values(), reverse=True)
            rows.append((cell.source, cell.text, cell.target, cell.label, answer, best - second, carried(found)))
    columns = ["source", "text", "target", "label", "called", "margin", "carried by"]
    frame = pd.DataFrame(rows, columns=columns).sort_values("margin", ascending=False, kind="stable")
    return frame.head(MAX_ERRORS).reset_index(drop=True)


def carried(found: Explanation) -> str:
    """What spoke most for a label, in words."""
    spoke = [reason for reason in found.reasons if reason.weight > 0][:MAX_REASONS]
    named = ", ".join(f"{reason.what} ({reason.weight:+.2f})" for reason in spoke)
    return named or found.note or "nothing in the sentence, only what the model held before"


class Bench:
    """Runs settings and keeps a log of them in ``bench.json``.

    folder: where that file lies; the notebook's own by default. The file is read anew for every act.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or Path.cwd()) / "bench.json"

    def run(
        self,
        *,
        model: str = "linear",
        features: str = FEATURES[0],
        rules: bool = False,
        briefs: int = MOST_BRIEFS,
        split: str = HELD_OUT,
    ) -> Run:
        """Train and test one setting, and note it in the log; the arguments are those of ``Setting``.

        Returns the Run. Raises BenchError for a setting that there is not, TaggerError where so few briefs teach
        nothing. A log that cannot be written is said in the run's remark.
        """
        done = run_setting(Setting(model, features, rules, briefs, split))
        try:
            logged, remark = self.log()
            logged.append(_entry(done))
            storage.save(self.path, FORMAT, VERSION, {"runs": logged})
        except StorageError as error:
            logged, remark = [_entry(done)], f"Not noted in the log. {error}"
        return Run(*(getattr(done, name) for name in FIGURES), looks=looks_sentence(logged, split), remark=remark)

    def log(self) -> tuple[list[dict[str, Any]], str]:
        """All runs, oldest first, and a remark: "" or one sentence on a file kept aside.

        Raises StorageError where the file cannot be read.
        """
        content, remark = storage.load(self.path, FORMAT, VERSION, _is_valid)
        return (content["runs"] if content else []), remark


FIGURES = ("setting", "figure", "against_lexicon", "confusion", "errors")
SETTING_TYPES = {"model": str, "features": str, "rules": bool, "briefs": int, "split": str}
ENTRY_TYPES = SETTING_TYPES | {"macro_f1": float, "interval": str, "majority": float, "lexicon": float}
ENTRY_TYPES |= {"verdict": str, "at": str}


def _entry(run: Run) -> dict[str, Any]:
    return {
        **asdict(run.setting),
        "macro_f1": run.figure.value,
        "interval": run.figure.interval,
        "majority": run.figure.baseline,
        "lexicon": run.against_lexicon.baseline,
        "verdict": run.figure.verdict,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _is_valid(content: dict[str, Any]) -> bool:
    runs = content.get("runs")
    return isinstance(runs, list) and all(
        isinstance(run, dict) and all(type(run.get(name)) is kind for name, kind in ENTRY_TYPES.items()) for run in runs
    )


def looks_sentence(logged: list[dict[str, Any]], split: str) -> str:
    """How often a test set was looked at, and what that does to the best figure."""
    here = [run for run in logged if run["split"] == split]
    settings = len({tuple(run[name] for name in SETTING_TYPES) for run in here})
    looks = f"{_count(len(here), 'look')} at this test set ({split}), {_count(settings, 'setting')}"
    if settings < 2:
        return f"{looks}."
    best = max(run["macro_f1"] for run in here)
    return (
        f"{looks}; the highest macro-F1 is {best:.2f}. Whoever picks it has let the test briefs choose: "
        "expect less on new ones, and say how many looks it took."
    )


class BenchView(anywidget.AnyWidget):
    """The bench on the page: sends a setting to run, and draws ``result`` and the log."""

    _esm = asset("bench.js", "results.js")
    _css = asset("bench.css", "results.css")

    options = traitlets.Dict().tag(sync=True)
    setting = traitlets.Dict().tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    message = traitlets.Unicode(help="What a learner hears once a run is done, or why there is none.").tag(sync=True)
    error = traitlets.Bool(False).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)
    log = traitlets.Dict().tag(sync=True)

    def __init__(self, bench: Bench) -> None:
        options = {"model": list(MODELS), "features": list(FEATURES), "split": list(SPLITS), "briefs": MOST_BRIEFS}
        super().__init__(options=options, setting=asdict(Setting()))
        self.bench = bench
        self.add_class("tk-widget").add_class("tk-bench")
        try:
            logged, self.message = bench.log()
        except StorageError as problem:
            logged, self.message = [], str(problem)
        self.error = bool(self.message)
        self.log = _drawn_log(logged)
        self.on_msg(lambda _view, content, _buffers: self.run(content.get("run", {})))

    def run(self, setting: dict[str, Any]) -> None:
        """What the button does: train, test, note and show; one run at a time."""
        self.busy = True
        try:
            self.setting = {name: setting.get(name) for name in SETTING_TYPES}
            done = self.bench.run(**self.setting)
            self.result = _drawn(done)
            self.log = _drawn_log(self.bench.log()[0])
            self.message, self.error = " ".join(filter(None, ("Done.", done.remark))), bool(done.remark)
        except (BenchError, TaggerError, StorageError) as problem:
            self.message, self.error = str(problem), True
        finally:
            self.busy = False

    def __repr__(self) -> str:
        return 'Tagger bench. Without a screen: Bench().run(model="linear", features="words", briefs=24).'


def _drawn(run: Run) -> dict[str, Any]:
    """A run as the page needs it."""
    return {
        "title": setting_sentence(asdict(run.setting)),
        "figures": [str(run.figure), str(run.against_lexicon)],
        "looks": run.looks,
        "labels": list(run.confusion.columns),
        "confusion": run.confusion.to_numpy().tolist(),
        "errors": [
            [row.text, row.target, row.label, row.called, f"{row.margin:.2f}", row.carried]
            for row in run.errors.rename(columns={"carried by": "carried"}).itertuples()
        ],
    }


def setting_sentence(run: dict[str, Any]) -> str:
    """A setting in words."""
    if run["model"] == "rules":
        return f"rules, which learn nothing; tested on {run['split']}"
    rules = " and what the rules say" if run["rules"] else ""
    briefs = _count(run["briefs"], "brief")
    return f"{run['model']} with {run['features']}{rules}, trained on {briefs}; tested on {run['split']}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"


def _drawn_log(logged: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [
        [
            str(number),
            setting_sentence(run),
            f"{run['macro_f1']:.2f} ({run['interval']})",
            f"{run['majority']:.2f}",
            f"{run['lexicon']:.2f}",
            run["verdict"],
        ]
        for number, run in enumerate(logged, 1)
    ]
    earlier = len(rows) - MAX_LOGGED
    note = f"The last {MAX_LOGGED} of {len(rows)} runs are shown; bench.json has all." if earlier > 0 else ""
    return {"rows": rows[-MAX_LOGGED:], "note": note}


def tagger_bench(folder: Path | None = None) -> BenchView:
    """Train and test stance taggers on the practice corpus, with a log of the runs in ``bench.json``.

    folder: where the log lies; the notebook's own by default. Returns a widget, shown when it is a cell's last line.
    Without a screen: ``Bench().run(model="linear", features="words", rules=False, briefs=24,
    split="held-out briefs")`` gives the same figures and notes the same line in the log.
    """
    return BenchView(Bench(folder))
