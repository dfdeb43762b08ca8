"""The address of a page as words and as a QR code; neither while the city names no site."""

import io

from analysis.messages import Lang, text
from analysis.problems import RetretError
from analysis.takeaway.sheet import Link


def link(url: str, lang: Lang) -> Link | None:
    """The address with its code, None for no address. Without the package that draws codes it stops and names it."""
    return Link(url, text("takeaway-link", lang), _drawn(url)) if url else None


def _drawn(url: str) -> str:
    try:
        import segno  # only a city that names its site needs it
    except ModuleNotFoundError as missing:
        raise RetretError("takeaway-no-segno") from missing
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()
