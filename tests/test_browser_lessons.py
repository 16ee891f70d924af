"""Every lesson opens in JupyterLab, runs whole and is fit to be read by everybody; see conftest's open_lesson."""

from __future__ import annotations

import re

import pytest
from conftest import CONTENT, LESSONS, ROOT, show_whole, violations

# Another file's tests open these already, and open_lesson looks through them there.
ELSEWHERE = {
    name
    for path in ROOT.glob("tests/test_*.py")
    for name in re.findall(r'open_lesson\("(\w+)"\)', path.read_text("utf-8"))
}


@pytest.mark.parametrize("name", sorted(set(LESSONS) - ELSEWHERE))
def test_a_lesson_runs_whole_and_axe_finds_no_fault(open_lesson, name):
    page = open_lesson(name)
    show_whole(page)
    # The look can fail: what a learner's own cell could bring is found, in the last prose as in the last output.
    for selector, fault in [
        (CONTENT[0], "<p style='color:#999;background:#fff'>pale</p>"),
        (CONTENT[1], "<img src=x>"),
    ]:
        page.locator(selector).last.evaluate("(node, fault) => node.insertAdjacentHTML('beforeend', fault)", fault)
    faults = " ".join(violations(page, *CONTENT))
    assert "color-contrast" in faults and "image-alt" in faults
