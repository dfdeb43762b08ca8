"""One switch between a notebook and a page: the same markup as text/html, or as a raw block in Markdown.

A published page must not hold an output of type text/html: Quarto would add scripts from another host.
"""

import os
import re

PUBLISH = "RETRET_PUBLISH"

STYLE = """<style>
.retret{font:15px/1.5 system-ui,sans-serif;max-width:46rem;color:#17212b;background:#fff;padding:.2rem .6rem}
.retret svg{width:100%;height:auto}.retret svg text{font-size:14px;fill:#52606d}.retret svg .e{text-anchor:end}
.retret svg .m{text-anchor:middle}.retret .line{fill:none;stroke:#17212b;stroke-width:1.6}.retret .point{fill:#17212b}
.retret .points{fill:none;stroke:#17212b;stroke-width:6.2;stroke-linecap:round}
.retret .grid,.retret .track{stroke:#d9dfe5}.retret .band{fill:#8b96a1;opacity:.14}.retret .limit,.retret .mean{stroke:#8b96a1}
.retret .ahead{stroke-dasharray:6 5}.retret .ramadan{fill:#b4540a;opacity:.09}.retret .retreat{fill:#0b5c7a}
.retret .signal{fill:#1f5fa8}.retret .peer line,.retret .moved{stroke:#8b96a1;stroke-width:2.4}.retret .peer{fill:#6b7885}
.retret .mine{fill:#0b5c7a;stroke:#0b5c7a}.retret .mine text{stroke:none;font-weight:600}.retret .before{fill:#fff;stroke:#6b7885;stroke-width:2}
.retret .reference{stroke:#0b5c7a;stroke-dasharray:3 4}.retret .gap{fill:none;stroke:#8b96a1;stroke-dasharray:3 2}
.retret .bar.down{fill:#c98a4b}.retret .bar.stayed{fill:#d9dfe5}.retret .bar.up{fill:#3c7ea6}
.retret table{border-collapse:collapse}.retret th,.retret td{padding:.2rem .6rem;border-bottom:1px solid #d9dfe5;text-align:left}
.retret .figures td,.retret .num{text-align:right}.retret td.words,.retret td.withheld{text-align:left}.retret .explore{display:none}.retret .scroll{overflow-x:auto}
.retret figure{margin:0}.retret caption{text-align:left;color:#52606d}
</style>"""
"""The look in JupyterLab, where the site's own style is not loaded."""


def publishing() -> bool:
    """Whether what is shown goes to a page (RETRET_PUBLISH=1) and not to a notebook on a screen."""
    return os.environ.get(PUBLISH) == "1"


def bundle(markup: str) -> dict[str, str]:
    """What a display object hands to Jupyter: a raw block when published, else styled HTML."""
    if publishing():
        return {"text/markdown": raw_block(markup)}
    return {"text/html": f'{STYLE}<div class="retret">{markup}</div>'}


def raw_block(markup: str) -> str:
    """A raw HTML block in Markdown whose fence the markup cannot close."""
    longest = max((len(run) for run in re.findall("`+", markup)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{{=html}}\n{markup}\n{fence}"
