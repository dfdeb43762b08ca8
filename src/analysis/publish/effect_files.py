"""What was estimated, as files that anyone can run again: a panel, its design, and the three tables of results."""

from pathlib import Path

from analysis.effects.design import Design, as_toml
from analysis.effects.output import as_files
from analysis.facts.effects import Effects


def write_effects(folder: Path, found: Effects) -> None:
    """For each indicator CODE: CODE.panel.csv and CODE.design.toml go in, CODE.effects.csv and its two companions come out."""
    for code, one in found.judged.items():
        one.rows.write_csv(folder / f"{code}.panel.csv")
        (folder / f"{code}.design.toml").write_text(design_text(one.design), "utf-8")
        for path, text in as_files(one.found, folder / f"{code}.effects.csv").items():
            path.write_text(text, "utf-8")


def design_text(asked: Design) -> str:
    """A design as TOML, every key that is not at its default."""
    usual = Design()
    lines = [
        f"{name} = {as_toml(value)}"
        for name, value in asked.model_dump().items()
        if value is not None and value != getattr(usual, name)
    ]
    return "\n".join(lines) + "\n"
