"""Which raw folder a run reads: what agencies sent, else the simulated city; never both."""

from dataclasses import dataclass
from pathlib import Path

from analysis.paths import Root
from analysis.problems import RetretError

IGNORED = ("README.md",)


@dataclass(frozen=True)
class Source:
    """The raw folder, its declared corrections, and where its accepted rows are kept."""

    raw: Path
    corrections: Path
    store: Path
    simulated: bool

    @property
    def memory(self) -> Path:
        """Where it is remembered what was read, so that an unchanged file is not read again."""
        return self.store.parent / ("read-simulated" if self.simulated else "read")


def agency_files(folder: Path) -> bool:
    """Whether a raw folder holds anything but its README and hidden files."""
    if not folder.is_dir():
        return False
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return any(
        str(file) not in IGNORED and not any(part.startswith((".", "~$")) for part in file.parts)
        for file in files
    )


def find_source(root: Root, city_folder: Path) -> Source:
    """Agency files where there are any, else the simulated city, else a stop that names both ways on."""
    if agency_files(root.raw):
        return Source(root.raw, city_folder / "corrections.toml", root.interim / "accepted", simulated=False)
    raw = root.simulated / "raw"
    if not agency_files(raw):
        raise RetretError("no-source", exit_code=1)
    return Source(
        raw, root.simulated / "corrections.toml", root.interim / "accepted-simulated", simulated=True
    )
