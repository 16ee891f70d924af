"""Constructed articles of one's own, and files that are none; PDFs are made here."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

from matplotlib import rc_context
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter

FOLDER = Path(__file__).parent / "own"
KINDS = ("wire", "speech", "garbled")
LINES = 34


def own_file(kind: str, folder: Path) -> Path:
    """The wire report as a web page, the speech as a PDF of two pages or more, or the garbled text in Windows-1252."""
    if kind == "speech":
        return speech_pdf(folder / "speech.pdf")
    (found,) = FOLDER.glob(f"{kind}.*")
    return Path(shutil.copy(found, folder))


def speech_pdf(path: Path) -> Path:
    """The speech as a word processor prints it: wrapped lines, a running head, page numbers."""
    lines = []
    for paragraph in (FOLDER / "speech.txt").read_text(encoding="utf-8").split("\n\n"):
        lines += [*textwrap.wrap(paragraph, 78), ""]
    pages = [lines[i : i + LINES] for i in range(0, len(lines), LINES)]
    with rc_context({"pdf.fonttype": 42}), PdfPages(path) as pdf:
        for number, page in enumerate(pages, start=1):
            figure = Figure(figsize=(8.27, 11.69))
            for place, line in enumerate(["Constructed speech, as delivered", "", *page, "", f"Page {number}"]):
                figure.text(0.1, 0.94 - 0.022 * place, line, fontsize=11)
            pdf.savefig(figure)
    return path


def scanned_pdf(path: Path) -> Path:
    """A PDF that holds a picture and no text."""
    figure = Figure()
    figure.subplots().imshow([[0, 1], [1, 0]])
    figure.axes[0].set_axis_off()
    figure.savefig(path)
    return path


def locked_pdf(path: Path) -> Path:
    """The speech behind a password."""
    writer = PdfWriter(clone_from=PdfReader(speech_pdf(path.with_name("open.pdf"))))
    writer.encrypt("constructed", algorithm="RC4-128")
    writer.write(path)
    return path


# What a teacher corrects by hand who has read the folder through: file, what stands there, what shall stand there.
MENDED = {
    "wire": [
        ("about.json", "NOT CLEARED. Write here who", "Constructed for the tests and free to use; else write here who"),
        ("targets.csv", "against\n", "against\nguard,Harbour guard,A joint guard,it should come,it should not come\n"),
        (
            "stance.csv",
            '"“Nobody has explained who pays for this,” Rask said.",,,,,',
            '"“Nobody has explained who pays for this,” Rask said.",guard,AGAINST,Rask,Nobody has explained,',
        ),
    ],
    "speech": [("names.csv", "Others,Others,,1\n", "")],  # a pronoun taken for a person
    "garbled": [
        ("quotes.csv", "\n,it’s the fault of the others", "\nTwo regions,it’s the fault of the others"),
        ("quotes.csv", "shoes. It was however not clear, which shoes were meant.", "shoes."),
    ],
}


def mend(article: Path) -> None:
    """Correct an article's folder by hand, as ``MENDED`` says."""
    for name, old, new in MENDED[article.name]:
        page = (article / name).read_text(encoding="utf-8")
        assert old in page, f"{article.name}/{name}: {old}"
        (article / name).write_text(page.replace(old, new), encoding="utf-8")
