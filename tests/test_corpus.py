"""The practice corpus is what its datasheet says: constructed, varied, whole; and a teacher's own set is read or refused."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import pytest
from nltk.corpus import stopwords
from sklearn.feature_extraction.text import TfidfVectorizer

from transatlantic import resources
from transatlantic.article import load_article
from transatlantic.names import find_people
from transatlantic.stance import corpus
from transatlantic.stance.agreement import alpha, ratings
from transatlantic.stance.scheme import GUIDELINE_VERSION, TARGETS, Label
from transatlantic.tokenizing import sentences, words

resources.use()
BRIEFS = corpus.briefs()
TEXTS = {brief.name: brief.article.text.removeprefix(corpus.NOTICE) for brief in BRIEFS}

# Two briefs share no run of so many words, no frame of so many steps; no two sentences or briefs are more alike.
RUN, FRAME, SENTENCES, WHOLE = 8, 12, 0.75, 0.6


def shared_runs(texts: dict[str, str]) -> list[str]:
    """Runs of words that stand in two texts."""
    found = defaultdict(set)
    for name, text in texts.items():
        tokens = re.findall(r"\w+", text.lower())
        for at in range(len(tokens) - RUN + 1):
            found[" ".join(tokens[at : at + RUN])].add(name)
    return [run for run, names in found.items() if len(names) > 1]


def shared_frames(texts: dict[str, str]) -> list[str]:
    """Template prose: function words and marks in the same order in two texts, whatever fills the gaps between them."""
    function_words = set(stopwords.words("english"))
    found = defaultdict(set)
    for name, text in texts.items():
        for sentence in sentences(text):
            frame = []
            for token in (token.text.lower() for token in words(sentence.text)):
                if token in function_words or not token.isalnum():
                    frame.append(token)
                elif frame[-1:] != ["_"]:
                    frame.append("_")
            for at in range(len(frame) - FRAME + 1):
                found[" ".join(frame[at : at + FRAME])].add(name)
    return [frame for frame, names in found.items() if len(names) > 1]


def alike(texts: dict[tuple[str, int], str], threshold: float) -> list[tuple[str, str]]:
    """Pairs of texts of different briefs whose words, weighted by rarity, are more alike than the threshold (cosine)."""
    matrix = TfidfVectorizer().fit_transform(texts.values())
    similar = (matrix @ matrix.T).toarray()
    named = list(texts.items())
    return [
        (named[i][1], named[j][1])
        for i, j in combinations(range(len(named)), 2)
        if similar[i, j] > threshold and named[i][0][0] != named[j][0][0]
    ]


def long_sentences(texts: dict[str, str]) -> dict[tuple[str, int], str]:
    found = {(name, s.start): s.text for name, text in texts.items() for s in sentences(text)}
    return {key: text for key, text in found.items() if len(text.split()) >= 6}


def test_twelve_viewpoints_on_three_events():
    assert len(BRIEFS) == 36
    assert {(brief.viewpoint, brief.event) for brief in BRIEFS} == {
        (viewpoint, event)
        for viewpoint in {brief.viewpoint for brief in BRIEFS}
        for event in ("ministers", "force", "vote")
    }
    assert len({brief.viewpoint for brief in BRIEFS}) == 12
    assert sum(brief.garbled for brief in BRIEFS) == 6
    assert {path.stem for path in (corpus.DATA / "briefs").iterdir()} == {
        f"{path}" for path in (brief.name for brief in BRIEFS)
    }


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.name)
def test_a_brief_is_labelled_as_constructed_and_names_nobody(brief: corpus.Brief):
    assert brief.article.text.splitlines()[0] == corpus.NOTICE
    assert 250 <= len(TEXTS[brief.name].split()) <= 400
    assert all(brief.article.text[s.start : s.end] == s.text for s in brief.sentences)
    no_people = {"Readers Ask", "Brussells", "Brusels", "Sam"}  # a heading, a city misspelt, Uncle Sam
    assert {person.canonical for person in find_people(TEXTS[brief.name]).people} <= no_people
    assert not re.search(r"\b20[23]\d\b", TEXTS[brief.name])


def test_garbled_briefs_are_as_noisy_as_they_say():
    for brief in BRIEFS:
        assert (" ." in brief.article.text or '"' in brief.article.text) == brief.garbled


def test_no_near_duplicates_and_no_template_prose():
    assert shared_runs(TEXTS) == []
    assert shared_frames(TEXTS) == []
    assert alike(long_sentences(TEXTS), SENTENCES) == []
    assert alike({(name, 0): text for name, text in TEXTS.items()}, WHOLE) == []


def test_a_planted_template_is_found():
    """A brief made from another by changing its content words, and one that copies a sentence."""
    one = "The envoy of the north said that the plan was not a threat to him, but that it might be a duty of all."
    other = "The baker of the hill held that the loaf was not a danger to him, but that it could be a joy of all."
    assert shared_frames({"one": one, "other": other}) and not shared_runs({"one": one, "other": other})
    copied = TEXTS | {"copy": TEXTS["agency_vote"].replace("parliament", "chamber")}
    assert shared_runs(copied) and alike(long_sentences(copied), SENTENCES)
    assert alike({(name, 0): text for name, text in copied.items()}, WHOLE)


def test_every_cell_has_a_label_and_both_sides_stand_for_every_target():
    cells = corpus.labels()
    assert len(cells) == len(TARGETS) * sum(len(brief.sentences) for brief in BRIEFS)
    counts = cells.groupby(["target", "label"]).size()
    for target in TARGETS:
        assert min(counts[target, "FAVOR"], counts[target, "AGAINST"]) >= 30
    assert (cells["label"] != Label.NONE).sum() >= 400
    for some in (cells, corpus.article_labels()):
        assert (some["label"] == Label.NONE).mean() >= 0.7


@pytest.mark.parametrize("annotator", [*corpus.PASSES, corpus.ADJUDICATED])
def test_what_is_recorded_stands_in_the_briefs(annotator: str):
    texts = {brief.name: brief for brief in BRIEFS}
    found = corpus.annotated(annotator)
    for row in found.itertuples():
        brief = texts[row.text]
        assert (row.start, row.end) in {(s.start, s.end) for s in brief.sentences}
        assert brief.article.text[row.start : row.end] == row.sentence
        if row.label != Label.CANNOT_TELL:
            assert row.start <= row.evidence_start < row.evidence_end <= row.end
            assert brief.article.text[row.evidence_start : row.evidence_end] == row.evidence
            assert row.holder
    assert set(found["guideline"].astype(str)) == {GUIDELINE_VERSION}
    main = found[found["main"]]
    assert not main.duplicated(["text", "start", "target"]).any()


def test_the_adjudication_decides_by_the_passes_where_they_agree():
    table = corpus.passes()
    passes = table[list(corpus.PASSES)]
    agreed = passes.nunique(axis=1) == 1
    assert (table.loc[agreed, corpus.ADJUDICATED] == passes.loc[agreed, corpus.PASSES[0]]).all()
    disputed = table[~agreed].reset_index()
    records = corpus.annotated(corpus.ADJUDICATED).set_index(["text", "start", "target"])
    for row in disputed.itertuples():
        if row.adjudicated != Label.NONE:
            assert records.loc[(row.text, row.start, row.target), "note"], "a decision without its reason"


def test_the_split_keeps_briefs_whole_and_every_viewpoint_and_event_in_both_parts():
    test = [brief for brief in BRIEFS if brief.part == "test"]
    assert sorted(brief.viewpoint for brief in test) == sorted({brief.viewpoint for brief in BRIEFS})
    assert [sum(brief.event == event for brief in test) for event in ("ministers", "force", "vote")] == [4, 4, 4]
    assert {brief.part for brief in BRIEFS} == {"train", "test"}


def test_the_article_s_cells_are_those_of_its_sentences():
    cells = corpus.article_labels()
    article = load_article()
    assert list(dict.fromkeys(zip(cells["start"], cells["text"], strict=True))) == [
        (sentence.start, sentence.text) for sentence in sentences(article.text)
    ]
    assert list(cells["target"][:6]) == list(TARGETS)
    assert [part.annotator for part in corpus.article_passes()] == list(corpus.PASSES)


def test_the_datasheets_say_what_is_there():
    sheet = (corpus.DATA / "DATASHEET.md").read_text("utf-8")
    cells = corpus.labels()
    counts = cells["label"].value_counts()
    assert f"| sentences | {sum(len(brief.sentences) for brief in BRIEFS)} |" in sheet
    assert f"| NONE | {counts['NONE']} of {len(cells)} |" in sheet
    for label in ("FAVOR", "AGAINST", "CANNOT_TELL"):
        assert f"| {label} | {counts[label]} |" in sheet
    found = alpha(corpus.passes()[list(corpus.PASSES)])
    assert f"| Krippendorff's alpha, all targets | {found.value:.2f} | {found.interval} |".replace("0.", ".") in sheet
    article = alpha(ratings(corpus.article_passes()))
    other = (corpus.ARTICLE_DATA / "DATASHEET.md").read_text("utf-8")
    said = f"alpha is {article.value:.2f} (95 % interval {article.interval}, n = 288"
    assert said.replace("0.", ".") in other
    assert "288 cells, 272 of them NONE" in other
    assert (corpus.article_labels()["label"] == "NONE").sum() == 272
    for text in (sheet, other):
        assert "not agreement between people" in text and "three separate passes" in text


def test_the_words_marked_as_evidence_agree_less_than_the_labels():
    marked = {name: corpus.annotated(name).query("main") for name in corpus.PASSES}
    keys = {name: frame.set_index(["text", "start", "target"]) for name, frame in marked.items()}
    for one, other in combinations(keys.values(), 2):
        both = one.merge(other, left_index=True, right_index=True, suffixes=("_1", "_2"))
        both = both[both["label_1"] == both["label_2"]]
        assert 0.5 < (both["evidence_1"] == both["evidence_2"]).mean() < 2 / 3


# A teacher's own set


def test_an_own_set_is_read_with_its_columns_in_any_order(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        'source,label,target,text,who\na,FAVOR,parking,"Yes, more.",x\nb,NONE,parking,It rained.,y\n', "utf-8"
    )
    found = corpus.read_labelled(path)
    assert found["text"].tolist() == ["Yes, more.", "It rained."] and found["who"].tolist() == ["x", "y"]
    assert set(corpus.COLUMNS) <= set(found.columns)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"text,target,label\na,b,NONE\n", r"lacks the column source"),
        (b"", r"lacks the column text, target, label, source"),
        (b"text,target,label,source\n", r"no row below its first line"),
        (
            b"text,target,label,source\na,b,for,c\n",
            r"line 2: 'for' is no label: write FAVOR, AGAINST, NONE, CANNOT_TELL",
        ),
        (b"text,target,label,source\n ,b,NONE,c\n", r"line 2: the text is empty"),
        (b"text,target,label,source\nYes, more,b,NONE,c\n", r"line 2: the row has not as many cells"),
        (b"text,target,label,source\na,b,NONE\n", r"line 2: the row has not as many cells"),
        (b'text,target,label,source\n"a,b,NONE,c\n', r"this is no CSV"),
        ("text,target,label,source\ncafé,b,NONE,c\n".encode("latin-1"), r"is not UTF-8"),
    ],
)
def test_a_faulty_set_gets_one_sentence(tmp_path, content: bytes, says: str):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(corpus.CorpusError, match=says) as caught:
        corpus.read_labelled(path)
    assert "\n" not in str(caught.value)


def test_a_set_that_is_not_there_gets_one_sentence(tmp_path):
    with pytest.raises(corpus.CorpusError, match="check the name and the folder"):
        corpus.read_labelled(tmp_path / "none.csv")
