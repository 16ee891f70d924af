"""Every picture of the lessons and the report: matplotlib's, with a text alternative and the table behind it."""

from __future__ import annotations

import base64
import io
import math
import statistics
import unicodedata
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import nltk
import numpy as np
import pandas as pd
from jinja2 import Environment, PackageLoader
from matplotlib import rc_context, style
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryLocator
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from transatlantic.article import Sentence
from transatlantic.cleaning import noise_inventory
from transatlantic.stance.evaluation import Figure as Estimate
from transatlantic.stance.evaluation import Step
from transatlantic.tokenizing import TOKENIZERS, words

# Whatever style a learner has chosen, ours is told apart by colour-blind readers and printed on white.
LOOK = [
    "default",
    "tableau-colorblind10",
    {
        "axes.axisbelow": True,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.constrained_layout.use": True,
        "font.size": 11,
        "grid.color": "#dddddd",
        "text.parse_math": False,  # a $ in an article is money
    },
]

# Letters stay letters, drawn by the browser's fonts: matplotlib's own have no emoji and no Chinese.
SAVING = {"svg.fonttype": "none", "svg.hashsalt": "transatlantic"}

MARKERS = "ovsD^P*X"

# More marks than this are stored as an image within the picture; as shapes they would make it huge.
MANY_MARKS = 2000

# A longer table is a file's business; a page of HTML shows its beginning and says how long it is.
MOST_ROWS = 500
MOST_CHARACTERS = 1000
LABEL_CHARACTERS = 30
MOST_STEPS = 25

# Told apart by where they stand and by their shape, too.
SENTIMENT_MARKS = {"positive": ("^", "C0"), "neutral": ("o", "C3"), "negative": ("v", "C1")}

JOINERS = "\u200c\u200d"  # hold an emoji or an Arabic or Persian word together


