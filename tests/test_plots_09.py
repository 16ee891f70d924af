"""What an archive costs, as a picture: every figure is in the text alternative and in the table."""

import pandas as pd
import pytest

from transatlantic import plots

COLUMNS = ["articles", "workers", "articles a second", "megabytes a worker"]


def test_every_run_is_said_and_in_the_table():
    table = pd.DataFrame([(900, 1, 99.6, 210.0), (100, 1, 80.0, 209.0), (100, 2, 120.0, 209.4)], columns=COLUMNS)
    shown = plots.archive_costs(table)
    assert shown.title == "What an archive costs as it grows"
    assert shown.alt == (
        "Lines over the number of articles. articles a second, 1 worker: 80 at 100, 100 at 900; "
        "articles a second, 2 workers: 120 at 100; megabytes a worker, 1 worker: 209 at 100, 210 at 900; "
        "megabytes a worker, 2 workers: 209 at 100."
    )
    assert shown.table.equals(table)
    for label in ("1 worker", "2 workers", "articles a second", "megabytes a worker", "900"):
        assert f">{label}<" in shown.svg


def test_no_run_is_refused():
    with pytest.raises(ValueError, match="There is no run to show"):
        plots.archive_costs(pd.DataFrame(columns=COLUMNS))
