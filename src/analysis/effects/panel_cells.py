"""The columns of a panel as they came, typed: every cell fits its column or the first that does not is told."""

import polars as pl

from analysis.effects.period import Kind, common_kind, example, kind_of, ordinal
from analysis.problems import RetretError

ROW = "row of the file"
"""The column that says where a row stands; it is no column of a panel."""
POSITIVE = ("se", "n", "exposure")
YES_OR_NO = {"0": False, "1": True, "0.0": False, "1.0": True, "false": False, "true": True}


class Reader:
    """The columns of one frame as they should be typed; the first cell that cannot be is a RetretError."""

    def __init__(self, frame: pl.DataFrame, file: str) -> None:
        self.frame = frame
        self.file = file

    def stop(self, bad: pl.Series, code: str, column: str, **values: str) -> None:
        """Nothing where no row is bad, else the error of the first one, with what stands in its cell."""
        if bad.any():
            place = bad.arg_max() or 0
            cell = str(self.frame[column][place])
            row = str(self.frame[ROW][place])
            raise RetretError(code, 1, file=self.file, row=row, column=column, value=cell, **values)

    def words(self, name: str) -> pl.Series:
        """A column as text without blanks around it, null where nothing stands; an absent column is all null."""
        if name not in self.frame.columns:
            return pl.repeat(None, self.frame.height, dtype=pl.String, eager=True).alias(name)
        return self.frame[name].cast(pl.String, strict=False).str.strip_chars().replace("", None)

    def whole(self, name: str) -> pl.Series:
        """Text in which a whole number that was stored as a float, such as 1989.0, reads as a whole number."""
        return self.words(name).str.replace(r"^([+-]?\d+)\.0+$", "$1")

    def filled(self, name: str) -> pl.Series:
        """Text that stands in every row."""
        column = self.whole(name)
        self.stop(column.is_null(), "panel-cell-empty", name)
        return column

    def number(self, name: str) -> pl.Series:
        """A column as numbers, finite where there is any, and above zero where the contract says so."""
        if name in self.frame.columns and self.frame[name].dtype.is_numeric():
            numbers = self.frame[name].cast(pl.Float64)
        else:
            written = self.words(name)
            numbers = written.cast(pl.Float64, strict=False)
            self.stop(written.is_not_null() & numbers.is_null(), "panel-number", name)
        self.stop(~numbers.is_finite().fill_null(True), "panel-not-finite", name)
        if name in POSITIVE:
            self.stop((numbers <= 0).fill_null(False), "panel-not-positive", name)
        return numbers.alias(name)

    def donor(self) -> pl.Series:
        """Whether a row is of a donor; empty is no."""
        written = self.words("donor")
        told = written.str.to_lowercase().replace_strict(YES_OR_NO, default=None, return_dtype=pl.Boolean)
        self.stop(written.is_not_null() & told.is_null(), "panel-donor", "donor")
        return told.fill_null(False).alias("donor")

    def kind(self, periods: pl.Series) -> Kind:
        """The one kind of all periods."""
        kinds: dict[str, Kind | None] = {written: kind_of(written) for written in periods.unique().to_list()}
        told = periods.replace_strict(kinds, return_dtype=pl.String)
        self.stop(told.is_null(), "panel-period", "period")
        found = common_kind(kinds)
        if found is None:
            first = kinds[periods[0]]
            assert first is not None
            self.stop(told != first, "panel-mixed-periods", "period", example=example(first))
        assert found is not None
        return found

    def ordinals(self, periods: pl.Series, kind: Kind) -> pl.Series:
        """The place of each period in time; one of another kind is told by its row."""
        places: dict[str, int] = {}
        for written in periods.drop_nulls().unique(maintain_order=True).to_list():
            try:
                places[written] = ordinal(written, kind)
            except RetretError:
                self.stop(periods == written, "panel-treated-from", periods.name, example=example(kind))
        return periods.replace_strict(places, default=None, return_dtype=pl.Int64)