def visible(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text in one line, with every character that cannot be seen (controls, turns of direction) as �.

    most: characters kept; what is longer ends in ….
    """
    kept = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(" " if c.isspace() else c if c.isprintable() or c in JOINERS else "�" for c in kept)


def cells(frame: pd.DataFrame) -> list[list[tuple[str, bool]]]:
    """The first ``MOST_ROWS`` rows of a table as a page shows them: each cell's text, and whether it is a number."""

    def cell(value: object) -> tuple[str, bool]:
        if isinstance(value, float | np.floating):
            return f"{value:.2f}", True
        return visible(str(value)), isinstance(value, int | np.integer)

    return [[cell(value) for value in row] for row in frame.head(MOST_ROWS).itertuples(index=False, name=None)]


TEMPLATES = Environment(
    loader=PackageLoader("transatlantic", "data/report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
TEMPLATES.globals |= {"cells": cells, "is_number": pd.api.types.is_numeric_dtype, "visible": visible}


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that says what it shows.

    svg: the drawing. alt: its text alternative. title: a line above it, or "". table: the numbers behind it.
    A notebook shows all of them.
    """

    svg: str = field(repr=False)
    alt: str
    title: str
    table: pd.DataFrame = field(repr=False)

    @property
    def address(self) -> str:
        """The drawing as a ``data:`` address, for the ``src`` of an image."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()

    def _repr_html_(self) -> str:
        return TEMPLATES.get_template("picture.html").render(picture=self)


def picture(ax: Axes, alt: str, table: pd.DataFrame | None = None) -> Picture:
    """Turn any matplotlib axes into a picture with a text alternative.

    ax: what ``FreqDist.plot(show=False)``, ``nltk.draw.dispersion_plot`` or your own drawing gave. alt: what there
    is to see, in words. table: the numbers behind it; None reads the points and bars off the axes.
    Returns the Picture, its title taken from the axes; the figure is closed, so that no notebook shows it twice.
    Raises ValueError where alt is empty.
    """
    # It looks for a screen when it is imported, which a report in a terminal need not do.
    from matplotlib import pyplot as plt

    if not alt.strip():
        raise ValueError("A picture needs a text alternative: say in alt what there is to see.")
    figure = ax.figure
    title = ax.get_title()
    ax.set_title("")  # stands above the picture as text
    paper = figure.get_facecolor()
    buffer = io.StringIO()
    try:
        with rc_context(SAVING), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
            figure.savefig(
                buffer,
                format="svg",
                bbox_inches="tight",
                facecolor=paper if paper[3] else "white",  # nothing shines through in a dark notebook
                metadata={"Date": None, "Creator": None},
            )
        table = _points(ax) if table is None else table
    finally:
        plt.close(figure)
    return Picture(buffer.getvalue(), alt.strip(), title, table)


def _points(ax: Axes) -> pd.DataFrame:
    """The points of an axes' lines and its bars, under the names of the axes."""
    across, up = ax.get_xlabel() or "x", ax.get_ylabel() or "y"
    if across == up:
        across, up = f"{across} (across)", f"{up} (up)"
    series = [(str(line.get_label()), *line.get_data(orig=False)) for line in ax.lines]
    for bars in ax.containers:
        if isinstance(bars, BarContainer):
            boxes = [bar.get_bbox() for bar in bars]
            middles, ends = [(box.x0 + box.x1) / 2 for box in boxes], [box.y1 for box in boxes]
            if bars.orientation == "horizontal":
                middles, ends = [box.x1 for box in boxes], [(box.y0 + box.y1) / 2 for box in boxes]
            series.append((str(bars.get_label()), middles, ends))
    parts = []
    for label, xs, ys in series:
        part = pd.DataFrame({across: _named(ax.xaxis, xs), up: _named(ax.yaxis, ys)})
        if len(series) > 1:
            part.insert(0, "series", label.removeprefix("_"))
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _named(axis: Axis, values: Sequence[float]) -> list[object]:
    """Places on an axis under the names that stand there, whole numbers as such."""
    names = {}
    if isinstance(axis.get_major_locator(), FixedLocator | StrCategoryLocator):
        ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
        names = {float(place): label.get_text() for place, label in ticks}
    plain = [int(value) if float(value).is_integer() else float(value) for value in values]
    return [names.get(float(value), value) for value in plain]


def token_counts(text: str) -> Picture:
    """How many tokens each tokenizer of the kit finds in a text: a bar each.

    text: any text. The picture's table has one row a tokenizer: tokenizer, tokens, types (different tokens).
    """
    found = {name: [token.text for token in words(text, name)] for name in TOKENIZERS}
    table = pd.DataFrame(
        [(name, len(tokens), len(set(tokens))) for name, tokens in found.items()],
        columns=["tokenizer", "tokens", "types"],
    )
    alt = "Bars, tokens by tokenizer: " + ", ".join(f"{name} {len(tokens)}" for name, tokens in found.items()) + "."
    return _bars("One text, six tokenizers", "tokens", "tokenizer", table, alt)


def frequencies(fdist: nltk.FreqDist, n: int = 20) -> Picture:
    """The n most frequent samples of NLTK's FreqDist, a bar each.

    fdist: counts of tokens, or of tuples of tokens. n: how many bars, 1 or more.
    The picture's table: token, count. Raises ValueError where there is nothing to count.
    """
    if not fdist or n < 1:
        raise ValueError("There is nothing to count: give a FreqDist with samples in it, and n of 1 or more.")
    common = [(s if isinstance(s, str) else " ".join(map(str, s)), count) for s, count in fdist.most_common(n)]
    table = pd.DataFrame(common, columns=["token", "count"])
    rest = f"; all {fdist.B()} types together {fdist.N()}" if len(common) < fdist.B() else ""
    bars = ", ".join(f"{_called(token)} {count}" for token, count in common)
    alt = f"Bars, falling: {bars}{rest}."
    return _bars(f"The {len(common)} most frequent of {fdist.B()} types", "count (tokens)", "type", table, alt)


def _called(token: str) -> str:
    """A token as a label: a single mark with its name, since most marks look like dust and are not read aloud."""
    if len(token) == 1 and not token.isalnum():
        token = f"{token} {unicodedata.name(token, 'nameless mark').lower()}"
    return visible(token, LABEL_CHARACTERS)


def _bars(title: str, across: str, up: str, table: pd.DataFrame, alt: str) -> Picture:
    """Lying bars with their numbers: the table's first column names them, the second is their length."""
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 0.9 + 0.32 * len(table))).subplots()
        bars = ax.barh(range(len(table)), table.iloc[:, 1])
        ax.bar_label(bars, padding=3)
        ax.set_yticks(range(len(table)), [_called(name) for name in table.iloc[:, 0]])
        ax.set(title=title, xlabel=across, ylabel=up, ylim=(len(table) - 0.4, -0.6))
        ax.margins(x=0.1)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="x")
        return picture(ax, alt, table)


