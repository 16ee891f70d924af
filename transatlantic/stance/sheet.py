"""The stance labels of an article of one's own, as its ``stance.csv`` has them."""

from __future__ import annotations

from datetime import UTC, datetime

from transatlantic.article import Sentence, Span, load_article
from transatlantic.corrections import SENTENCES, SheetError, find, in_order, sheet
from transatlantic.stance.annotations import Annotations, Record
from transatlantic.stance.scheme import GUIDELINE_VERSION, NARRATOR, Label, known_targets, targets
from transatlantic.tokenizing import sentences

STANCE = "stance.csv"


def labelled() -> Annotations | None:
    """What the sheet of the article that ARTICLE names says; None where there is none, or no row has a label yet.

    Every sentence with every target of the article has a record; a cell without a row is NONE. A stance without a
    holder is the narrator's, one without evidence has the whole sentence, as where a widget records it.
    Raises SheetError, one sentence with the line, for a row that cannot be used.
    """
    rows = [row for row in sheet(STANCE) or () if row["label"] or row["target"]]
    if not rows:
        return None
    article = load_article()
    places = {(sentence.start, sentence.end): sentence for sentence in sentences(article.text)}
    asked, known = targets(), known_targets()
    made = datetime.now(UTC).isoformat(timespec="seconds")
    records: dict[tuple[Sentence, str], Record] = {}
    for row, start, end in in_order(rows, "sentence", article.text, repeated=True):
        if (start, end) not in places:
            raise SheetError(f"{row.place}: this is no sentence of {SENTENCES}: divide the text alike in both sheets.")
        sentence = places[start, end]
        target, label = row["target"], row["label"]
        if target not in known:
            raise SheetError(f"{row.place}: {target!r} is no target: write {', '.join(known)}.")
        if label not in set(Label):
            raise SheetError(f"{row.place}: {label!r} is no label: write {', '.join(Label)}.")
        if (sentence, target) in records:
            raise SheetError(f"{row.place}: this sentence has a row for {target} already: take one out.")
        stance = label in (Label.FAVOR, Label.AGAINST)
        evidence = Span(start, end, sentence.text) if stance else None
        if row["evidence"] and label != Label.NONE:
            place = find(row["evidence"], sentence.text)
            if place is None:
                raise SheetError(f"{row.place}: the evidence is not in the sentence: copy its words from there.")
            evidence = Span(start + place[0], start + place[1], sentence.text[slice(*place)])
        holder = row["holder"] or (NARRATOR if stance else None)
        records[sentence, target] = Record(sentence, target, label, holder, evidence, row["note"], made)
    for sentence in places.values():
        for target in asked:
            records.setdefault((sentence, target), Record(sentence, target, Label.NONE, None, None, "", made))
    every = tuple(records.values())
    return Annotations(article.name, article.provenance.sha256, "reader", 1, GUIDELINE_VERSION, every)
