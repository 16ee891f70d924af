"""The kit's main job without a screen: read a text, print the main tables, write one self-contained page.

A section is plain data. A later part of the kit adds its own by ``report.sections.append(Section(…))``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nltk
import pandas as pd
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
from nltk.text import ConcordanceIndex
from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from transatlantic import plots, resources, sentiment
from transatlantic.article import Article, Sentence, Token, bundled_article
from transatlantic.boundaries import BoundaryScore, careful_reading, score_boundaries
from transatlantic.cleaning import noise_inventory
from transatlantic.files import replace_whole
from transatlantic.plots import Picture, visible
from transatlantic.stance.corpus import article_labels
from transatlantic.stance.evaluation import confusion, figures_table
from transatlantic.stance.scheme import TAGGED, TARGETS, Label, targets
from transatlantic.stance.sheet import labelled
from transatlantic.stance.tagger import MODELS
from transatlantic.stance.trained import trained
from transatlantic.stance.verdict import (
    Setting,
    adjudication,
    agreement_of_passes,
    by_target,
    comparisons,
    composition,
    curve,
    error_causes,
    settings,
    verdict_figures,
)
from transatlantic.tokenizing import TOKENIZERS, TokenizingError, sentences, words
from transatlantic.voices import people_table, quotes_table

NAME = "report.html"

GARBLED = "Words under a real person's name are as printed in the garbled copy: do not cite them as said."

VERDICT_CAVEAT = "All texts but the article are constructed; texts and labels were made by a language model."

# What a terminal shows of a table; the page has more.
TERMINAL_ROWS = 12

# Sentences in which stance is tagged: an article has fewer, and a book would take minutes.
TAGGED_SENTENCES = 2_000

# Sentences tried for the one that the tokenizers divide in the most ways.
TRIED = 60


class ReportError(ValueError):
    """The report cannot be made or written; the message is one sentence with the remedy."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table under its caption; ``main`` ones are also printed on the terminal."""

    caption: str
    frame: pd.DataFrame
    main: bool = False


@dataclass(frozen=True, eq=False)
class Section:
    """A part of the report: a title, a lead of a sentence or two, tables and pictures."""

    title: str
    lead: str
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, eq=False)
class Report:
    """What is to be said about a text. caveat: the warning that stands above everything. page: the file's name."""

    title: str
    caveat: str
    sections: list[Section]
    page: str = NAME


@dataclass(frozen=True, eq=False)
class Reading:
    """A text read once for all sections.

    tokens: those of ``nltk.word_tokenize``. lines: the tokens of each sentence. content: tokens that begin with a
    letter and are no stop words, as printed. bundled: whether it is the kit's own article.
    """

    article: Article
    sentences: list[Sentence]
    tokens: list[Token]
    lines: list[list[Token]]
    content: nltk.FreqDist
    bundled: bool


def read(article: Article) -> Reading:
    """Divide an article into sentences and tokens, and count its content words.

    Raises ResourceError where NLTK's resources are missing.
    """
    resources.use()
    tokens = words(article.text)
    found = sentences(article.text)
    lines = [words(sentence.text) for sentence in found]
    stop_words = set(nltk.corpus.stopwords.words("english"))
    content: nltk.FreqDist = nltk.FreqDist()
    for sentence, line in zip(found, lines, strict=True):
        # US is a name and us a stop word; where everything is in capitals nobody can tell.
        shouted = sentence.text.isupper()
        for token in (token.text for token in line if token.text[0].isalpha()):
            name = token.isupper() and len(token) > 1 and not shouted
            if name or token.lower() not in stop_words:
                content[token] += 1
    return Reading(article, found, tokens, lines, content, article.text == bundled_article().text)