def dispersion(text: str, targets: Sequence[str]) -> Picture:
    """NLTK's dispersion plot over the tokens of ``nltk.word_tokenize``: where in a text the words stand.

    text: any text. targets: one word or more, each as it is printed.
    The picture's table: word, token (its number in the text, from 0). Raises ValueError without a word.
    """
    if not targets:
        raise ValueError("A dispersion plot needs a word: name one or more.")
    # pyplot, in which NLTK draws, would open a window at once where it is interactive
    from matplotlib import pyplot as plt

    tokens = [token.text for token in words(text)]
    places = {target: [at for at, token in enumerate(tokens) if token == target] for target in targets}
    size = {"figure.figsize": (7.5, 1.3 + 0.32 * len(places))}
    with style.context([*LOOK, size]), plt.ioff():
        ax = nltk.draw.dispersion_plot(tokens, list(places), title="Where the words stand, from first to last token")
        ax.set_yticks(
            range(len(places)),
            [f"{_called(word)} ({len(at)})" for word, at in reversed(places.items())],
        )
        ax.tick_params(axis="y", labelcolor="black")
        ax.set(xlabel="place in the text (token number)", ylabel="word (how often)", xlim=(-0.01 * len(tokens), None))
        ax.lines[0].set(markersize=13, markeredgewidth=1.5, rasterized=sum(map(len, places.values())) > MANY_MARKS)
        rows = [(word, place) for word, at in places.items() for place in at]
        table = pd.DataFrame(rows, columns=["word", "token"])
        return picture(ax, _where(places, f"the text's {len(tokens)} tokens"), table)


def _where(places: dict[str, list[int]], whole: str) -> str:
    """Say for each row of a strip chart how many marks it has, and from where to where."""
    rows = []
    for name, at in places.items():
        row = f"{_called(name)} {len(at)}"
        if at:
            row += f" (at {at[0]})" if len(at) == 1 else f" (from {at[0]} to {at[-1]})"
        rows.append(row)
    return f"A mark for each occurrence along {whole}: {', '.join(rows)}."


def sentence_lengths(sentences: Sequence[Sentence]) -> Picture:
    """How long sentences are: a histogram, in steps of five tokens of ``nltk.word_tokenize`` or a multiple of it.

    sentences: one or more. The picture's table: from, to (tokens, both included), sentences.
    Raises ValueError without a sentence.
    """
    if not sentences:
        raise ValueError("There is no sentence to measure: give one or more.")
    lengths = [len(words(sentence.text)) for sentence in sentences]
    step = 5 * math.ceil(max(lengths) / 5 / MOST_STEPS)
    counts = Counter((length - 1) // step for length in lengths)
    rows = [(i * step + 1, (i + 1) * step, counts[i]) for i in range(math.ceil(max(lengths) / step))]
    table = pd.DataFrame(rows, columns=["from", "to", "sentences"])
    fullest = table[table["sentences"] == table["sentences"].max()]
    steps = " or ".join(f"{row[0]} to {row[1]}" for row in fullest.itertuples(index=False))
    alt = (
        f"Histogram of {len(lengths)} sentences: the shortest has {min(lengths)} tokens, the longest {max(lengths)}, "
        f"the median is {statistics.median(lengths):g}; most often, in {max(counts.values())} sentences, it is {steps}."
    )
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 3.4)).subplots()
        bars = ax.bar(range(len(rows)), table["sentences"], width=1, edgecolor="white")
        ax.bar_label(bars, [count or "" for count in table["sentences"]], padding=2)
        ax.set_xticks(range(len(rows)), [f"{start}–{end}" for start, end, _ in rows])
        ax.tick_params(axis="x", rotation=0 if len(rows) <= 12 else 90)
        ax.set(title="How long the sentences are", xlabel="length (tokens)", ylabel="sentences")
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        return picture(ax, alt, table)


