"""An article of one's own: made from a file, corrected by hand, read by the lessons and the report."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course import ROOT
from own_files import KINDS, MENDED, locked_pdf, mend, own_file, scanned_pdf
from prove_own_article import made, report, run

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE, lab
from transatlantic.article import ArticleError, bundled_article, load_article
from transatlantic.boundaries import careful_reading
from transatlantic.names import find_people
from transatlantic.own.checking import suspicions
from transatlantic.own.lessons import BUNDLED, INSTEAD, LEFT_OUT, LESSONS
from transatlantic.own.making import RIGHTS, new_article
from transatlantic.quotes import find_quotes
from transatlantic.stance import annotations, corpus, scheme, sheet
from transatlantic.tokenizing import sentences
from transatlantic.widgets import record_stance


@pytest.fixture
def reading(monkeypatch):
    """Makes an article the one that is read."""

    def read(folder: Path) -> Path:
        monkeypatch.setenv(ARTICLE_VARIABLE, folder.name)
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder.parents[1]))
        return folder

    return read


SAYS = {
    "wire": ("page: ", "Menus, captions", ("“If we can’t board a ship", "Ministers split over harbour guard\n")),
    "speech": (
        "PDF: ",
        "Page numbers",
        ("The question does not come in a letter.", "behind the back of that friend.\n"),
    ),
    "garbled": ("text, read as cp1252", "Unbalanced quotation mark: 3", ("the naïve north", "1.5 milliards €")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_becomes_an_article(kind, tmp_path, reading):
    file = own_file(kind, tmp_path)
    done = new_article(file, kind, tmp_path / "work")
    first, further, words = SAYS[kind]
    assert done.to_check[0].startswith(first)
    assert any(line.startswith(further) for line in done.to_check)
    assert "Rights: not cleared" in done.to_check[-1]

    article = load_article(done.folder / "text.txt")
    assert all(phrase in article.text for phrase in words)
    for boilerplate in ("Subscribe", "cookies", "Ten harbours", "All rights reserved", "Page 1", "tracked"):
        assert boilerplate not in article.text
    about = json.loads((done.folder / "about.json").read_text("utf-8"))
    assert (about["language"], about["file"], about["rights"]) == ("en", file.name, RIGHTS)
    if kind == "wire":
        assert (about["title"], about["publisher"]) == ("Ministers split over harbour guard", "Constructed Wire")

    found = sentences(article.text), find_people(article.text), find_quotes(article.text)
    reading(done.folder)
    assert load_article().text == article.text
    assert load_article().provenance.rights == RIGHTS
    assert (sentences(article.text), find_people(article.text), find_quotes(article.text)) == found
    assert scheme.targets() == scheme.TARGETS
    assert sheet.labelled() is None
    # The kit's own article stays what it is.
    assert len(sentences(bundled_article().text)) == len(careful_reading()) == 48
    assert len(corpus.article_labels()) == 288

    before = sorted((done.folder.parent / kind).rglob("*"))
    with pytest.raises(ArticleError, match=f"There is an article {kind} in .* already: choose another --slug"):
        new_article(file, kind, tmp_path / "work")
    assert sorted((done.folder.parent / kind).rglob("*")) == before


def test_what_a_teacher_corrects_takes_the_finders_place(tmp_path, reading):
    for kind in KINDS:
        mend(reading(new_article(own_file(kind, tmp_path), kind, tmp_path / "work").folder))
        text = load_article().text
        if kind == "wire":
            assert "free to use" in load_article().provenance.rights
            assert list(scheme.targets()) == ["guard"]
            labels = sheet.labelled()
            assert len(labels.records) == len(sentences(text))
            (said,) = [record for record in labels.records if record.label != "NONE"]
            assert (said.label, said.holder, said.evidence.text) == ("AGAINST", "Rask", "Nobody has explained")
            assert annotations.faults(annotations._content(labels), load_article()) == []
            told = record_stance(load_article(), tmp_path / "me.json", sentences(text)[3], "guard", "NONE")
            assert "NONE" in told
            assert annotations.load(tmp_path / "me.json", load_article()).records[0].target == "guard"
        if kind == "speech":
            assert sentences(text)[0].text.startswith("Constructed for teaching")
            assert find_people(text).people == ()
        if kind == "garbled":
            quotes = {quote.text: quote.speaker for quote in find_quotes(text)}
            assert quotes["it’s the fault of the others"] == "Two regions"
            assert any(words.endswith("come with clean shoes.") for words in quotes)

    folder = reading(tmp_path / "work" / "articles" / "wire")
    text = load_article().text
    names = folder / "names.csv"
    page = names.read_text("utf-8")
    # A semicolon, as spreadsheets save where the comma is the decimal mark; two people made one, one left open.
    names.write_text(page.replace("\nPaul Rask,", "\nKarin Vale,").replace("Tom Berg,Berg", ",Berg").replace(",", ";"))
    people = find_people(text)
    assert [person.variants for person in people.people] == [("Karin Vale", "Paul Rask", "Rask", "Vale"), ("Tom Berg",)]
    assert [mention.text for mention in people.unresolved] == ["Berg"]
    divided = folder / "sentences.csv"
    page = divided.read_text("utf-8")
    divided.write_text(page.replace("None of that has begun.", "None of that\nhas begun."), encoding="utf-8")
    assert {"None of that", "has begun."} <= {sentence.text for sentence in sentences(text)}
    divided.unlink()
    assert len(sentences(text)) == 28


@pytest.mark.parametrize(
    "name, old, new, says",
    [
        ("sentences.csv", "failed on Tuesday", "failed", "here the text goes on with “Defence ministers"),
        ("sentences.csv", "sentence\n", "satz\n", "lacks the column sentence"),
        ("names.csv", "Tom Berg,Berg,,1", "Tom Berg,Bergg,,1", "'Bergg' does not stand in text.txt"),
        ("names.csv", "Tom Berg,Berg,,1", "Tom Berg,Berg,x,1", "'x' is no line of the text"),
        ("quotes.csv", "“far too narrow”", "“far to narrow”", "does not stand in text.txt behind the row before"),
        ("quotes.csv", "fragment", "scrap", "'scrap' is no kind: write full, fragment, indirect"),
        ("targets.csv", "against\n", "against\nguard,,,,\n", "the name, definition, favor, against is empty"),
        ("about.json", '"rights"', '"right"', "must be JSON with the texts source, rights, caveat"),
    ],
)
def test_a_sheet_with_a_fault_gets_one_sentence(name, old, new, says, tmp_path, reading):
    folder = reading(new_article(own_file("wire", tmp_path), "wire", tmp_path / "work").folder)
    page = (folder / name).read_text("utf-8")
    assert old in page
    (folder / name).write_text(page.replace(old, new), encoding="utf-8")
    with pytest.raises(ArticleError) as told:
        text = load_article().text
        sentences(text), find_people(text), find_quotes(text), scheme.targets()
    assert says in str(told.value)
    assert "\n" not in str(told.value)


BAD = {
    "missing.txt": "There is no file",
    "folder": "is a folder: name one text file in it",
    "empty.txt": "is empty: give a file with the article's text in it",
    "blank.html": "is a web page without an article in it",
    "binary.txt": "is not a text file",
    "report.docx": "is a Word, EPUB or zip file: save the article as plain text, HTML or PDF first",
    "scanned.pdf": "is a PDF of pictures without text in it: have its text recognised (OCR)",
    "locked.pdf": "is locked with a password: open it and print it to a new PDF without one",
    "cut.pdf": "PDF: open it and print it to a new PDF",
    "digits.txt": "holds no letters",
}


def bad_file(name: str, folder: Path) -> Path:
    path = folder / name
    match name:
        case "folder":
            path.mkdir()
        case "scanned.pdf":
            scanned_pdf(path)
        case "locked.pdf":
            locked_pdf(path)
        case "missing.txt":
            pass
        case _:
            content = {
                "empty.txt": b"",
                "blank.html": b"<html><head><title>x</title></head><body><nav><a href='/'>Home</a></nav></body></html>",
                "binary.txt": bytes(random.Random(1).randbytes(4000)),
                "report.docx": b"PK\x03\x04" + bytes(100),
                "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type",
                "digits.txt": b"1 2 3\n",
            }
            path.write_bytes(content[name])
    return path


def test_a_bad_file_or_slug_gets_one_sentence_and_leaves_nothing(tmp_path):
    def ask(file: Path, slug: str) -> str:
        with pytest.raises(ArticleError) as told:
            new_article(file, slug, tmp_path / "work")
        assert "\n" not in str(told.value)
        left = [path for path in (tmp_path / "work").rglob("*") if path.is_file()]
        assert left == []
        return str(told.value)

    for name, says in BAD.items():
        assert says in ask(bad_file(name, tmp_path), "bad"), name
    good = own_file("garbled", tmp_path)
    for slug in ("", "Summit", "a b", "../up", "-x", "x" * 41, "süd", "a/b"):
        assert "cannot name an article: use up to 40 small letters" in ask(good, slug)

    env = os.environ | {FOLDER_VARIABLE: str(tmp_path / "work")}
    command = [sys.executable, "-m", "transatlantic", "new-article", str(tmp_path / "empty.txt"), "--slug", "bad"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    command = [sys.executable, "-m", "transatlantic", "report"]
    done = subprocess.run(command, env=env | {ARTICLE_VARIABLE: "nowhere"}, capture_output=True, text=True)
    assert done.returncode == 2
    assert "There is no article nowhere" in done.stderr


def test_suspicious_texts_are_named(tmp_path):
    texts = {
        "Very short": "One sentence.",
        "Few sentence ends": "\n".join(["a line of the text without an end"] * 20),
        "Not English": "Die Minister haben sich am Dienstag nicht auf eine gemeinsame Wache geeinigt. " * 12,
        "Mangled encoding": "The minister said: â€œWe wonâ€™t pay for this and we will not be asked again.â€\x9d " * 12,
        "Odd characters": "The minister said that the \ufffd would be paid for by all of them. " * 12,
        "Mostly capitals": "THE MINISTER SAID THAT IT WOULD BE PAID FOR BY ALL OF THEM. " * 12,
        "Unbalanced quotation mark": "The minister said that “it would be paid for. " * 12,
    }
    for says, text in texts.items():
        (tmp_path / "text.txt").write_text(text, encoding="utf-8")
        article = load_article(tmp_path / "text.txt")
        assert any(line.startswith(says) for line in suspicions(article, sentences(article.text))), says


def test_lessons_are_fitted_and_lie_in_a_folder_of_their_own(tmp_path):
    folder = made("garbled", tmp_path)
    work = tmp_path / "work"
    for name in LESSONS:
        kit = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        own = json.loads((folder / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        bundled = [cell for cell in kit if BUNDLED in cell["metadata"].get("tags", [])]
        assert bundled, f"{name} says nothing of the kit's article?"
        assert all(BUNDLED in cell["metadata"].get("tags", []) for cell in kit if INSTEAD in cell["metadata"])
        assert "`garbled`" in "".join(own[1]["source"])
        kept = {"".join(cell["source"]) for cell in own}
        assert not kept & {"".join(cell["source"]) for cell in bundled}
        assert not [source for source in kept if "in the garbled copy" in source or "machine-garbled" in source]
        assert "they mean the kit's own" in " ".join("".join(own[1]["source"]).replace("\n>", "").split())
        assert sum("".join(cell["source"]) == LEFT_OUT for cell in own) <= len(bundled)
        assert (work / "notebooks" / f"{name}.ipynb").read_bytes() == (
            ROOT / "notebooks" / f"{name}.ipynb"
        ).read_bytes()
        for cell in own:
            if cell["cell_type"] == "code":
                compile("".join(cell["source"]), name, "exec")

    mine = folder / "notebooks" / "01_reading.ipynb"
    mine.write_text("mine")
    assert lab.prepare(work, "garbled") == []
    assert mine.read_text() == "mine"
    ((fresh, old),) = lab.reset("01_reading", work, "garbled")
    assert (fresh, old.read_text()) == (mine, "mine")
    with pytest.raises(ArticleError, match="There is no article nowhere"):
        lab.prepare(work, "nowhere")


def test_a_lesson_or_two_and_the_report_on_one_article(tmp_path):
    """A sample; ``prove_own_article.py`` runs them all."""
    chosen = random.Random(os.environ.get("PYTEST_SEED", "own"))
    folder = made(chosen.choice(KINDS), tmp_path)
    mend(folder)
    # Two quick lessons, or one that computes more; 06 trains for a minute.
    for lesson in chosen.choice([chosen.sample(LESSONS[:5], 2), LESSONS[6:7], LESSONS[7:8]]):
        notebook = run(folder, lesson)
        assert not [o for cell in notebook.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"]
        assert "nato-talks" not in json.dumps(notebook)
    assert report(folder).returncode == 0
    page = (folder / "report" / "report.html").read_text("utf-8")
    assert f"Report on {folder.name}" in page
    assert "garbled copy" not in page


def test_the_lab_opens_the_article(serve, tmp_path):
    made("garbled", tmp_path)
    shutil.rmtree(tmp_path / "work" / "articles" / "garbled" / "notebooks")
    served = serve("--dir", str(tmp_path / "work"), "--article", "garbled")
    assert "/lab/tree/articles/garbled/notebooks/01_reading.ipynb" in served.address
    assert served.run("from transatlantic.article import load_article; print(load_article().name)") == "garbled\n"


def test_every_kind_is_mended():
    assert set(MENDED) == set(KINDS)
