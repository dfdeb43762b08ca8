"""The figures are figures that plotly knows, without any colour of their own."""

import json
from typing import Any

import plotly.graph_objects as go
import pytest

from analysis.display.charts import Chart
from analysis.display.plotly_figure import plotly_spec
from tests.site.sample import CHARTS, control


def coloured(value: Any) -> Any:
    """The spec with its colour names filled in, as the page's script does."""
    match value:
        case str():
            return "#123456" if value.startswith("--") else value
        case dict():
            return {key: coloured(one) for key, one in value.items()}
        case list():
            return [coloured(one) for one in value]
        case _:
            return value


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_plotly_accepts_every_attribute(chart: Chart, lang: Any) -> None:
    spec = plotly_spec(chart, lang)
    figure = go.Figure(coloured(spec))
    assert len(figure.data) == len(spec["data"])
    assert "#" not in json.dumps(spec) and "rgb" not in json.dumps(spec)


def test_values_are_rounded_and_gaps_are_null() -> None:
    trace = plotly_spec(control())["data"][0]
    assert trace["y"][7] is None and trace["connectgaps"] is False
    assert all(value == round(value, 6) for value in trace["y"] if value is not None)
