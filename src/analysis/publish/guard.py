"""What a page may run and ask for: its own scripts by the hash of the one that loads them, nothing from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256

from analysis.display.markup import tag

OWN = re.compile(r"""<script(?: defer)? src="([^"]+)"(?: defer)?></script>\n?""")
HEAD = re.compile(r'<meta charset="[^"]*"[^>]*>', re.I)

FIRST = (
    "(function(){var d=document,r=d.documentElement,me=d.currentScript;r.classList.add('js');"
    "try{var t=localStorage.getItem('retret-theme');if(t)r.dataset.theme=t}catch(closed){}"
    "d.addEventListener('DOMContentLoaded',function(){me.dataset.load.split(' ').forEach(function(one){"
    "var s=d.createElement('script');s.src=one;s.async=false;d.head.appendChild(s)})})})();"
)
"""The one script that a page holds itself: the theme before anything is painted, then the other scripts in their order.

What a script allowed by hash adds is allowed as well (`strict-dynamic`): so pages run from disk, where no other
way to name scripts works in every browser.
"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'sha256-{b64encode(sha256(FIRST.encode()).digest()).decode()}' 'strict-dynamic'",
        "style-src 'self' file: 'unsafe-inline'",
        "img-src 'self' file: data: blob:",
        "form-action 'self' file:",
        "base-uri 'none'",
    )
)
"""Styles may be inline because the chart library sets them; pages themselves have one style sheet."""


def guarded(page: str) -> str:
    """A page whose scripts are loaded by its first one, under a policy that forbids every other."""
    scripts = OWN.findall(page)
    head = (
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("link", rel="icon", href="data:,"),
        tag("script", FIRST, data_load=" ".join(scripts)) if scripts else "",
    )
    return HEAD.sub(lambda found: found[0] + "".join(head), OWN.sub("", page), count=1)
