"""nbgrader's folders are the kit's: solutions/ is its source, exercises/ its release."""

import secrets

c = get_config()  # noqa: F821 - given by traitlets when it reads this file

c.CourseDirectory.course_id = "transatlantic"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# An untouched answer is "not attempted" to the kit's checks, not an exception.
c.ClearSolutions.code_stub = {"python": "# Your code here\npass"}
c.ClearSolutions.text_stub = "*Your answer here.*"

c.Execute.timeout = 60
c.Execute.kernel_name = "python3"
# nbconvert leaves cells with this tag out, and a test cell that is left out earns full points:
# a learner must not know the tag.
c.Execute.skip_cells_with_tag = secrets.token_hex(16)
