"""How long the tagger takes to learn from 3,000 constructed sentences, and to answer for 1,000. Run it by hand."""

from __future__ import annotations

import random
import time

from transatlantic.stance.tagger import LABELS, MODELS, TERMS, StanceTagger

TRAINING, ASKED = 3000, 1000


def sentences(size: int) -> tuple[list[str], list[str], list[str]]:
    """Sentences of a news sentence's length, 25 words, from a vocabulary of 8,000 that thins out as a language's does."""
    draw = random.Random(5)
    vocabulary = ["".join(draw.choices("etaoinshrdlucmfwyp", k=draw.randint(2, 11))) for _ in range(8000)]
    shares = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    rows = []
    for number in range(size):
        target = draw.choice(list(TERMS))
        verb = ("supports", "opposes", "describes")[number % 3]
        words = draw.choices(vocabulary, shares, k=22)
        rows.append((f"{' '.join(words)} {verb} new {draw.choice(TERMS[target])}.", target, LABELS[number % 3]))
    texts, targets, labels = map(list, zip(*rows, strict=True))
    return texts, targets, labels


if __name__ == "__main__":
    texts, targets, labels = sentences(TRAINING + ASKED)
    for model in MODELS:
        start = time.perf_counter()
        tagger = StanceTagger(model).fit(texts[:TRAINING], targets[:TRAINING], labels[:TRAINING])
        learned = time.perf_counter()
        tagger.predict(texts[TRAINING:], targets[TRAINING:])
        answered = time.perf_counter()
        print(
            f"{model}: {learned - start:.1f} s for {TRAINING} sentences, {answered - learned:.1f} s for {ASKED} answers"
        )
