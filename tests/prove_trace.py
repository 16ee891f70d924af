"""Proof that the trace is VADER's: on thousands of sentences its parts lead to NLTK's own numbers, to the last bit.

    python tests/prove_trace.py [--sentences 2000] [--seed 3]

The sentences are the article's, some written for this proof, and random edits of both. For each, NLTK alone and the
trace are compared: the value of every token, the sum, compound, pos, neu and neg; and every step of the trace must
follow from the one before it. At the end each rule's number of uses is printed, so that nobody takes a rule for
proved that never came up.
"""

from __future__ import annotations

import argparse
import operator
import random
import sys
from collections import Counter
from collections.abc import Iterator

from nltk.sentiment import SentimentIntensityAnalyzer

from transatlantic import resources
from transatlantic.article import load_article
from transatlantic.sentiment import RULES, Step, Trace, trace
from transatlantic.tokenizing import sentences

# Constructed; roles, not people.
WRITTEN = """\
The deal isn't good, but the alternative is worse.
The deal isn’t good, but the alternative is worse.
Nobody was happy about the talks, and the hosts were hardly pleased either.
The minister was VERY angry; the spokesman was not.
It was never so good as this!
The plan is kind of great, sort of terrible and just enough safe.
A kind answer of the kind of people who help.
At least the ceasefire holds; it is the least bad outcome and the very least good one.
The new radar is the bomb, the old one could not cut the mustard.
Yeah right, said the officer, the treaty is a kiss of death!!
Soldiers live from hand to mouth, which is not a joke???
They win without doubt, but they lose hope, but they laugh.
NO ONE LIKES THIS WAR
Peace :-) war :-( peace :) and :D for everyone <3
The allies are extremely proud, the critics remarkably sad and the public somewhat worried.
He never really enjoyed this awful, AWFUL success.
Rarely useful, seldom kind, nor honest, nor brave, despite all promises.
The bad ass brigade said "this so great" and that so wonderful.
Good good good, not good, NOT GOOD!!!!!
A truly hopeless, rather desperate and yet wonderful effort...
""".splitlines()

THROWN_IN = """
not n't isn't isn’t never nor without rarely cannot very VERY extremely hardly slightly so this least at but BUT kind
of sort just enough good GOOD great terrible war peace love hate :-) :( 😀 the bomb shit bad ass yeah right cut mustard
kiss death hand to mouth ! !! ? ??? ?!? , . - united security a I US NATO «doubt» “good” 'good' good, (good) never,
"""
PHRASES = (
    "at least|very least|the least|kind of|sort of|just enough|never so|never this|without doubt|the bomb|bad ass|"
    "yeah right|cut the mustard|kiss of death|hand to mouth|not very good|isn't really good|but not good"
)


def mangled(sentence: str, other: str, draw: random.Random) -> str:
    """A sentence after one to six random edits."""
    words = sentence.split()
    for _ in range(draw.randint(1, 6)):
        at = draw.randint(0, len(words))
        edit = draw.randrange(9)
        if edit <= 1:
            words[at:at] = [draw.choice(THROWN_IN.split())]
        elif edit == 2:
            words[at:at] = draw.choice(PHRASES.split("|")).split()
        elif edit == 3:
            words[at : at + 1] = []
        elif edit == 4:
            words[at:at] = draw.choices(other.split() or ["and"], k=3)
        elif edit == 5:
            words[at : at + 1] = [
                word.swapcase() if draw.random() < 0.3 else word.upper() for word in words[at : at + 1]
            ]
        elif edit == 6:
            words[at : at + 1] = [
                word + draw.choice(["!", "?", ",", "'", "”", "!!!", "…"]) for word in words[at : at + 1]
            ]
        elif edit == 7:
            draw.shuffle(words)
        else:
            words = [word.upper() for word in words] if draw.random() < 0.2 else words + words[:at]
    return draw.choice([" ", " ", "  ", "\n", "\u00a0"]).join(words)


def drawn(count: int, seed: int) -> Iterator[str]:
    """Different sentences: those of the article, those written above, then random edits of them."""
    draw = random.Random(seed)
    given = [*WRITTEN, *(sentence.text for sentence in sentences(load_article().text))]
    seen = set()
    while len(seen) < count:
        new = given[len(seen)] if len(seen) < len(given) else mangled(draw.choice(given), draw.choice(given), draw)
        if new not in seen:
            seen.add(new)
            yield new


class Plain(SentimentIntensityAnalyzer):
    """NLTK's analyzer that lets its list of values be seen."""

    def score_valence(self, sentiments, text):
        self.seen = list(sentiments)
        return super().score_valence(sentiments, text)


def done(step: Step) -> float:
    """What a step must come to."""
    does = {"+": operator.add, "×": operator.mul, "÷": operator.truediv, "=": lambda _, amount: amount}
    return does[step.operation](step.before, step.amount)


def faults(traced: Trace, plain: Plain) -> list[str]:
    """What is wrong with a trace: nothing, if it is right."""
    scores = plain.polarity_scores(traced.text)
    found = [name for name in ("compound", "pos", "neu", "neg") if getattr(traced, name) != scores[name]]
    if [token.value for token in traced.tokens] != plain.seen:
        found.append("values")
    if traced.raw_sum != float(sum(plain.seen)):
        found.append("raw sum")
    for token in traced.tokens:
        if traced.text[token.start : token.end] != token.text or token.lexicon != plain.lexicon.get(token.text.lower()):
            found.append(f"place or lexicon value of {token.text!r}")
        if not joined(token.steps, token.lexicon or 0, token.value):
            found.append(f"steps of {token.text!r}")
        if any(step.rule not in RULES for step in token.steps):
            found.append(f"an unknown rule at {token.text!r}")
        if any(not step.causes for step in token.steps if step.rule != "capitals"):
            found.append(f"a step without its cause at {token.text!r}")
    if traced.tokens and not joined(traced.steps, traced.raw_sum, traced.compound):
        found.append("last steps")
    if traced.steps and round(traced.steps[1].after, 4) != traced.compound:
        found.append("rounding")
    return found


def joined(steps: tuple[Step, ...], start: float, end: float) -> bool:
    """Whether steps lead from start to end without a gap, and each comes to what it says."""
    at = start
    for step in steps:
        if step.before != at or step.after != done(step):
            return False
        at = step.after
    return at == end


def main() -> int:
    options = argparse.ArgumentParser(description="Compare the trace with NLTK's VADER on many sentences.")
    options.add_argument("--sentences", type=int, default=2000)
    options.add_argument("--seed", type=int, default=3)
    chosen = options.parse_args()
    resources.lay()
    resources.use()
    plain, used, wrong = Plain(), Counter(), 0
    for number, sentence in enumerate(drawn(chosen.sentences, chosen.seed), start=1):
        traced = trace(sentence)
        used.update(step.rule for token in traced.tokens for step in token.steps)
        used.update(step.rule for step in traced.steps if step.amount)
        if found := faults(traced, plain):
            wrong += 1
            print(f"\n{', '.join(found)}: {sentence!r}")
        if number % 100 == 0 or number == chosen.sentences:
            print(f"\r{number} of {chosen.sentences} sentences, {wrong} differ", end="", flush=True)
    print()
    for rule in RULES:
        print(f"{rule:>14} {used[rule]:6}")
    return 1 if wrong or any(not used[rule] for rule in RULES) else 0


if __name__ == "__main__":
    sys.exit(main())
