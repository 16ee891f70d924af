"""A stance tagger: sentences and targets in, FAVOR, AGAINST or NONE out, and what carried each decision.

Three models behind one interface: *rules*, written by hand, learn nothing; *bayes* (NLTK's NaiveBayesClassifier) and
*linear* (a support vector machine through NLTK's SklearnClassifier) learn from labelled sentences.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from itertools import islice

import numpy as np
from nltk.classify import NaiveBayesClassifier
from nltk.classify.scikitlearn import SklearnClassifier
from nltk.corpus import stopwords
from nltk.probability import LidstoneProbDist
from nltk.stem import PorterStemmer
from nltk.tokenize import MWETokenizer
from nltk.util import everygrams
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC

from transatlantic import resources
from transatlantic.stance.scheme import TAGGED
from transatlantic.tokenizing import words

MODELS = ("rules", "bayes", "linear")
LABELS = tuple(str(label) for label in TAGGED)
FAVOR, AGAINST, NONE = LABELS

# What names each of the kit's targets in a sentence. Words are compared by their stems: *arms* finds *arming*.
TERMS: dict[str, tuple[str, ...]] = {
    "military-aid": ("military aid", "military support", "weapons", "arms", "missiles", "ammunition", "tanks"),
    "nato-membership": ("membership", "NATO member", "join NATO", "join the alliance", "accession"),
    "concessions": ("concessions", "cede", "give up territory", "give up land", "lift sanctions", "appeasement"),
    "european-seat": ("seat at the table", "place at the table", "at the table", "negotiating table"),
    "european-troops": ("troops", "soldiers", "peacekeepers", "battalions"),
    "us-commitment": ("US troops", "American troops", "US guarantees", "security guarantees", "US commitment"),
}

NOT = "not"
PORTER = PorterStemmer()


@cache
def _stem(phrase: str) -> str:
    """Each word of a phrase by NLTK's Porter stemmer, in lower case: *opposes*, *opposed* and *opposing* are one."""
    return " ".join(map(PORTER.stem, phrase.split()))


def _stems(phrases: str) -> frozenset[str]:
    return frozenset(_stem(phrase) for phrase in phrases.split(", "))


# The words that the rules know, by stem. A reader who misses one has found a limit of the rules.
CUES: dict[str, str] = {
    **dict.fromkeys(
        _stems(
            "advocate, agree to, approve, back, call for, defend, demand, embrace, endorse, essential, favor, favour, "
            "must, necessary, need, ought, pledge, praise, promise, ready to, require, should, support, supporter, "
            "urge, vital, want, welcome"
        ),
        FAVOR,
    ),
    **dict.fromkeys(
        _stems(
            "abandon, against, ban, block, condemn, criticise, criticize, cut, dangerous, end, exclude, forbid, "
            "freeze, halt, lift, mistake, oppose, opponent, opposition, prevent, refusal, refuse, reject, rejection, "
            "resist, rule out, scrap, stop, suspend, unacceptable, veto, warn against, will not, wo n't, would not, "
            "would n't, wrong"
        ),
        AGAINST,
    ),
    **dict.fromkeys(_stems("n't, neither, never, no, nobody, nor, not, without"), NOT),
}
CLAUSE_ENDS = _stems("., ;, :, ?, !, although, because, but, if, though, whereas, whether, which, while, who")
COORDINATION = _stems("and, or") | {","}
BEING = _stems("are, be, been, being, is, must, ought, remain, should, was, were, will, wo, would")
# Cells tagged together: many at once are faster, and all of a long text would not fit into memory.
AT_ONCE = 2_000
# How many words may stand between two cues that govern one another, and how far from a mention a cue is looked for.
REACH = 3
WINDOW = 20


class TaggerError(ValueError):
    """Something that the tagger cannot learn from or answer; the message is one sentence with the remedy."""


