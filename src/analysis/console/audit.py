"""retret audit: a built site held against its limits, or what its pages say as facts to compare."""

import json
from pathlib import Path

from analysis.messages import Lang, text
from analysis.paths import find_root
from analysis.problems import RetretError
from analysis.publish.audit import audit
from analysis.publish.page_facts import page_facts


def run_audit(site: Path | None, root: Path | None, lang: Lang, *, facts: bool) -> int:
    """Every fault as a line, 1 where there is one; with `facts` what each page says, as JSON, whichever engine made it."""
    folder = find_root(root).site if site is None else site
    if not (folder / "index.html").is_file():
        raise RetretError("audit-no-site", folder=str(folder))
    if facts:
        pages = sorted(folder.rglob("*.html"))
        told = {page.relative_to(folder).as_posix(): page_facts(page.read_text("utf-8")) for page in pages}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    found = audit(folder)
    for fault in found:
        print(f"{fault.page}: {text(fault.code, lang, found=fault.found)}")
    print(text("audit-closing", lang, n=len(found)))
    return 1 if found else 0
