"""What a learner sees at once: correct, incorrect or not attempted, and a ladder of hints.

``open_exercise`` serves an exercise notebook; ``grade`` is what nbgrader's test cells call.
"""

from transatlantic.checks.notebook import NotCorrect, grade, open_exercise

__all__ = ["NotCorrect", "grade", "open_exercise"]