@dataclass(frozen=True)
class Reason:
    """One thing in a sentence that spoke for its label (weight above 0) or against it (below 0)."""

    what: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """Why a sentence got its label for a target.

    reasons: what in the sentence was weighed, the heaviest first. bias: what the model held before it saw the sentence.
    scores: each label's score; the highest wins, and that of ``label`` is the bias plus all weights. *rules* counts
    mentions; *bayes* gives natural logarithms of probabilities, less their mean over the labels; *linear* gives
    distances from the border between a label and the others.
    note: one sentence where nothing could be weighed, else empty; the learned models then give no scores.
    """

    label: str
    reasons: tuple[Reason, ...] = ()
    bias: float = 0.0
    scores: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


class StanceTagger:
    """Tags the stance of sentences towards targets.

    model: *rules*, *bayes* or *linear*. terms: words and phrases that name a target, added to ``TERMS`` or in place of
    what stands there; a target in neither is looked for by the words of its own name.
    Raises TaggerError for an unknown model.

    The rules answer for any target, fitted or not. The learned models answer NONE for a target that they never saw and
    for a sentence in which they know nothing, and for a target that had one label only they answer that label;
    ``explain`` says so.
    """

    def __init__(self, model: str = "linear", terms: Mapping[str, Sequence[str]] | None = None):
        if model not in MODELS:
            raise TaggerError(f"No model is called {model!r}: choose from {', '.join(MODELS)}.")
        self.model = model
        self.terms = {**TERMS, **(terms or {})}
        self._learned: dict[str, _Bayes | _Linear | str] = {}

    def fit(self, texts: Iterable[str], targets: Iterable[str], labels: Iterable[str]) -> StanceTagger:
        """Learn from labelled sentences, afresh; the rules learn nothing.

        texts, targets, labels: of one length, one entry a sentence × target. Returns the tagger itself.
        Raises TaggerError for no data, lists of different lengths, one label alone, and any label but FAVOR, AGAINST
        and NONE: CANNOT_TELL is a reader's answer, not a stance, so whoever calls leaves it out and counts it.
        """
        texts, targets, labels = _lists(texts=texts, targets=targets, labels=labels)
        if not texts:
            raise TaggerError("There is nothing to learn from: give labelled sentences.")
        for number, label in enumerate(labels, 1):
            if label not in LABELS:
                raise TaggerError(f"Label {number} is {label!s}: leave out all that is not {', '.join(LABELS)}.")
        if len(set(labels)) == 1:
            raise TaggerError(f"Every label is {labels[0]!s}: give sentences of at least two labels.")
        if self.model == "rules":
            return self
        rows = [
            _Row(self._features(text, target), target, str(label))
            for text, target, label in zip(texts, targets, labels, strict=True)
        ]
        for_all = _Linear(rows) if self.model == "linear" else None
        self._learned = {}
        for target in dict.fromkeys(targets):
            its_rows = [row for row in rows if row.target == target]
            if len({row.label for row in its_rows}) == 1:
                self._learned[target] = its_rows[0].label
            else:
                self._learned[target] = for_all or _Bayes(its_rows)
        return self

    def predict(self, texts: Iterable[str], targets: Iterable[str]) -> list[str]:
        """The label of each sentence for its target, in order; each hangs on its own sentence and target alone.

        Raises TaggerError for lists of different lengths and for a learned model that was not fitted.
        """
        texts, targets = _lists(texts=texts, targets=targets)
        self._ready()
        labels = []
        for start in range(0, len(texts), AT_ONCE):
            some = targets[start : start + AT_ONCE]
            known = list(map(self._known, texts[start : start + AT_ONCE], some))
            asked: dict[int, list[int]] = defaultdict(list)
            answers = {}
            for i, (target, found) in enumerate(zip(some, known, strict=True)):
                if isinstance(found, Explanation):
                    answers[i] = found.label
                else:
                    asked[id(self._learned[target])].append(i)
            for rows in asked.values():
                learned = self._learned[some[rows[0]]]
                answers |= zip(rows, learned.labels([known[i] for i in rows], [some[i] for i in rows]), strict=True)
            labels += [answers[i] for i in range(len(some))]
        return labels

    def explain(self, text: str, target: str) -> Explanation:
        """The label of one sentence for one target, with what carried it. Raises TaggerError where not fitted."""
        _lists(texts=[text], targets=[target])
        self._ready()
        known = self._known(text, target)
        return known if isinstance(known, Explanation) else self._learned[target].weigh(known, target)

    def _known(self, text: str, target: str) -> Explanation | Features:
        """What the target's model knows of a sentence, or the whole answer where no model has to be asked."""
        if self.model == "rules":
            return _by_rules(text, self._terms(target))
        learned = self._learned.get(target)
        if learned is None:
            return Explanation(NONE, note=f"No sentence for the target {target} was learned from.")
        if isinstance(learned, str):
            return Explanation(learned, note=f"Every sentence learned from for the target {target} was {learned}.")
        known = {name: True for name in self._features(text, target) if name in learned.known}
        if all(name.startswith(RULING) for name in known):
            return Explanation(NONE, note="Nothing in this sentence was seen in those learned from.")
        return known

    def _ready(self) -> None:
        if self.model != "rules" and not self._learned:
            raise TaggerError("The tagger has learned nothing yet: call fit first.")

    def _terms(self, target: str) -> tuple[str, ...]:
        return tuple(self.terms.get(target) or _content_words(target))

    def _features(self, text: str, target: str) -> Features:
        """Words and what the rules say; *linear* sees two and three words in a row and groups of letters too."""
        found = list(_of_text(text, self.model == "linear"))
        if found:
            found.append(f"{RULING} {_by_rules(text, self._terms(target)).label}")
        return dict.fromkeys(found, True)


