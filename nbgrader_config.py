"""nbgrader's folders are the kit's: solutions/ is its source, exercises/ its release."""

import secrets

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    DeduplicateIds,
    GetGrades,
    OverwriteCells,
    OverwriteKernelspec,
)

c = get_config()  # noqa: F821 - given by traitlets when it reads this file

c.CourseDirectory.course_id = "transatlantic"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# How texts are marked stands beside the solutions; nbgrader would release every file that lies there.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "marking.md"]

# An untouched answer is "not attempted" to the kit's checks, not an exception.
c.ClearSolutions.code_stub = {"python": "# Your code here\npass"}
c.ClearSolutions.text_stub = "*Your answer here.*"

c.Execute.timeout = 60
c.Execute.kernel_name = "python3"
c.Execute.shutdown_kernel = "immediate"  # a kernel that is asked to end takes a second, and nothing is left to keep
# nbconvert leaves cells with this tag out, and a test cell that is left out earns full points:
# a learner must not know the tag.
c.Execute.skip_cells_with_tag = secrets.token_hex(16)
# A module of the learner's beside the notebook must not stand in for the kit's.
c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--InteractiveShellApp.ignore_cwd=True"]


class DropDuplicates(DeduplicateIds):
    """Makes a copied cell an ordinary one; the mark that nbgrader leaves on it would stop the whole class's grading."""

    def preprocess_cell(self, cell, resources, cell_index):
        """Take the empty mark off."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources


c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    DropDuplicates,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.OverwriteCells.add_missing_cells = True  # a test cell that was deleted comes back

# nbgrader's own feedback pages show the hidden tests.
c.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, CSSHTMLHeaderPreprocessor]
