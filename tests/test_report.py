"""The report: one page that stands alone, says what the text layer finds, and is inert whatever the text."""

from __future__ import annotations

import hashlib

import nltk
import pandas as pd
import pytest
from test_plots import Page

from transatlantic import report
from transatlantic.article import DATA, load_article
from transatlantic.boundaries import careful_reading, score_boundaries
from transatlantic.cleaning import noise_inventory
from transatlantic.stance import corpus, verdict
from transatlantic.tokenizing import TOKENIZERS, sentences, words

ARTICLE = load_article()
TOKENS = [token.text for token in words(ARTICLE.text)]

# Constructed for these tests.
OWN = """\
Ministers weigh a joint patrol
The US delegation left at 10 a.m. without a statement. The US delegation came back.  “We got $5 and $6,” an envoy said.
"It isn't enough," another said, and <b>left</b>. שלום 😀
"""

AWKWARD = {
    "one word": "NATO",
    "only quotation marks": "“”\"'‘’“““",
    "right to left": "הם אמרו שלום. " * 20,
    "emoji": "😀😀 👩‍👩‍👧 🇺🇦 👍🏽",
    "HTML": "<script>alert('x')</script> </style></table><b>&amp;</b> \"><img src=x onerror=alert(1)> {{ 7 * 7 }}",
    "no final newline": "A line without an end",
    "all capitals": ARTICLE.text.upper(),
    "a title alone": "Europe demands table seating",
    "controls": "a\x1b[31mred\x0b b\x07 \u202eevil\u202c x\x7f y",
    "money": "It cost $5$ and $x_{1}$ and $\\frac$ more. " * 5,
    "full stops": "." * 3000,
    "one endless word": "a" * 20000,
    "one endless sentence": "word other thing " * 2000,
    "no blanks between words": "你好世界。" * 50,
}


@pytest.fixture(scope="module")
def found() -> report.Report:
    return report.build(ARTICLE)


def tables(found: report.Report) -> dict[str, object]:
    return {table.caption: table.frame for section in found.sections for table in section.tables}


def written(found: report.Report, folder) -> Page:
    return Page(report.write(found, folder).read_text(encoding="utf-8"))


def test_the_page_stands_alone_and_can_be_read_without_eyes(found, tmp_path):
    page = written(found, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "iframe", "object"} & set(tags)
    assert all(attrs["src"].startswith("data:") for _, attrs in page.tags if "src" in attrs)
    links = [attrs["href"] for _, attrs in page.tags if "href" in attrs]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert all(link[0] == "#" and link[1:] in ids for link in links)
    assert len(ids) == len(set(ids))
    assert links[0] == "#main", "the skip link comes first"
    headings = [tag for tag in tags if tag in {"h1", "h2", "h3", "h4"}]
    assert headings == ["h1"] + ["h2"] * len(found.sections)
    assert all(attrs["alt"].strip() for tag, attrs in page.tags if tag == "img")
    assert tags.count("table") == tags.count("caption")
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.tags if tag == "th")
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert "prefers-color-scheme: dark" in page.text and "@media print" in page.text


def test_the_garbled_copy_is_said_to_be_garbled(found, tmp_path):
    page = written(found, tmp_path)
    before_the_figures = page.text[: page.text.index("Size of the text")]
    assert "as printed in the garbled copy; do not cite them as said" in before_the_figures
    for title in ("Sentences", "Concordance"):
        lead = next(section.lead for section in found.sections if section.title == title)
        assert "as printed in the garbled copy" in lead


def test_a_copy_of_the_article_under_another_name_is_still_garbled(tmp_path):
    (tmp_path / "copy.txt").write_text(ARTICLE.text, encoding="utf-8")
    assert "as printed in the garbled copy" in report.build(load_article(tmp_path / "copy.txt")).caveat


def test_provenance_and_size(found):
    facts = dict(tables(found)["Provenance"].itertuples(index=False))
    assert facts["SHA-256 of the file"] == hashlib.sha256((DATA / "nato-talks.txt").read_bytes()).hexdigest()
    assert facts["source"] == ARTICLE.provenance.source
    size = dict(tables(found)["Size of the text"].itertuples(index=False))
    assert size["characters"] == len(ARTICLE.text)
    assert [size[f"paragraphs: {kind}"] for kind in ("body", "heading", "credit")] == [26, 4, 1]
    assert size["sentences"] == len(sentences(ARTICLE.text))
    assert (size["tokens"], size["types (different tokens)"]) == (len(TOKENS), len(set(TOKENS)))
    assert size["types that occur once"] == len(nltk.FreqDist(TOKENS).hapaxes())


