"""Display: charts as data, drawn as static SVG and as a plotly figure with the same points; tables; blocks of a page."""