def noise(text: str) -> Picture:
    """Where on the page the flaws of a text's surface sit: a strip for each kind that ``noise_inventory`` finds.

    text: any text. The picture's table: kind, start, end (characters, from 0), context (25 characters either side).
    """
    flaws = noise_inventory(text)
    places: dict[str, list[int]] = {}
    for flaw in flaws:
        places.setdefault(flaw.kind, []).append(flaw.start)
    rows = [(flaw.kind, flaw.start, flaw.end, text[max(0, flaw.start - 25) : flaw.end + 25]) for flaw in flaws]
    table = pd.DataFrame(rows, columns=["kind", "start", "end", "context"])
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 1.3 + 0.4 * max(1, len(places)))).subplots()
        for row, at in enumerate(places.values()):
            marks = ax.plot(at, [row] * len(at), MARKERS[row % len(MARKERS)], color="C0", markersize=8, clip_on=False)
            marks[0].set_rasterized(len(at) > MANY_MARKS)
        ax.set_yticks(range(len(places)), [f"{kind} ({len(at)})" for kind, at in places.items()])
        ax.set(xlim=(0, max(1, len(text))), ylim=(max(1, len(places)) - 0.5, -0.5))
        ax.set(title="Where the flaws sit", xlabel="place in the text (character offset)", ylabel="kind (how often)")
        ax.grid()
        if not flaws:
            ax.text(0.5, 0.5, "no flaw found", transform=ax.transAxes, ha="center", va="center")
            return picture(ax, f"No flaw is found in the text's {len(text)} characters.", table)
        return picture(ax, _where(places, f"the text's {len(text)} characters"), table)


