"""What is annotated: targets, labels, and who can hold a stance.

The unit is a cell: one sentence and one target. The guideline for annotators says the same at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from transatlantic import corrections

DATA = files("transatlantic") / "data" / "stance"

# Changes whenever a sentence of the guideline could change a label; annotation files carry it.
GUIDELINE_VERSION = "1.2"

# A holder is named as the text prints it, or is one of these two.
NARRATOR = "narrator"
UNKNOWN = "unknown"


class Label(StrEnum):
    """The stance of a holder towards a target; a label compares equal to its name, a plain string."""

    FAVOR = "FAVOR"
    AGAINST = "AGAINST"
    NONE = "NONE"
    CANNOT_TELL = "CANNOT_TELL"


# What a tagger learns and predicts. CANNOT_TELL is a reader's answer about the text, not a stance.
TAGGED = (Label.FAVOR, Label.AGAINST, Label.NONE)


@dataclass(frozen=True)
class Example:
    """A constructed sentence near a target's border, the label it gets and the reason."""

    sentence: str
    label: Label
    reason: str


@dataclass(frozen=True)
class Target:
    """Something that a holder can be for or against.

    id: the name in files. favor, against: what the two labels mean for this target.
    borderline: constructed sentences on which readers are likely to hesitate.
    """

    id: str
    name: str
    definition: str
    favor: str
    against: str
    borderline: tuple[Example, ...]


TARGETS: dict[str, Target] = {
    target.id: target
    for target in (
        Target(
            "military-aid",
            "Military aid to Ukraine",
            "Giving Ukraine weapons, ammunition or military training, or paying for them.",
            "the aid should be given, kept up or raised, or its lack is a fault",
            "the aid should be stopped, cut, delayed or made to wait for conditions, or giving it is a fault",
            (
                Example(
                    "The minister opposes the ban on sending missiles.",
                    Label.FAVOR,
                    "Against a ban on aid is for the aid, however negative the words.",
                ),
                Example(
                    "The country has sent forty tanks since spring.",
                    Label.NONE,
                    "A report of what was done; nobody is said to want it.",
                ),
            ),
        ),
        Target(
            "nato-membership",
            "NATO membership for Ukraine",
            "Ukraine becoming a member of NATO, at once or at a stated or open date.",
            "Ukraine should be admitted, or the door should be kept open",
            "Ukraine should not be admitted, or membership should be given up or put off without a date",
            (
                Example(
                    "Membership is not a realistic outcome of these talks, the secretary said.",
                    Label.AGAINST,
                    "A decision maker who calls it unrealistic rules it out, in the manner of diplomats.",
                ),
                Example(
                    "Analysts doubt that membership will come within ten years.",
                    Label.NONE,
                    "A forecast by people who do not decide it is not a wish.",
                ),
            ),
        ),
        Target(
            "concessions",
            "Concessions to Russia",
            "Giving Russia part of what it asks for in return for a deal: territory, a bar to membership, lifted "
            "sanctions.",
            "such concessions should be made, or are the price worth paying",
            "such concessions should not be made, or not now, or making them is a fault",
            (
                Example(
                    "“Why offer them anything before the talks begin?” the envoy asked.",
                    Label.AGAINST,
                    "A question that expects no answer states an opinion.",
                ),
                Example(
                    "Territory may well have to change hands, the adviser said.",
                    Label.CANNOT_TELL,
                    "It can be read as advice or as regret; without more text both readings stand.",
                ),
            ),
        ),
        Target(
            "european-seat",
            "A European seat at the negotiating table",
            "European states or the EU taking part in the talks on ending the war.",
            "Europe should take part, or leaving it out is a fault",
            "Europe should stay out, or is not needed there",
            (
                Example(
                    "No agreement made over our heads will last, the chancellor warned.",
                    Label.FAVOR,
                    "A warning against a deal without Europe asks for Europe's part in it.",
                ),
                Example(
                    "European ministers learned of the talks from the newspapers.",
                    Label.NONE,
                    "A fact that may anger a reader; the sentence gives nobody's wish.",
                ),
            ),
        ),
        Target(
            "european-troops",
            "European troops in Ukraine",
            "Soldiers of European states on Ukrainian ground, to keep a peace or to guarantee security.",
            "they should be sent, or the holder is ready to send them or asks for them",
            "they should not be sent, or the holder refuses to send them",
            (
                Example(
                    "The general said that Europe could put 30,000 soldiers on the ground.",
                    Label.NONE,
                    "Being able to is not being willing to.",
                ),
                Example(
                    "If a truce holds, we will send our battalions, the premier said.",
                    Label.FAVOR,
                    "A condition that the holder would welcome does not undo the offer.",
                ),
            ),
        ),
        Target(
            "us-commitment",
            "A US military commitment to Europe's security",
            "US troops, guarantees or protection for Europe, Ukraine included.",
            "the US should give or keep them, or Europe should go on relying on them",
            "the US should hold them back or refuses them itself, or Europe should do without them",
            (
                Example(
                    "Europe must spend more on its own defence, the commissioner said.",
                    Label.NONE,
                    "More from Europe need not mean less from the US; AGAINST needs words that say instead.",
                ),
                Example(
                    "Washington asked Europeans for soldiers and excluded sending its own.",
                    Label.AGAINST,
                    "The same sentence is FAVOR for European troops: stance is per target.",
                ),
            ),
        ),
    )
}


OWN_TARGETS = "targets.csv"


def targets() -> dict[str, Target]:
    """What readers of the article are asked about: the targets of an article of one's own, else the kit's.

    They are the rows of its ``targets.csv``; without any row the kit's targets hold.
    Raises SheetError for a row with an empty cell, or an id that stands twice.
    """
    found: dict[str, Target] = {}
    for row in corrections.sheet(OWN_TARGETS) or ():
        if empty := [column for column, words in row.cells.items() if not words]:
            raise corrections.SheetError(f"{row.place}: the {', '.join(empty)} is empty: fill it in.")
        if row["id"] in found:
            raise corrections.SheetError(f"{row.place}: the id {row['id']!r} stands twice: give each target its own.")
        found[row["id"]] = Target(**row.cells, borderline=())
    return found or TARGETS


def known_targets() -> dict[str, Target]:
    """Every target that a file may name: those of the article, after them those of the kit."""
    own = targets()
    return own | {name: target for name, target in TARGETS.items() if name not in own}


def guideline() -> str:
    """The guideline for annotators, as Markdown."""
    return (DATA / "guideline.md").read_text(encoding="utf-8")