Features = dict[str, bool]

RULING = "rules say"
# Begins with a blank, so that NLTK's wrapper, which sorts the names of features, puts the targets first.
TARGET = " target"

# Groups of two to five letters within a word and its two edges: *oppos* is in opposes, opposed and opposing.
LETTERS = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()

# How much a feature counts for one target alone, beside what it counts for all; chosen, as C, by cross-validation on
# the training part of a public stance set.
ALONE = 1.5
C = 0.2


@dataclass(frozen=True)
class _Row:
    """One labelled sentence × target."""

    features: Features
    target: str
    label: str


class _Bayes:
    """NLTK's naive Bayes for one target: which words are likelier with which label."""

    def __init__(self, rows: Sequence[_Row]):
        self.known = {name for row in rows for name in row.features}
        # NLTK's own smoothing adds half a sentence to every count. With few sentences for a label, words that never
        # stood in one then seem frequent in it, and any unusual sentence gets the rarest label.
        smoothing = partial(LidstoneProbDist, gamma=0.1)
        self._model = NaiveBayesClassifier.train([(row.features, row.label) for row in rows], smoothing)

    def labels(self, features: Sequence[Features], targets: Sequence[str]) -> list[str]:
        return [max(scores, key=scores.__getitem__) for scores in map(self._scores, features)]

    def weigh(self, features: Features, target: str) -> Explanation:
        prior = self._scores({})
        scores = self._scores(features)
        label = max(scores, key=scores.__getitem__)
        weights = {name: self._scores({name: True})[label] - prior[label] for name in features}
        return Explanation(label, _heaviest_first(weights), prior[label], scores)

    def _scores(self, features: Features) -> dict[str, float]:
        found = self._model.prob_classify(features)
        logs = {label: found.logprob(label) * math.log(2) for label in sorted(found.samples())}
        return {label: log - sum(logs.values()) / len(logs) for label, log in logs.items()}