def learning_curve(curves: Mapping[str, Sequence[Step]]) -> Picture:
    """How figures grow with the training documents: a line for each tagger, its 95 % interval as a band.

    curves: the steps of ``evaluation.learning_curve`` by the tagger's name, all of one measure. The picture's table:
    tagger, training documents, value, low, high, baseline.
    """
    rows = [
        (name, step.training_documents, step.figure.value, step.figure.low, step.figure.high, step.figure.baseline)
        for name, steps in curves.items()
        for step in steps
    ]
    columns = ["tagger", "training documents", "value", "low", "high", "baseline"]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))
    known = table.dropna(subset=["value"])
    measure = next(step.figure.name for steps in curves.values() for step in steps)
    told = [
        f"{name} from {part['value'].iloc[0]:.2f} with {part['training documents'].iloc[0]} training documents to "
        f"{part['value'].iloc[-1]:.2f} with {part['training documents'].iloc[-1]}"
        for name, part in known.groupby("tagger", sort=False)
    ]
    alt = f"Lines of {measure} over the number of training documents: {'; '.join(told) or 'no value'}."
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 3.6)).subplots()
        for number, (name, part) in enumerate(known.groupby("tagger", sort=False)):
            at = part["training documents"]
            ax.fill_between(at, part["low"], part["high"], color=f"C{number}", alpha=0.2, linewidth=0)
            ax.plot(at, part["value"], f"{MARKERS[number % len(MARKERS)]}-", color=f"C{number}", label=name)
        if not known.empty:
            baseline = known.groupby("training documents")["baseline"].mean()
            ax.plot(baseline.index, baseline, "--", color="black", linewidth=1, label="majority")
            ax.legend(frameon=False)
        ax.set(title="What more training documents bring", xlabel="training documents", ylabel=measure, ylim=(0, 1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        return picture(ax, alt, table)


def sentiment_timeline(table: pd.DataFrame) -> Picture:
    """How each sentence sounds, in reading order: a mark at VADER's compound, on a line from zero.

    table: that of ``sentiment.timeline``, with one sentence or more. The picture's table: number, compound, label.
    Raises ValueError without a sentence.
    """
    if table.empty:
        raise ValueError("There is no sentence to score: give one or more.")
    counts = table["label"].value_counts()
    lowest, highest = table.loc[table["compound"].idxmin()], table.loc[table["compound"].idxmax()]
    alt = (
        f"Marks for {len(table)} sentence{'s' * (len(table) > 1)} in reading order: "
        + ", ".join(f"{counts.get(name, 0)} {name}" for name in SENTIMENT_MARKS)
        + f"; lowest {lowest['compound']:.2f} (sentence {lowest['number']}), highest {highest['compound']:.2f} "
        f"(sentence {highest['number']}), mean {table['compound'].mean():.2f}."
    )
    many = len(table) > MANY_MARKS
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 3.6)).subplots()
        ax.axhline(0, color="black", linewidth=0.8)
        ax.vlines(table["number"], 0, table["compound"], color="#999999", linewidth=1, rasterized=many)
        for name, (marker, colour) in SENTIMENT_MARKS.items():
            part = table[table["label"] == name]
            ax.plot(
                part["number"],
                part["compound"],
                marker,
                color=colour,
                label=f"{name} ({len(part)})",
                rasterized=many,
                clip_on=False,
            )
        ax.set(title="How each sentence sounds to VADER", xlabel="sentence (number)", ylabel="compound (-1 to 1)")
        ax.set(ylim=(-1.05, 1.05), xlim=(0, len(table) + 1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, frameon=False)
        return picture(ax, alt, table[["number", "compound", "label"]])


def share_of_voice(voice: nltk.ConditionalFreqDist) -> Picture:
    """How many words each speaker is given, most first: a bar of words in marks, and of words reported without marks.

    voice: for each speaker a FreqDist of kinds of quotation, of which *indirect* has no marks; a count for each word.
    The picture's table: speaker, words, in marks, reported. Raises ValueError where nobody is given a word.
    """
    rows = [(name, kinds.N(), kinds.N() - kinds["indirect"], kinds["indirect"]) for name, kinds in voice.items()]
    rows = sorted((row for row in rows if row[1]), key=lambda row: (-row[1], row[0]))
    if not rows:
        raise ValueError("There is no word to share out: give a ConditionalFreqDist with a count in it.")
    table = pd.DataFrame(rows, columns=["speaker", "words", "in marks", "reported"])
    alt = f"Bars of {table['words'].sum()} quoted words by speaker, falling: " + "; ".join(
        f"{visible(name, LABEL_CHARACTERS)} {total} ({marked} in marks, {reported} reported)"
        for name, total, marked, reported in rows
    )
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 1.5 + 0.32 * len(rows))).subplots()
        places = range(len(rows))
        ax.barh(places, table["in marks"], height=0.7, label="in marks")
        bars = ax.barh(
            places,
            table["reported"],
            left=table["in marks"],
            height=0.7,
            label="reported",
            hatch="///",
            color="white",
            edgecolor="C0",
        )
        ax.bar_label(bars, table["words"], padding=3)
        ax.set_yticks(places, [visible(name, LABEL_CHARACTERS) for name in table["speaker"]])
        ax.set(
            title="Who is given how many words", xlabel="words quoted", ylabel="speaker", ylim=(len(rows) - 0.4, -0.6)
        )
        ax.margins(x=0.1)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="x")
        ax.figure.legend(frameon=False, loc="outside lower center", ncols=2)
        return picture(ax, f"{alt}.", table)


def confusion(table: pd.DataFrame, title: str = "Which label was called what") -> Picture:
    """A confusion matrix: a square for each pair of labels with its count, stronger in colour by its share of the row.

    table: that of ``evaluation.confusion``. title: the line above the picture. The picture's table: label, then how
    many cells with that label got each answer. Raises ValueError for a table without a cell.
    """
    counts = table.to_numpy()
    if not counts.sum():
        raise ValueError("There is no cell to show: give the labels and the answers of one or more.")
    rows = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(rows, 1)
    told = [
        f"of {row.sum()} {label}, " + ", ".join(f"{count} called {name}" for name, count in row.items())
        for label, row in table.iterrows()
    ]
    with style.context(LOOK):
        ax = Figure(figsize=(6, 3.4)).subplots()
        # Pale blues only: black stands out from all of them, and white does where a dark notebook inverts the picture.
        ax.imshow(shares, cmap="Blues", vmin=0, vmax=2.6, aspect="auto")
        for (down, across), count in np.ndenumerate(counts):
            right = down == across
            ax.text(
                across,
                down,
                f"{count}" + (" (right)" if right else ""),
                ha="center",
                va="center",
                weight="bold" if right else "normal",
            )
        ax.set_xticks(range(len(table.columns)), table.columns)
        ax.set_yticks(range(len(table)), [f"{label} ({row.sum()})" for label, row in table.iterrows()])
        ax.set(title=title, xlabel="called (by the tagger)", ylabel="label (cells)")
        ax.tick_params(length=0)
        return picture(ax, f"Confusion matrix: {'; '.join(told)}.", table.rename_axis(columns=None).reset_index())


