"""Run a notebook as grading runs it: in a fresh kernel, cell by cell, with limits on time and output."""

from __future__ import annotations

import copy
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

CELL_SECONDS = 60  # as in nbgrader_config.py
OWN_SECONDS = 600  # for the kit's own setup: how long that takes says something of the machine alone
CELL_OUTPUT = 10_000_000  # characters of output that are kept of a cell
SLOW = {"ename": "CellTimeoutError", "evalue": "", "traceback": []}


@dataclass
class Run:
    """What a run made of a notebook. cells: with their outputs.

    slow: places of cells that were interrupted at the time limit; loud: of cells that gave more output than is kept;
    stopped: the place of the cell in which the kernel ended or could not be interrupted, None where all cells ran.
    """

    cells: list[NotebookNode]
    slow: set[int] = field(default_factory=set)
    loud: set[int] = field(default_factory=set)
    stopped: int | None = None


def run(notebook: NotebookNode, folder: Path, seconds: int, tell: Callable[[int, int], None]) -> Run:
    """Run every code cell in order, whatever becomes of those before it.

    notebook: it stays as it is. folder: where it runs. seconds: the limit for one cell. tell: is told before each cell
    its number and how many there are. Raises RuntimeError where no kernel starts.
    """
    ran = Run(copy.deepcopy(notebook).cells)
    client = _Client(
        NotebookNode({**notebook, "cells": ran.cells}),
        ran,
        timeout_func=lambda cell: OWN_SECONDS if _is_setup(cell) else seconds,
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout=SLOW,
        raise_on_iopub_timeout=True,
        skip_cells_with_tag=secrets.token_hex(16),
        store_widget_state=False,
        extra_arguments=["--HistoryManager.hist_file=:memory:", "--InteractiveShellApp.ignore_cwd=True"],
        resources={"metadata": {"path": str(folder)}},
    )
    environment = {**os.environ, "NBGRADER_EXECUTION": "validate"}
    with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
        for place, cell in enumerate(ran.cells):
            tell(place + 1, len(ran.cells))
            try:
                client.execute_cell(cell, place)
            except (CellTimeoutError, DeadKernelError, AssertionError):  # nbclient asserts that a dead kernel is there
                ran.stopped = place
                break
    return ran


def _is_setup(cell: NotebookNode) -> bool:
    mark = cell.metadata.get("nbgrader", {})
    return mark.get("locked", False) and not mark.get("grade", False)


class _Client(NotebookClient):
    """nbclient with the kit's own kernel, and with a limit on what it keeps of a cell's output."""

    def __init__(self, notebook: NotebookNode, ran: Run, **options: Any) -> None:
        super().__init__(notebook, on_cell_executed=self._note_time, **options)
        self.ran = ran
        self.kept: dict[int, int] = {}

    def create_kernel_manager(self) -> AsyncKernelManager:
        """The kernel of this Python, before one of the same name among the user's own."""
        kernels = str(Path(sys.prefix) / "share" / "jupyter" / "kernels")
        specs = KernelSpecManager(kernel_dirs=[kernels])
        self.km = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
        return self.km

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Drop output beyond the limit."""
        content = msg["content"]
        size = len(content.get("text", "")) + sum(len(str(value)) for value in content.get("data", {}).values())
        self.kept[cell_index] = self.kept.get(cell_index, 0) + size
        if size and self.kept[cell_index] > CELL_OUTPUT:
            self.ran.loud.add(cell_index)
            return None
        return super().process_message(msg, cell, cell_index)

    def _note_time(self, cell_index: int, execute_reply: dict[str, Any], **_: Any) -> None:
        if execute_reply["content"].get("ename") == SLOW["ename"]:
            self.ran.slow.add(cell_index)