class _Linear:
    """A linear support vector machine for all targets: each feature has a weight for each label.

    Each feature counts twice, once for whatever the target and once for this target alone, so that a target with few
    sentences borrows from the others.
    """

    def __init__(self, rows: Sequence[_Row]):
        self.known = {name for row in rows for name in row.features}
        self.targets = sorted({row.target for row in rows})
        # A label counts as much as another for the same target, however few its sentences.
        sizes = Counter((row.target, row.label) for row in rows)
        self._machine = _PerTargetSVC([1 / sizes[row.target, row.label] for row in rows], len(self.targets))
        self._model = SklearnClassifier(self._machine)
        self._model.train([(_for_target(row.features, row.target), row.label) for row in rows])

    def labels(self, features: Sequence[Features], targets: Sequence[str]) -> list[str]:
        return [str(label) for label in self._model.classify_many(map(_for_target, features, targets))]

    def weigh(self, features: Features, target: str) -> Explanation:
        columns = self._model._vectorizer  # NLTK's wrapper has no public way to its columns
        row = self._machine.columns(columns.transform(_for_target(features, target)))
        coefficients, biases = self._machine.svc.coef_, self._machine.svc.intercept_
        if len(biases) == 1:  # two labels: one row of weights, for the second label and against the first
            coefficients, biases = np.vstack([-coefficients, coefficients]), np.array([-biases[0], biases[0]])
        scores = dict(zip(map(str, self._model.labels()), (row @ coefficients.T + biases)[0].tolist(), strict=True))
        label = max(scores, key=scores.__getitem__)
        at = list(scores).index(label)
        names = columns.feature_names_[len(self.targets) :]
        weights: Counter[str] = Counter()
        for column, value in zip(row.indices, row.data, strict=True):
            weights[names[column % len(names)]] += float(value * coefficients[at, column])
        return Explanation(label, _heaviest_first(weights), float(biases[at]), scores)


class _PerTargetSVC:
    """What NLTK's wrapper trains: it can neither weight sentences nor count a feature for one target alone."""

    def __init__(self, weights: Sequence[float], targets: int):
        self.targets = targets
        self.rarity = TfidfTransformer()  # rare features count more, and long sentences as much as short ones
        self.svc = LinearSVC(C=C, random_state=0)
        # As many as there are sentences in all, so that C means the same for any size.
        self.weights = np.array(weights) * len(weights) / sum(weights)

    def columns(self, matrix: csr_matrix) -> csr_matrix:
        """The features as they are, and once more for each target, blank but in the rows of that target."""
        features = self.rarity.transform(matrix[:, self.targets :])
        alone = [ALONE * features.multiply(matrix[:, [target]]) for target in range(self.targets)]
        return hstack([features, *alone], format="csr")

    def fit(self, matrix: csr_matrix, labels: np.ndarray) -> None:
        self.rarity.fit(matrix[:, self.targets :])
        self.svc.fit(self.columns(matrix), labels, sample_weight=self.weights)

    def predict(self, matrix: csr_matrix) -> np.ndarray:
        return self.svc.predict(self.columns(matrix))


def _for_target(features: Features, target: str) -> Features:
    return {**features, f"{TARGET} {target}": True}


@lru_cache(maxsize=2_000)
def _of_text(text: str, linear: bool) -> tuple[str, ...]:
    """The features of a sentence, whatever the target; a corpus asks for the same sentence again and again."""
    tokens = [token.text.lower() for token in words(text, "tweet")]
    found = [f"word {token}" for token in tokens]
    if linear:
        found += [f"words {' '.join(gram)}" for gram in everygrams(tokens, 2, 3)]
        found += [f"letters {letters!r}" for letters in LETTERS(text)]
    return tuple(found)


def _heaviest_first(weights: Mapping[str, float]) -> tuple[Reason, ...]:
    ranked = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(Reason(what, float(weight)) for what, weight in ranked)


def _lists(**given: Iterable[str]) -> list[list[str]]:
    """The same as lists; raises TaggerError unless they hold strings alone and are of one length."""
    lists = {}
    for name, entries in given.items():
        if isinstance(entries, str):
            raise TaggerError(f"The {name} are one string: give a list of strings.")
        lists[name] = list(entries)
        for number, entry in enumerate(lists[name], 1):
            if not isinstance(entry, str):
                raise TaggerError(f"Entry {number} of the {name} is no string but {entry!r}: give strings only.")
    if len(set(map(len, lists.values()))) > 1:
        sizes = ", ".join(f"{len(entries)} {name}" for name, entries in lists.items())
        raise TaggerError(f"The lists differ in length ({sizes}): give one entry of each for every sentence.")
    return list(lists.values())