def test_every_flaw_is_listed_with_its_context(found):
    flaws = noise_inventory(ARTICLE.text)
    listed = next(frame for caption, frame in tables(found).items() if caption.startswith("Every flaw"))
    assert list(listed["offset"]) == [flaw.start for flaw in flaws]
    for flaw, context in zip(flaws, listed["context"], strict=True):
        before, marked = context.split("⟦")
        inside, after = marked.split("⟧")
        assert inside == flaw.text and before + inside + after in ARTICLE.text


def test_boundary_scores_have_n_interval_punkt_and_every_disagreement(found):
    scores = tables(found)["Sentence boundaries against the careful reading"]
    assert list(scores["n"]) == [47, 17, 47, 17]
    for inside, row in ((False, 0), (True, 1)):
        score = score_boundaries(ARTICLE.text, careful_reading(), sentences(ARTICLE.text), inside_lines=inside)
        assert scores["F1"][row] == score.f1
        assert scores["95 % interval"][row] == f"{score.low:.2f} to {score.high:.2f}"
    listed = next(frame for caption, frame in tables(found).items() if caption.startswith("Every disagreement"))
    per_splitter = scores[scores["boundaries"] == "all"]
    for splitter, missed, extra in per_splitter[["splitter", "missed", "extra"]].itertuples(index=False):
        sides = list(listed[listed["splitter"] == splitter]["who ends it here"])
        assert (sides.count("only the reading"), sides.count("only the splitter")) == (missed, extra)
    assert set(listed["splitter"]) == {"NLTK's Punkt, line by line"} and len(listed) == 4


def test_every_sentence_is_listed(found):
    listed = next(frame for caption, frame in tables(found).items() if caption.startswith("Every sentence"))
    assert list(listed["sentence"]) == [sentence.text for sentence in sentences(ARTICLE.text)]
    assert listed["tokens"].sum() == len(TOKENS)


def test_six_tokenizers_divide_one_sentence_in_different_ways(found):
    divided = tables(found)["One sentence, six divisions"]
    assert list(divided["tokenizer"]) == list(TOKENIZERS)
    assert divided["divided"].nunique() >= 4


def test_us_is_no_stop_word_and_so_among_the_content_words(found):
    frame = next(frame for caption, frame in tables(found).items() if "content words (without" in caption)
    content = dict(frame.itertuples(index=False))
    assert content["US"] == TOKENS.count("US") == 9
    assert content["Ukraine"] == 16
    assert not {"the", "The", "of", "us", "s"} & set(content)


def test_where_all_is_in_capitals_stop_words_are_still_dropped(tmp_path):
    (tmp_path / "caps.txt").write_text(ARTICLE.text.upper(), encoding="utf-8")
    reading = report.read(load_article(tmp_path / "caps.txt"))
    assert "THE" not in reading.content
    assert reading.content["UKRAINE"] == 16


def test_collocations_are_nltk_s_with_their_counts(found):
    frame = tables(found)["NLTK's collocations of content words"]
    assert dict(zip(frame["pair"], frame["count"], strict=True)) == {
        "Vladimir Putin": 2,
        "NATO membership": 2,
        "European countries": 2,
    }
    assert list(frame["likelihood ratio"]) == sorted(frame["likelihood ratio"], reverse=True)
    lead = next(section.lead for section in found.sections if section.title == "Neighbours")
    assert "3 pairs" in lead


def test_the_concordance_leads_to_every_place(found):
    frame = tables(found)["Concordance of Ukraine"]
    assert len(frame) == 16
    assert {ARTICLE.text[at : at + 7] for at in frame["offset"]} == {"Ukraine"}


def test_the_terminal_shows_the_main_tables(found, capsys):
    report.show(found)
    printed = capsys.readouterr().out
    for table in (table for section in found.sections for table in section.tables):
        assert (table.caption in printed) == table.main
    assert "as printed in the garbled copy" in " ".join(printed.split())
    assert "8 rows more in report.html" in " ".join(printed.split())