def build(article: Article, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Say what the text layer finds in an article.

    tell: called with a line on what is being done, since a long text takes a minute.
    Returns a Report, plain data for ``write`` and ``show``. Raises ResourceError where NLTK's resources are missing,
    ReportError where NLTK runs into its time limit on a long text.
    """
    parts = (
        _about,
        _size,
        _noise,
        _sentences,
        _tokenizers,
        _frequencies,
        _neighbours,
        _concordance,
        _dispersion,
        _people,
        _quotes,
        _sentiment,
        _stance,
    )
    try:
        tell(f"Reading {article.name} ({len(article.text):,} characters) …")
        reading = read(article)
        sections = []
        for part in parts:
            sections.append(part(reading))
            tell(f"Done: {', '.join(section.title.lower() for section in sections)} …")
    except (TimeoutError, TokenizingError):  # NLTK and the kit give a regular expression seconds, whatever the machine
        raise ReportError(f"{article.name} takes NLTK too long on this machine: give a shorter text.") from None
    caveat = bundled_article().provenance.caveat if reading.bundled else article.provenance.caveat
    return Report(f"Report on {article.name}", caveat, sections)


def _about(reading: Reading) -> Section:
    provenance = reading.article.provenance
    facts = {
        "name": reading.article.name,
        "source": provenance.source,
        "rights": provenance.rights,
        "caveat": provenance.caveat,
        "SHA-256 of the file": provenance.sha256,
        "made with": f"NLTK {nltk.__version__}",
    }
    lead = "Where the text comes from; the checksum tells whether two people read the same file."
    return Section(
        "About the text", lead, [Table("Provenance", pd.DataFrame(facts.items(), columns=["fact", "value"]))]
    )


def _size(reading: Reading) -> Section:
    kinds = Counter(paragraph.kind for paragraph in reading.article.paragraphs)
    types = nltk.FreqDist(token.text for token in reading.tokens)
    rows = [
        ("characters", len(reading.article.text)),
        *((f"paragraphs: {kind}", kinds[kind]) for kind in ("body", "heading", "credit")),
        ("sentences", len(reading.sentences)),
        ("tokens", types.N()),
        ("types (different tokens)", types.B()),
        ("types that occur once", len(types.hapaxes())),
    ]
    lead = "Tokens are those of nltk.word_tokenize, marks included; capitals make a type of their own."
    return Section(
        "Size", lead, [Table("Size of the text", pd.DataFrame(rows, columns=["what", "how many"]), main=True)]
    )


def _noise(reading: Reading) -> Section:
    text = reading.article.text
    flaws = noise_inventory(text)
    rows = [(flaw.kind, flaw.start, _context(text, flaw.start, flaw.end), flaw.note) for flaw in flaws]
    kinds = nltk.FreqDist(flaw.kind for flaw in flaws)
    lead = (
        f"Flaws of the surface that a program can find: {_number(len(flaws), 'flaw')}. Misspelt names, lost words and "
        "contradictions are left to readers."
    )
    tables = [
        Table("Flaws by kind", pd.DataFrame(kinds.most_common(), columns=["kind", "flaws"]), main=True),
        Table(
            "Every flaw, with its place (character offset) between the marks ⟦ and ⟧",
            pd.DataFrame(rows, columns=["kind", "offset", "context", "what is wrong"]),
        ),
    ]
    return Section("Noise", lead, tables if flaws else (), [plots.noise(text)])


def _context(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 30) : start]}⟦{text[start:end]}⟧{text[end : end + 30]}"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _sentences(reading: Reading) -> Section:
    lead = f"{_number(len(reading.sentences), 'sentence')}, by NLTK's Punkt on a copy with the surface repaired."
    tables = []
    if reading.bundled:
        lead += (
            " On this article one careful reading says where sentences end, and the repairs were chosen by people who"
            f" knew it: a high score here promises little for other texts. {GARBLED}"
        )
        tables = _boundary_tables(reading)
    rows = [
        (number, sentence.start, sentence.end, len(line), sentence.text)
        for number, (sentence, line) in enumerate(zip(reading.sentences, reading.lines, strict=True), start=1)
    ]
    columns = ["number", "start", "end", "tokens", "sentence"]
    tables.append(Table("Every sentence, with its offsets and its length", pd.DataFrame(rows, columns=columns)))
    return Section("Sentences", lead, tables, [plots.sentence_lengths(reading.sentences)])


def _boundary_tables(reading: Reading) -> list[Table]:
    text = reading.article.text
    ours = "the kit's splitter"
    plain = "NLTK's Punkt, line by line"
    splitters = {ours: reading.sentences, plain: _plain_punkt(reading.article)}
    rows, disagreements = [], []
    for name, found in splitters.items():
        for which, inside in (("all", False), ("inside lines", True)):
            score = score_boundaries(text, careful_reading(), found, inside_lines=inside)
            rows.append((name, which, *_figures(score)))
        score = score_boundaries(text, careful_reading(), found)
        for side, places in (("only the reading", score.missed), ("only the splitter", score.extra)):
            disagreements += [(name, at, side, _context(text, at, at)) for at in places]
    agreed = [name for name in splitters if name not in {row[0] for row in disagreements}]
    caption = "Every disagreement: a sentence ends at ⟦⟧"
    if agreed:
        caption += f" (none for {' and '.join(agreed)})"
    columns = ["splitter", "boundaries", "n", "F1", "95 % interval", "missed", "extra"]
    return [
        Table("Sentence boundaries against the careful reading", pd.DataFrame(rows, columns=columns), main=True),
        Table(caption, pd.DataFrame(disagreements, columns=["splitter", "offset", "who ends it here", "context"])),
    ]


def _figures(score: BoundaryScore) -> tuple[int, float, str, int, int]:
    return score.n, score.f1, f"{score.low:.2f} to {score.high:.2f}", len(score.missed), len(score.extra)


def _plain_punkt(article: Article) -> list[Sentence]:
    """NLTK's Punkt on each line as it is printed."""
    punkt = nltk.tokenize.PunktTokenizer()
    return [
        Sentence(part.start + start, part.start + end, part.text[start:end])
        for part in article.paragraphs
        for start, end in punkt.span_tokenize(part.text)
    ]


def _tokenizers(reading: Reading) -> Section:
    picture = plots.token_counts(reading.article.text)
    table = picture.table.assign(**{"what it does": [TOKENIZERS[name] for name in picture.table["tokenizer"]]})
    ways = {
        sentence.text: {name: [token.text for token in words(sentence.text, name)] for name in TOKENIZERS}
        for sentence in reading.sentences[:TRIED]
    }
    # The sentence divided in the most ways; of several, the shortest.
    shown = max(ways, key=lambda sentence: (len(set(map(tuple, ways[sentence].values()))), -len(sentence)))
    rows = [(name, len(tokens), " | ".join(tokens)) for name, tokens in ways[shown].items()]
    lead = "What a token is, is a decision: the same text by six of NLTK's tokenizers."
    tables = [
        Table("Tokens and types by tokenizer", table, main=True),
        Table("One sentence, six divisions", pd.DataFrame(rows, columns=["tokenizer", "tokens", "divided"])),
    ]
    return Section("Tokenizers side by side", lead, tables, [picture])


def _frequencies(reading: Reading) -> Section:
    every = nltk.FreqDist(token.text for token in reading.tokens)
    lead = (
        "Counts by NLTK's FreqDist, words as printed. The stop words are the kit's list; a word in capitals, such as "
        "US, is not taken for the stop word us."
    )
    columns = ["token", "count"]
    tables = [Table("The most frequent tokens", pd.DataFrame(every.most_common(20), columns=columns))]
    pictures = []
    if reading.content:
        common = pd.DataFrame(reading.content.most_common(20), columns=columns)
        tables.append(Table("The most frequent content words (without marks and stop words)", common, main=True))
        pictures = [replace(plots.frequencies(reading.content), title="The most frequent content words")]
    return Section("Frequencies", lead, tables, pictures)


def _neighbours(reading: Reading) -> Section:
    lines = [[token.text for token in line] for line in reading.lines]
    tables = []
    for n, name in ((2, "bigrams"), (3, "trigrams")):
        counts = nltk.FreqDist(gram for line in lines for gram in nltk.ngrams(line, n) if _all_words(gram))
        rows = [(" ".join(gram), count) for gram, count in counts.most_common(15) if count > 1]
        if rows:
            tables.append(Table(f"The most frequent {name}", pd.DataFrame(rows, columns=[name[:-1], "count"])))
    finder = BigramCollocationFinder.from_documents(lines)
    finder.apply_word_filter(lambda word: word not in reading.content)
    finder.apply_freq_filter(2)
    scored = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    rows = [(" ".join(pair), finder.ngram_fd[pair], score) for pair, score in scored[:15]]
    if rows:
        columns = ["pair", "count", "likelihood ratio"]
        tables.append(Table("NLTK's collocations of content words", pd.DataFrame(rows, columns=columns), main=True))
    lead = (
        "Words that stand side by side within a sentence, twice or more. NLTK's likelihood ratio asks which pairs do "
        f"so more often than chance would have it: {_number(len(scored), 'pair')} of content words to choose from."
    )
    return Section("Neighbours", lead, tables)


def _all_words(gram: tuple[str, ...]) -> bool:
    return all(token[0].isalnum() for token in gram)


def _concordance(reading: Reading) -> Section:
    if not reading.content:
        return Section("Concordance", "There is no content word to look up.")
    word = reading.content.max()
    found = ConcordanceIndex([token.text for token in reading.tokens]).find_concordance(word, width=79)
    rows = [
        (reading.tokens[line.offset].start, line.left_print.strip(), line.query, line.right_print) for line in found
    ]
    shown = visible(word, plots.LABEL_CHARACTERS)
    lead = f"Each occurrence of the most frequent content word, {shown}, with its neighbours: NLTK's concordance."
    if reading.bundled:
        lead += f" {GARBLED}"
    frame = pd.DataFrame(rows, columns=["offset", "left", "word", "right"])
    return Section("Concordance", lead, [Table(f"Concordance of {shown}", frame)])


def _dispersion(reading: Reading) -> Section:
    if not reading.content:
        return Section("Dispersion", "There is no content word to follow through the text.")
    top = [word for word, _ in reading.content.most_common(6)]
    lead = "Where the most frequent content words stand: NLTK's dispersion plot."
    return Section("Dispersion", lead, pictures=[plots.dispersion(reading.article.text, top)])


def _people(reading: Reading) -> Section:
    found = people_table(reading.article.text)
    lead = (
        "Persons named in the text, spellings that are close enough brought together with the reason for it. A program "
        "proposes, a reader decides: the table shows on what evidence."
    )
    if found.empty:
        return Section("People", "No name of a person was found.")
    return Section("People", lead, [Table("Who is named", found, main=True)])


def _quotes(reading: Reading) -> Section:
    found = quotes_table(reading.article.text)
    if found.empty:
        return Section("Quotations", "No quotation was found.")
    lead = (
        "Quotations and reported clauses with their speakers, found by rules. Where the text names no speaker the "
        "table says unknown; a mark that never closes or never opens is flagged."
    )
    if reading.bundled:
        lead += f" {GARBLED}"
    shares = found.groupby("speaker", sort=False).size().sort_values(ascending=False, kind="stable")
    tables = [
        Table("Quotations by speaker", shares.rename("quotations").reset_index(), main=True),
        Table("Every quotation", found),
    ]
    return Section("Quotations", lead, tables)


def _sentiment(reading: Reading) -> Section:
    scores = sentiment.timeline(reading.sentences)
    carrying = sentiment.contributions(reading.sentences)
    shown = scores.assign(compound=[f"{compound:+.4f}" for compound in scores["compound"]])
    labels = scores["label"].value_counts()
    lead = (
        f"NLTK's VADER sentence by sentence; {sentiment.POSITIVE_FROM:+} or more is positive, "
        f"{sentiment.NEGATIVE_FROM:+} or less negative. A score says how the words sound and not who favours what: "
        f"it is no stance, and words that name the subject, such as peace and war, count as praise and blame."
    )
    if reading.bundled:
        lead += f" {GARBLED}"
    rows = [(name, int(labels.get(name, 0))) for name in ("positive", "neutral", "negative")]
    tables = [
        Table("Sentences by label", pd.DataFrame(rows, columns=["label", "sentences"]), main=True),
        Table("The words that carry the scores (value in the lexicon × occurrences)", carrying.head(20), main=True),
        Table("Every sentence with its score", shown),
    ]
    if carrying.empty:
        del tables[1]
    return Section("Sentiment", lead, tables, [plots.sentiment_timeline(scores)])


def _stance(reading: Reading) -> Section:
    tagged = trained()
    some = reading.sentences[:TAGGED_SENTENCES]
    asked = [(number, sentence, target) for number, sentence in enumerate(some, start=1) for target in TARGETS]
    labels = tagged.tagger.predict([sentence.text for _, sentence, _ in asked], [target for *_, target in asked])
    cells = pd.DataFrame(
        [
            (number, target, label, sentence.text)
            for (number, sentence, target), label in zip(asked, labels, strict=True)
        ],
        columns=["sentence", "target", "label", "text"],
    )
    counts = cells.groupby(["target", "label"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=list(TARGETS), columns=list(TAGGED), fill_value=0).rename(columns=str)
    stances = cells[cells["label"] != Label.NONE]
    columns = ["sentence", "target", "tagger says", "text"]
    if reading.bundled:
        read = article_labels()["label"].to_numpy()  # in the order of the cells
        stances = cells.assign(read=read)[lambda frame: (frame[["label", "read"]] != Label.NONE).any(axis=1)]
        stances = stances[["sentence", "target", "label", "read", "text"]]
        columns.insert(3, "readers said")
    elif own := _own_labels(reading):
        stances = cells.assign(read=[own.get(cell, "") for cell in zip(cells["text"], cells["target"], strict=True)])
        stances = stances[(stances["label"] != Label.NONE) | ~stances["read"].isin(["", Label.NONE])]
        stances = stances[["sentence", "target", "label", "read", "text"]]
        columns.insert(3, "readers said")
    lead = (
        "Who favours what is harder to tell than how a text sounds. The tagger learned from constructed briefs and "
        "knows six targets. How far to trust it is measured on briefs of an event that it had not learned from, since "
        "a new text is about a new event: the second table says how seldom it is right about a stance. Take a label as "
        "a place to read, not as a finding."
    )
    if len(reading.sentences) > len(some):
        lead += f" Only the first {len(some):,} sentences are tagged."
    if reading.bundled:
        lead += f" {GARBLED}"
    elif targets() != TARGETS:
        lead += " The targets of this article's own (targets.csv) are not among them: those are for readers."
    tables = [
        Table("Sentences by stance towards each target, as tagged", counts.reset_index(), main=True),
        Table("How far to trust the tagger", figures_table(tagged.trust), main=True),
        Table("Every stance", stances.set_axis(columns, axis=1)),
    ]
    return Section("Stance", lead, tables)


def _own_labels(reading: Reading) -> dict[tuple[str, str], str]:
    """What readers of an article of one's own said of each sentence and target; empty where nobody has."""
    labels = labelled()
    if labels is None or labels.sha256 != reading.article.provenance.sha256:
        return {}
    return {(record.sentence.text, record.target): str(record.label) for record in labels.records}


def verdict(tell: Callable[[str], None] = lambda _: None, models: Sequence[str] = MODELS) -> Report:
    """Say how well the tagger does, on the practice corpus and on the bundled article.

    tell: called with a line on what is being done, since it takes minutes. models: which of the tagger's, the last
    being compared with the others. Returns a Report. Raises ResourceError where NLTK's resources are missing.
    """
    resources.use()
    *others, best = models
    found = settings(models, tell)
    apart = [setting for setting in found if setting.name != "the article"]
    curves = {}
    for model in models:
        if model != "rules":  # which learn nothing
            tell(f"Learning curve, {model} …")
            curves[model] = curve(model)
    tell("The most confident errors, and how far the passes agree …")
    errors = error_causes()
    sections = [
        Section(
            "Labels",
            "Sentence × target cells, labelled by a language model in three separate passes and adjudicated. That such "
            "passes agree says that the guideline is clear to one model; it is not agreement between people.",
            [
                Table("How often each label was given", composition(), main=True),
                Table("Agreement of the passes", agreement_of_passes(), main=True),
                Table("What the adjudication changed", adjudication(), main=True),
            ],
        ),
        Section(
            "Taggers and rivals",
            "The majority says NONE to nearly everything. The single pass had a part in the adjudication that it is "
            "compared with, so it shows what a reader can reach rather than what one would. An event left out is the "
            "hardest test and the fairest: a new text is about a new event.",
            [
                Table("Every tagger in every setting", verdict_figures(found, models), main=True),
                Table(
                    f"Is {best} better than its rivals?",
                    pd.concat([comparisons(setting, best, (*others, "lexicon")) for setting in apart]),
                    main=True,
                ),
                Table(f"{best} by target, one event left out", by_target(apart[-1], best)),
                Table(f"Confusion of {best}, one event left out", _confusion(apart[-1], best)),
            ],
        ),
        Section(
            "Learning curve",
            "What more briefs would bring: each point is tested on all cells by cross-validation, briefs kept whole.",
            pictures=[plots.learning_curve(curves)],
        ),
        Section(
            "The most confident errors",
            "Of the linear model on the held-out briefs, read one by one and sorted by cause.",
            [
                Table("Causes", errors.value_counts("cause").rename("errors").reset_index(), main=True),
                Table("Every one of them", errors),
            ],
        ),
    ]
    return Report("Verdict on the stance tagger", VERDICT_CAVEAT, sections, "verdict.html")


def _confusion(setting: Setting, tagger: str) -> pd.DataFrame:
    return confusion(setting.cells["label"].tolist(), setting.cells[tagger].tolist()).reset_index()


def write(report: Report, folder: Path) -> Path:
    """Write a report's page into a folder, which is made where it is missing: whole or not at all.

    Returns the file. Raises ReportError where the folder is a file or cannot be written.
    """
    page = plots.TEMPLATES.get_template("report.html").render(report=report)
    target = folder / report.page
    try:
        replace_whole(target, page.encode())
    except (FileExistsError, NotADirectoryError):
        raise ReportError(f"{folder} is a file, not a folder: choose another folder with --out.") from None
    except OSError as error:
        raise ReportError(f"{target} cannot be written ({error.strerror}): choose another folder with --out.") from None
    return target


def show(report: Report) -> None:
    """Print the main tables on the terminal, each cut to its first rows."""
    console = Console(highlight=False)
    console.print(Text(visible(report.title), style="bold"))
    console.print(Text(visible(report.caveat)))
    for table in (table for section in report.sections for table in section.tables if table.main):
        rest = len(table.frame) - TERMINAL_ROWS
        grid = Grid(
            caption=Text(f"and {_number(rest, 'row')} more in {report.page}") if rest > 0 else None,
            box=box.SIMPLE,
            caption_justify="left",
        )
        for name in table.frame.columns:
            grid.add_column(Text(name), justify="right" if pd.api.types.is_numeric_dtype(table.frame[name]) else "left")
        for row in plots.cells(table.frame.head(TERMINAL_ROWS)):
            grid.add_row(*(Text(text) for text, _ in row))
        console.print(Text(visible(table.caption), style="bold"))
        console.print(grid)