@dataclass(frozen=True)
class _Part:
    """A word, or a phrase that the rules know, as printed and by its stems; kind tells what it does, if anything."""

    printed: str
    stem: str
    kind: str | None


def _by_rules(text: str, terms: Sequence[str]) -> Explanation:
    """Mentions of a target that are governed by words for it, less those governed by words against it."""
    phrases = frozenset(map(_stem, terms))
    parts = _parts(text, phrases)
    mentions = [at for at, part in enumerate(parts) if part.stem in phrases]
    verdicts = [verdict for at in mentions if (verdict := _verdict(parts, at))]
    balance = sum(verdict.weight for verdict in verdicts)
    label = FAVOR if balance > 0 else AGAINST if balance < 0 else NONE
    reasons = tuple(
        Reason(verdict.what, -verdict.weight if label == AGAINST else verdict.weight) for verdict in verdicts
    )
    note = ""
    if not mentions:
        note = "No word of this sentence names the target."
    elif not verdicts:
        note = "The target is named, and no word for or against governs it."
    return Explanation(label, reasons, 0.0, {FAVOR: balance, AGAINST: -balance, NONE: 0.0}, note)


def _verdict(parts: Sequence[_Part], at: int) -> Reason | None:
    """What governs the mention of a target at one place: weight 1 for, -1 against, None where nothing does.

    Who governs whom is guessed from the order of words. To the left, the nearest cue governs the mention and each
    further one governs the cue before it, so that signs multiply: *opposes the ban on weapons* is against × against.
    Where no cue stands there, one to the right does after a form of *be* or a modal: *weapons would be a mistake*.
    """
    chain = _chain(parts[max(at - WINDOW, 0) : at][::-1])[::-1]
    if all(cue.kind == NOT for cue in chain):
        following = parts[at + 1 : at + 1 + WINDOW]
        for place, part in enumerate(following):
            if part.stem in CLAUSE_ENDS:
                break
            if part.stem.split()[0] in BEING:
                chain += _chain(following[place:])
                break
    if all(cue.kind == NOT for cue in chain):
        return None
    sign = math.prod(1.0 if cue.kind == FAVOR else -1.0 for cue in chain)
    return Reason(f"{parts[at].printed}: " + " × ".join(f"{cue.printed} ({cue.kind})" for cue in chain), sign)


def _chain(parts: Sequence[_Part]) -> list[_Part]:
    """The cues that govern one another, up to the end of the clause or, once one is found, of its limb of an *and*."""
    chain: list[_Part] = []
    gap = 0
    for part in parts:
        if part.stem in CLAUSE_ENDS or (chain and (part.stem in COORDINATION or gap > REACH)):
            break
        gap += 1
        if part.kind:
            chain.append(part)
            gap = 0
    return chain


def _parts(text: str, phrases: frozenset[str]) -> list[_Part]:
    """Words by NLTK, phrases in one piece; a curly apostrophe counts as a straight one, so that n’t is found."""
    printed = _printed(text)
    rest = iter(printed)
    return [
        _Part(" ".join(islice(rest, stem.count(" ") + 1)), stem, None if stem in phrases else CUES.get(stem))
        for stem in _joiner(phrases).tokenize([_stem(word) for word in printed])
    ]


@lru_cache(maxsize=2_000)
def _printed(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in words(text.replace("’", "'")))


@cache
def _joiner(phrases: frozenset[str]) -> MWETokenizer:
    return MWETokenizer([phrase.split() for phrase in sorted(phrases | CUES.keys())], separator=" ")


def _content_words(target: str) -> list[str]:
    resources.use()
    found = [token.text for token in words(target.replace("-", " "), "wordpunct")]
    return [word for word in found if word.isalnum() and word.lower() not in stopwords.words("english")]
