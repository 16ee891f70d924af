"""The widgets in Notebook 7, the other front end of Jupyter, which nbgrader's users know."""

from __future__ import annotations

import nbformat
from conftest import code_cells, is_clean, kernel_states, wait_for
from playwright.sync_api import expect

CELLS = [
    "from transatlantic import resources; resources.use()\nfrom transatlantic.widgets import Predictions, dissect",
    'Predictions("apart").ask("one", "One or two?", ["one", "two"])',
    'dissect("The plan isn\'t good.")',
]


def test_widgets_work_by_keys_in_notebook_7(serve, tmp_path, page):
    work = tmp_path / "work"
    served = serve("--dir", str(work))
    wait_for((work / "notebooks").exists, "the learner's folder")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    saved = work / "notebooks" / "apart.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), saved)
    page.goto(served.address.replace("/lab/tree/", "/notebooks/").replace("00_start_here", "apart"))
    wait_for(lambda: kernel_states(served, "apart") == ["idle"], "the kernel to start")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()

    question = page.locator(".tk-prediction")
    question.get_by_role("radio", name="two").focus()
    page.keyboard.press("d")  # twice d deletes a cell where the notebook hears it
    page.keyboard.press("d")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(question).to_contain_text("recorded: two")
    assert '"two"' in (work / "notebooks" / "predictions" / "apart.json").read_text("utf-8")

    sentence = page.locator(".tk-dissector").get_by_role("textbox").first
    sentence.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("A good plan")
    expect(page.locator(".tk-dissector")).to_contain_text("0.4404")

    page.keyboard.press("Control+s")  # from the field, as anybody would who has just typed
    wait_for(lambda: all(cell.execution_count for cell in code_cells(saved)), "the notebook to be saved")
    is_clean(saved)
    assert len(code_cells(saved)) == len(CELLS)
