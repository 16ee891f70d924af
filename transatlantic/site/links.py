"""Check a built site: every link inside leads somewhere, and no page needs anything from outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser fetches by itself; a link (a) waits for the reader.
FETCHED = {("link", "href"), ("use", "href"), ("image", "href"), ("object", "data")}
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass
class Checked:
    """What a check found: how many pages, links inside the site, and links out of it; faults, a sentence each."""

    pages: int = 0
    inside: int = 0
    outside: int = 0
    faults: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value)
            elif name in ("src", "poster") or (tag, name.removeprefix("xlink:")) in FETCHED:
                self.sources.append(value)
            elif name == "srcset":
                self.sources += [part.split()[0] for part in value.split(",")]
            elif tag == "a" and name == "href":
                self.links.append(value)
            elif name == "style":
                self.sources += _addresses(value)

    handle_startendtag = handle_starttag


def _addresses(style: str) -> list[str]:
    return [one or other for one, other in CSS_ADDRESS.findall(style)]


def check(site: Path) -> Checked:
    """Look at every link and source of every page and style sheet below a folder."""
    found = Checked()
    pages = {path.resolve(): _Page(path) for path in sorted(site.rglob("*.html"))}
    found.pages = len(pages)
    for path, page in pages.items():
        for address in page.sources:
            _check_source(found, site, path, address)
        for address in page.links:
            if urlsplit(address).scheme or address.startswith("//"):
                found.outside += 1
                continue
            found.inside += 1
            target, _, anchor = unquote(address).partition("#")
            wanted = (path.parent / target.partition("?")[0]).resolve() if target else path
            if not wanted.is_file():
                found.faults.append(f"{path.relative_to(site.resolve())} links to {address}, which is not there.")
            elif anchor and wanted in pages and anchor not in pages[wanted].ids:
                found.faults.append(f"{path.relative_to(site.resolve())} links to {address}, which has no such place.")
    for path in sorted(site.rglob("*.css")):
        for address in _addresses(path.read_text(encoding="utf-8")):
            _check_source(found, site, path.resolve(), address)
    return found


def _check_source(found: Checked, site: Path, path: Path, address: str) -> None:
    """What a page or a style fetches lies in the site."""
    if address.startswith(("data:", "#")):
        return
    name = path.relative_to(site.resolve())
    if urlsplit(address).scheme or address.startswith("//"):
        found.faults.append(f"{name} fetches {address} from outside.")
    elif not (path.parent / unquote(urlsplit(address).path)).is_file():
        found.faults.append(f"{name} needs {address}, which is not there.")
