"""What readers take from a page: its brief and workbook, a message to share, and a mail to who answers for it."""

from html import escape
from urllib.parse import quote

from analysis.city.settings import Settings
from analysis.display.figure import Html
from analysis.display.markup import joined, tag, text_tag
from analysis.messages import Lang, text
from analysis.wording.amounts import Facts, words
from analysis.wording.share import shared

SIMULATED = "-simulasi"
MESSENGER = "https://wa.me/?text="


def peers_name(code: str) -> str:
    """The name of the file in which all units of a group stand beside each other on one measure."""
    return f"peers-{code}"


def file_name(code: str, suffix: str, *, simulated: bool) -> str:
    """`CODE.xlsx`, or `CODE-simulasi.xlsx`: a copy that lost its banner still says what it is."""
    return f"{code}{SIMULATED if simulated else ''}{suffix}"


def data_file(facts: Facts, name: str, *, of: str | None = None) -> str:
    """The address of a CSV of a page's own unit or group, or `of` another, from a page of a unit or group."""
    return f"../_data/{of or facts['unit']['code']}/{file_name(name, '.csv', simulated=facts['simulated'])}"


def takeaway(facts: Facts, settings: Settings, lang: Lang) -> Html:
    """Links below a unit's, a group's, an indicator's or the verdict's page; each file stands beside the pages."""
    links = [*_files(facts, lang), _message(facts, settings, lang), _mail(facts, settings, lang)]
    title = text_tag("h2", text("take-title", lang))
    items = joined(tag("li", one) for one in links if one)
    return Html(tag("section", joined([title, tag("ul", items, class_="members")]), class_="take"))


def _files(facts: Facts, lang: Lang) -> list[str]:
    code, simulated = _code(facts), facts["simulated"]
    up = "" if facts["kind"] == "decision" else "../"
    found: list[str] = []
    if facts["kind"] in ("unit", "decision"):
        name = file_name(code, ".pdf", simulated=simulated)
        found.append(
            text_tag("a", text("take-brief", lang), href=f"{up}_files/brief/{quote(name)}", download=name)
        )
    book = f"indicator-{code}" if facts["kind"] == "indicator" else code
    name = file_name(book, ".xlsx", simulated=simulated)
    found.append(text_tag("a", text("take-book", lang), href=f"{up}_files/xlsx/{quote(name)}", download=name))
    return found


def _code(facts: Facts) -> str:
    """Under which code its files stand: the decision's are the city's own."""
    if facts["kind"] == "decision":
        return str(facts["city"])
    return str(facts["indicator" if facts["kind"] == "indicator" else "unit"]["code"])


def page_of(facts: Facts) -> str:
    """The address of a page below the site, by its facts."""
    if facts["kind"] == "decision":
        return "reports/decision.html"
    return f"reports/{facts['kind']}/{_code(facts)}.html"


def _message(facts: Facts, settings: Settings, lang: Lang) -> str:
    told = message(facts, settings, lang)
    return text_tag("a", text("take-share", lang), href=MESSENGER + quote(told, safe=""), rel="noreferrer")


def message(facts: Facts, settings: Settings, lang: Lang) -> str:
    """The text that is shared; without an address of the site it holds no link."""
    banner = text("banner-simulated", lang, government=settings.government) if facts["simulated"] else ""
    address = settings.address(page_of(facts), edition=facts["edition"], lang=lang)
    return shared(facts, banner, address, lang)


def _mail(facts: Facts, settings: Settings, lang: Lang) -> str:
    """A mail with the page and the state of its data filled in; nothing where the city has given no address."""
    if not settings.contact:
        return ""
    name = _named(facts, lang)
    subject = text("take-mail-subject", lang, name=name, code=_code(facts), until=facts["data_until"])
    address = f"mailto:{quote(settings.contact, safe='@')}?subject={quote(subject, safe='')}"
    return f'<a href="{escape(address)}">{escape(text("take-mail", lang))}</a>'


def _named(facts: Facts, lang: Lang) -> str:
    if facts["kind"] == "decision":
        return text("nav-decision", lang)
    name = facts["indicator"]["title"] if facts["kind"] == "indicator" else facts["unit"]["name"]
    return name if isinstance(name, str) else words(name, lang)
