"""Before a plain `quarto render`: fragments that no build has made yet say which command makes them."""

import re
from pathlib import Path

INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}")
SAYS = "**Halaman ini belum berisi.** Jalankan `make site`, atau `retret build --stage notebooks`.\n"


def main() -> None:
    """Every fragment that a page includes exists; one that was made by a build is left as it is."""
    for page in [Path("index.qmd"), Path("404.qmd"), *sorted(Path("reports").glob("*.qmd"))]:
        for name in INCLUDE.findall(page.read_text("utf-8")):
            part = page.parent / name
            if not part.exists():
                part.parent.mkdir(parents=True, exist_ok=True)
                part.write_text(SAYS if part.name.startswith("top-") else "<!-- -->\n", "utf-8")


if __name__ == "__main__":
    main()