def test_an_own_text_has_no_score_without_a_reading(tmp_path):
    (tmp_path / "own.txt").write_text(OWN, encoding="utf-8")
    found = report.build(load_article(tmp_path / "own.txt"))
    assert not any("careful reading" in caption for caption in tables(found))
    page = written(found, tmp_path / "a new" / "folder")
    assert "<b>left</b>" in page.text and "b" not in {tag for tag, _ in page.tags}
    assert "garbled" not in page.text


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_texts_give_an_inert_page(name: str, tmp_path, capsys):
    (tmp_path / "text.txt").write_text(AWKWARD[name], encoding="utf-8")
    found = report.build(load_article(tmp_path / "text.txt"))
    page = written(found, tmp_path)
    report.show(found)
    tags = {tag for tag, _ in page.tags}
    assert not {"script", "b"} & tags
    assert not any(key.startswith("on") for _, attrs in page.tags for key in attrs)
    assert all(attrs["src"].startswith("data:image/svg+xml") for tag, attrs in page.tags if tag == "img")
    for output in (page.text, capsys.readouterr().out):
        assert not set(output) & set("\x1b\x07\x0b\x7f\u202e")


def test_a_later_part_adds_a_section(tmp_path):
    (tmp_path / "own.txt").write_text(OWN, encoding="utf-8")
    found = report.build(load_article(tmp_path / "own.txt"))
    found.sections.append(report.Section("People", "Nobody is named."))
    page = written(found, tmp_path)
    assert "Nobody is named." in page.text
    assert ("h2", {"id": f"section-{len(found.sections)}"}) in page.tags


def test_a_new_report_takes_the_old_one_s_place_or_leaves_it(found, tmp_path):
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    assert report.write(found, tmp_path).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    blocked = tmp_path / "blocked"
    (blocked / "report.html").mkdir(parents=True)
    with pytest.raises(report.ReportError, match="cannot be written"):
        report.write(found, blocked)
    assert [path.name for path in blocked.iterdir()] == ["report.html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_whole_and_asks_for_nothing(found, tmp_path, page, scheme: str):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 800})
    address = report.write(found, tmp_path).as_uri()
    page.goto(address)
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert not said
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling on a phone"
    red = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
    assert red > 200 if scheme == "light" else red < 60
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details table").first.is_visible()


def test_the_verdict_is_one_page_with_its_caveat(tmp_path, capsys, monkeypatch):
    """With the quickest model, and what other tests compute left small; `make prove` makes the whole."""
    monkeypatch.setattr(report, "curve", lambda model: verdict.curve(model, [3, 24]))
    monkeypatch.setattr(report, "agreement_of_passes", verdict.adjudication)
    monkeypatch.setattr(report, "error_causes", lambda: pd.read_csv(corpus.DATA / "errors.csv"))
    told = []
    made = report.verdict(told.append, ["bayes"])
    page = report.write(made, tmp_path).read_text("utf-8")
    assert (tmp_path / "verdict.html").exists() and len(told) >= 5
    assert "made by a language model" in page and "not agreement between people" in page.replace("\n", " ")
    for title in ("How often each label was given", "Every tagger in every setting", "Causes"):
        assert title in page
    assert "too few to conclude: 1 document, and it takes 10" in page
    (curve,) = [picture for section in made.sections for picture in section.pictures]
    assert curve.alt.startswith("Lines of macro-F1") and set(curve.table["tagger"]) == {"bayes"}
    report.show(made)
    assert "more in verdict.html" in " ".join(capsys.readouterr().out.split())


def test_stance_is_tagged_with_how_far_to_trust_it(found):
    (section,) = [section for section in found.sections if section.title == "Stance"]
    tables = {table.caption: table.frame for table in section.tables}
    counts = tables["Sentences by stance towards each target, as tagged"]
    assert (counts[["FAVOR", "AGAINST", "NONE"]].sum(axis=1) == 48).all()
    trust = tables["How far to trust the tagger"]
    assert trust["n"].str.contains("cells").all() and trust["95 % interval"].str.contains("to").all()
    every = tables["Every stance"]
    assert {"tagger says", "readers said"} <= set(every.columns)
    row = every[(every["target"] == "us-commitment") & every["text"].str.contains("non-European")].iloc[0]
    assert row["readers said"] == "AGAINST"


def test_a_long_text_is_tagged_in_its_beginning_alone(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("They must send weapons. " * (report.TAGGED_SENTENCES + 50), "utf-8")
    reading = report.read(load_article(path))
    section = report._stance(reading)
    assert f"first {report.TAGGED_SENTENCES:,} sentences" in section.lead
    assert section.tables[0].frame.iloc[0][["FAVOR", "AGAINST", "NONE"]].sum() == report.TAGGED_SENTENCES
