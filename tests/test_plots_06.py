"""The confusion matrix as a picture: every count is in the drawing, the text alternative and the table."""

import pytest

from transatlantic import plots
from transatlantic.stance.evaluation import confusion


def test_every_count_is_drawn_said_and_in_the_table():
    truth = ["FAVOR"] * 3 + ["AGAINST"] + ["NONE"] * 40
    shown = plots.confusion(confusion(truth, ["FAVOR", "NONE", "NONE", "AGAINST", *["NONE"] * 33, *["FAVOR"] * 7]))
    assert shown.alt == (
        "Confusion matrix: of 3 FAVOR, 1 called FAVOR, 0 called AGAINST, 2 called NONE; of 1 AGAINST, 0 called FAVOR, "
        "1 called AGAINST, 0 called NONE; of 40 NONE, 7 called FAVOR, 0 called AGAINST, 33 called NONE."
    )
    assert "33 (right)" in shown.svg and "NONE (40)" in shown.svg and "called (by the tagger)" in shown.svg
    assert shown.title == "Which label was called what"
    assert shown.table.columns.tolist() == ["label", "FAVOR", "AGAINST", "NONE"]
    assert shown.table.iloc[2].tolist() == ["NONE", 7, 0, 33]


def test_a_table_without_a_cell_is_refused():
    with pytest.raises(ValueError, match="There is no cell to show"):
        plots.confusion(confusion(["FAVOR"], ["FAVOR"]) * 0)
