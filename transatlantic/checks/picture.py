"""What a picture shows, as plain data: its bars, lines and points, and whether it is labelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transatlantic.checks.plain import NotPlain


def drawn_by(function: Callable) -> Callable:
    """The function, with what its picture shows in place of the picture; whatever it opens is closed again.

    Raises NotPlain where it returns no Axes.
    """

    def draw(*arguments: Any, **named: Any) -> dict[str, Any] | None:
        from matplotlib import pyplot as plt

        before = plt.get_fignums()
        try:
            axes = function(*arguments, **named)
            return None if axes is None else drawn(axes)
        finally:
            for number in set(plt.get_fignums()) - set(before):
                plt.close(number)

    return draw


def drawn(axes: Any) -> dict[str, Any]:
    """Read a picture off its matplotlib Axes.

    Returns *title*, *x label* and *y label*: whether there is text; *bars*: [label of the tick or None, length] of
    each, upright or lying, by their place on the axis; *lines*: [x, y] of each place of each; *points*: [x, y] of each
    point of a scatter plot.
    Raises NotPlain for anything but an Axes.
    """
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes):
        raise NotPlain(type(axes).__name__)
    return {
        "title": any(axes.get_title(loc).strip() for loc in ("center", "left", "right")),
        "x label": bool(axes.get_xlabel().strip()),
        "y label": bool(axes.get_ylabel().strip()),
        "bars": _bars(axes),
        "lines": [[_pair(place) for place in zip(*line.get_data(orig=False), strict=True)] for line in axes.lines],
        "points": [_pair(place) for collection in axes.collections for place in collection.get_offsets()],
    }


def _bars(axes: Any) -> list[list[Any]]:
    from matplotlib.container import BarContainer

    bars: list[tuple[float, list[Any]]] = []
    for container in axes.containers:
        if not isinstance(container, BarContainer):
            continue
        lying = container.orientation == "horizontal"
        axis = axes.yaxis if lying else axes.xaxis
        ticks = dict(zip(map(_rounded, axis.get_majorticklocs()), axis.get_majorticklabels(), strict=False))
        for bar in container:
            middle = bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
            label = ticks.get(_rounded(middle))
            length = float(bar.get_width() if lying else bar.get_height())
            bars.append((_rounded(middle), [label and label.get_text(), length]))
    return [bar for _, bar in sorted(bars, key=lambda pair: pair[0])]


def _pair(place: Any) -> list[float]:
    return [float(value) for value in place]


def _rounded(value: float) -> float:
    return round(float(value), 6)