def distinctive_words(table: pd.DataFrame, first: str, second: str, named: int = 8) -> Picture:
    """What distinguishes two texts: a mark for each word, as high as its z, as far right as it is frequent.

    table: that of ``comparing.log_odds``. first, second: what the texts are called. named: how many words at either end
    have their name beside the mark. The picture's table: word, first, second, z. Raises ValueError without a word.
    """
    if table.empty:
        raise ValueError("There is no word to show: compare two texts with words in them.")
    ends = pd.concat([table.head(named), table.tail(named)]).drop_duplicates("word")
    beyond = (table["z"].abs() > 1.96).sum()
    most, least = (
        ", ".join(f"{word} {z:+.2f}" for word, z in zip(part["word"], part["z"], strict=True))
        for part in (table.head(named), table.tail(named)[::-1])
    )
    alt = (
        f"Marks for {len(table)} words, z over frequency; {beyond} beyond 1.96 either side. "
        f"Most with {first}: {most}. Most with {second}: {least}."
    )
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 4.2)).subplots()
        often = table["first"] + table["second"]
        ax.axhline(0, color="black", linewidth=0.8)
        for edge in (-1.96, 1.96):
            ax.axhline(edge, color="black", linestyle="--", linewidth=0.8)
        ax.plot(often, table["z"], "o", color="#999999", markersize=3, rasterized=len(table) > MANY_MARKS)
        # Names stand in a column at the right, each with a line to its mark: side by side they would cover one another.
        column, gap = 1.6 * often.max(), 0.055 * (table["z"].max() - table["z"].min() + 0.5)
        for part, way in ((ends[ends["z"] > 0], -1), (ends[ends["z"] <= 0][::-1], 1)):
            height = None
            for word, one, two, z in part[["word", "first", "second", "z"]].itertuples(index=False):
                nearest = z if height is None else height + way * gap
                height = min(z, nearest) if way < 0 else max(z, nearest)
                ax.plot(one + two, z, "^" if way < 0 else "v", color="C0" if way < 0 else "C1", markersize=6)
                ax.plot([one + two, column], [z, height], color="#bbbbbb", linewidth=0.6, zorder=0)
                ax.text(1.05 * column, height, visible(word, LABEL_CHARACTERS), size=9, va="center")
        ax.set(title=f"Words of {first} (up) and of {second} (down)", xscale="log")
        ax.set(xlabel="how often in both (words)", ylabel="z of the log-odds-ratio", xlim=(0.8, 2.6 * column))
        ax.xaxis.set_major_formatter("{x:g}")
        ax.grid(axis="y")
        return picture(ax, alt, table[["word", "first", "second", "z"]])


