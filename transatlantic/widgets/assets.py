"""The scripts and styles of the widgets: what all share, followed by what one needs."""

from importlib.resources import files

STATIC = files("transatlantic.widgets") / "static"


def asset(name: str, *shared: str) -> str:
    """The text of ``static/NAME``, for example ``kwic.js``, with ``common.js`` or ``common.css`` before it.

    shared: further files to put between the two, which not all widgets need.
    A widget's script reaches the browser as text, so it cannot import a neighbour.
    """
    ending = name.rpartition(".")[2]
    return "\n".join((STATIC / part).read_text(encoding="utf-8") for part in (f"common.{ending}", *shared, name))
