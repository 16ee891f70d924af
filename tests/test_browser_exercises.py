"""An exercise as a learner works on it: checks, hints and progress, in a real browser."""

from __future__ import annotations

import nbformat
from conftest import choose_theme, run_all, violations
from course import answer_cell
from playwright.sync_api import expect

from transatlantic.lab import prepare

NAME = "02_tokenizing"
HELP = 'hint("02.4")\nsolution("02.4")'


def test_a_learner_is_told_what_is_right_and_how_far_it_goes(serve, page, tmp_path):
    work = tmp_path / "work"
    prepare(work)
    path = work / "exercises" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    answer_cell(notebook, "curly_pieces").source = 'pieces = nltk.word_tokenize("won’t")'
    answer_cell(notebook, "count_types").source = "def count_types(tokens):\n    return len(set(tokens))"
    place = next(i for i, cell in enumerate(notebook.cells) if 'check("02.4")' in cell.source)
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(HELP))
    nbformat.write(notebook, path)

    run_all(page, serve("--dir", str(work)), f"../exercises/{NAME}/{NAME}")
    progress = page.locator(".tk-progress")
    expect(progress).to_contain_text("Points count what the checks on the page find right", timeout=120_000)
    row = progress.get_by_role("row", name=NAME)
    expect(row.locator("[title='correct']")).to_have_text(["02.2 ✓"])
    expect(row.locator("[title='incorrect']")).to_have_text(["02.4 ✗"])
    expect(progress.get_by_role("row")).to_have_count(1 + len(list((work / "exercises").iterdir())))

    checks = page.locator(".tk-check")
    expect(checks.filter(has_text="02.2: correct")).to_be_visible()
    expect(checks.filter(has_text="02.4: incorrect")).to_contain_text("The and the count as two types in yours")
    expect(checks.filter(has_text="02.4: hint 1 of")).to_be_visible()
    expect(checks.filter(has_text="02.4: not yet")).to_contain_text("after 2 more different answers")
    expect(checks.filter(has_text="02.7: not attempted")).to_be_visible()
    for theme in ("Light", "Dark"):
        choose_theme(page, theme)
        assert violations(page, ".tk-progress", ".tk-check") == [], theme
        progress.scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / f"exercise-{theme}.png")
    progress.get_by_role("button", name="Read again").click()
    expect(row).to_contain_text("1 of")