def stance_profiles(profiles: Mapping[str, Sequence[Estimate]]) -> Picture:
    """Which side groups of outlets take on each target: FAVOR less AGAINST a brief, a mark with its 95 % interval.

    profiles: for each group's name what ``comparing.profile`` gave. The picture's table: group, target, value, low,
    high, stances, briefs. Raises ValueError without a group.
    """
    if not profiles:
        raise ValueError("There is no profile to show: give one or more.")
    rows = [
        (name, figure.name, figure.value, figure.low, figure.high, figure.n, figure.groups)
        for name, figures in profiles.items()
        for figure in figures
    ]
    columns = ["group", "target", "value", "low", "high", "stances", "briefs"]
    table = pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})
    told = [
        f"{name}: " + ", ".join(f"{row.target} {row.value:+.2f} (n = {row.stances})" for row in part.itertuples())
        for name, part in table.groupby("group", sort=False)
    ]
    targets = list(dict.fromkeys(table["target"]))
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 1.6 + 0.22 * len(table))).subplots()
        ax.axvline(0, color="black", linewidth=0.8)
        for number, (name, part) in enumerate(table.groupby("group", sort=False)):
            at = [targets.index(target) + 0.22 * (number - (len(profiles) - 1) / 2) for target in part["target"]]
            ax.hlines(at, part["low"], part["high"], color=f"C{number}", linewidth=2)
            briefs = part["briefs"].iloc[0]
            marker = MARKERS[number % len(MARKERS)]
            ax.plot(part["value"], at, marker, color=f"C{number}", label=f"{name} ({briefs} briefs)")
        ax.set_yticks(range(len(targets)), targets)
        ax.set(title="Which side is taken", xlabel="FAVOR less AGAINST a brief, with 95 % interval", ylabel="target")
        ax.set_ylim(len(targets) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.figure.legend(frameon=False, loc="outside lower center", ncols=2)
        return picture(ax, f"Marks by target. {'; '.join(told)}.", table)


def false_alarms(counts: Sequence[int], found: int) -> Picture:
    """How many findings shuffled outlets give: a bar for each number, and a line at that of the real ones.

    counts: the number of findings in each shuffle, one or more. found: that of the outlets as they are.
    The picture's table: findings, shuffles. Raises ValueError without a shuffle.
    """
    if not len(counts):
        raise ValueError("There is no shuffle to show: give the findings of one or more.")
    number = Counter(int(count) for count in counts)
    rows = [(count, number[count]) for count in range(max([*number, found]) + 1)]
    table = pd.DataFrame(rows, columns=["findings", "shuffles"])
    alt = f"Bars of {len(counts)} shuffles by their number of findings: " + ", ".join(
        f"{count} in {times}" for count, times in rows if times
    )
    with style.context(LOOK):
        ax = Figure(figsize=(7.5, 3.2)).subplots()
        ax.bar_label(ax.bar(table["findings"], table["shuffles"]), [times or "" for _, times in rows], padding=2)
        ax.axvline(found, color="black", linestyle="--")
        top = max(number.values())
        ax.text(found - 0.1, top, f"as they are: {found}", ha="right", va="top")
        ax.set(title="Findings on shuffled outlets, all of them false", xlabel="findings (p below .05)")
        ax.set(ylabel="shuffles", ylim=(0, 1.12 * top))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.grid(axis="y")
        return picture(ax, f"{alt}; the outlets as they are have {found}.", table)


def archive_costs(table: pd.DataFrame) -> Picture:
    """What measuring an archive costs as it grows: articles a second above, memory below.

    table: a row a run, with the columns articles, workers (a line each), articles a second, megabytes a worker; it is
    the picture's table, too. Raises ValueError without a run.
    """
    if table.empty:
        raise ValueError("There is no run to show: measure one or more.")
    told = []
    with style.context(LOOK):
        figure = Figure(figsize=(7.5, 5.2))
        axes = figure.subplots(2, sharex=True)
        for ax, column in zip(axes, ("articles a second", "megabytes a worker"), strict=True):
            for marker, (workers, runs) in zip(MARKERS, table.sort_values("articles").groupby("workers"), strict=False):
                name = f"{workers} worker{'s' if workers != 1 else ''}"
                ax.plot(runs["articles"], runs[column], marker, linestyle="-", label=name)
                points = ", ".join(f"{y:.0f} at {x}" for x, y in zip(runs["articles"], runs[column], strict=True))
                told.append(f"{column}, {name}: {points}")
            ax.set(ylabel=column, ylim=(0, None), xscale="log")
            ax.set_xticks(sorted(set(table["articles"])), [f"{n:,}" for n in sorted(set(table["articles"]))])
            ax.minorticks_off()
            ax.grid(axis="y")
        axes[0].set(title="What an archive costs as it grows")
        axes[1].set(xlabel="articles")
        axes[0].legend(frameon=False)
        return picture(axes[0], f"Lines over the number of articles. {'; '.join(told)}.", table)
