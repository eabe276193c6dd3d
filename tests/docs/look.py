"""The site as its readers meet it: every page in Chromium at the width of a desk and of a telephone, by axe-core.

``make look`` builds the site, fetches axe-core by npm and runs this. It tells, of each page, what axe-core finds and
whether the page is wider than its window; and of all of them, links that lead nowhere and whatever a page would load
from elsewhere. Pictures of pages, to be looked at by people, are written with ``--pictures``. Needs Chromium.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from attrs import define, field

from tests.docs.pictures import BROWSER

WIDTHS = (1280, 390)
LOOKED_AT = ("index.html", "index.zh.html", "tutorial.zh.html", "how-to/report.html", "how-to/report.zh.html")
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "video": "src"}


def main() -> int:
    """Look at a site, and tell what is wrong with it; the exit status is 1 where something is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("site", type=Path)
    asked.add_argument("axe", type=Path, help="axe.min.js of axe-core")
    asked.add_argument("--only", default="", help="only pages whose path begins so")
    asked.add_argument("--pictures", type=Path, help="also write pictures of some pages into this folder")
    arguments = asked.parse_args()
    if BROWSER is None:
        sys.stderr.write("Chromium is not installed\n")
        return 2
    pages = sorted(each.relative_to(arguments.site).as_posix() for each in arguments.site.rglob("*.html"))
    faults = list(link_faults(arguments.site, pages))
    wanted = [each for each in pages if each.startswith(arguments.only)]
    faults += faults_of(looked_at(arguments.site, arguments.axe, wanted))
    if arguments.pictures is not None:
        take_pictures(arguments.site, arguments.pictures)
    sys.stdout.writelines(f"{each}\n" for each in faults)
    sys.stdout.write(f"pages: {len(wanted)}, at {' and '.join(map(str, WIDTHS))} pixels; faults: {len(faults)}\n")
    return 1 if faults else 0


# ---- links -----------------------------------------------------------------------------------------------------------


@define
class Anchors(HTMLParser):
    """The places of a page that can be linked, its links, and what it loads."""

    ids: set[str] = field(factory=set)
    links: set[str] = field(factory=set)
    loaded: set[str] = field(factory=set)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.ids |= {name for name in (known.get("id"), known.get("name")) if name}
        if tag == "a" and (link := known.get("href")):
            self.links.add(link)
        if (address := known.get(LOADED.get(tag, ""))) and known.get("rel") not in ("canonical", "search"):
            self.loaded.add(address)


def link_faults(site: Path, pages: list[str]) -> Iterator[str]:
    """Links within the site that lead nowhere, and whatever is loaded from elsewhere; links to others are not tried."""
    read = {page: _anchors(site / page) for page in pages}
    for page, anchors in read.items():
        yield from (f"{page}: loads {each} from elsewhere" for each in sorted(anchors.loaded) if urlsplit(each).netloc)
        for link in sorted(anchors.links | anchors.loaded):
            address, place = urldefrag(link)
            if urlsplit(address).scheme or urlsplit(address).netloc:
                continue
            path = unquote(urlsplit(address).path)
            target = (site / page).parent.joinpath(path).resolve() if path else (site / page).resolve()
            if not target.exists():
                yield f"{page}: {link} leads to no file"
            elif place and target.suffix == ".html":
                there = read[target.relative_to(site.resolve()).as_posix()]
                if unquote(place) not in there.ids and place not in there.ids:
                    yield f"{page}: {link} leads to no place of that page"


def _anchors(page: Path) -> Anchors:
    anchors = Anchors()
    anchors.feed(page.read_text(encoding="utf-8"))
    return anchors


# ---- in the browser --------------------------------------------------------------------------------------------------


class Served(SimpleHTTPRequestHandler):
    """The site, the page that looks at all others, and a place for what it finds."""

    def __init__(self, *args: Any, axe: Path, pages: list[str], found: list[Any], end: Event, **kept: Any) -> None:
        wanted = {"pages": [f"/{each}" for each in pages], "widths": WIDTHS}
        self.own = {
            "/.look/": (Path(__file__).with_suffix(".html").read_bytes(), "text/html"),
            "/.look/axe.js": (axe.read_bytes(), "text/javascript"),
            "/.look/pages.json": (json.dumps(wanted).encode(), "application/json"),
        }
        self.found, self.end = found, end
        super().__init__(*args, **kept)

    def do_GET(self) -> None:
        if self.path not in self.own:
            super().do_GET()
            return
        content, kind = self.own[self.path]
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        if told:
            self.found.append(told)
        if self.path == "/.look/end":
            self.end.set()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def looked_at(site: Path, axe: Path, pages: list[str]) -> list[Any]:
    """What the browser found of each page at each width."""
    found: list[Any] = []
    end = Event()
    handler = partial(Served, directory=str(site), axe=axe, pages=pages, found=found, end=end)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, TemporaryDirectory() as profile:
        Thread(target=server.serve_forever, daemon=True).start()
        browser = subprocess.Popen(
            [
                *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000"),
                *("--remote-debugging-port=0", f"--user-data-dir={profile}"),
                f"http://127.0.0.1:{server.server_port}/.look/",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not end.wait(1):
            if browser.poll() is not None:
                raise RuntimeError("Chromium ended before all pages were looked at")
        browser.terminate()
        browser.wait()
        server.shutdown()
    return found


def faults_of(found: list[Any]) -> list[str]:
    """What was found, in lines."""
    faults = [f"the browser: {each['error']}" for each in found if "error" in each]
    for each in (each for each in found if "error" not in each):
        where = f"{each['page']} at {each['width']}"
        if each["wider"] > 0:
            faults.append(f"{where}: {each['wider']} pixels wider than the window")
        for violation in each["violations"]:
            faults.append(f"{where}: {violation['rule']} ({len(violation['places'])})")
            faults += [f"    {place}" for place in violation["places"][:3]]
    return faults


def take_pictures(site: Path, folder: Path) -> None:
    """Pictures of some pages at each width; a narrow page stands in a frame, for windows cannot be so narrow."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in LOOKED_AT:
        for width in WIDTHS:
            name = f"{page.removesuffix('.html').replace('/', '-')}-{width}"
            framed = folder / f"{name}.html"
            address = (site / page).resolve().as_uri()
            framed.write_text(
                f'<body style="margin:0"><iframe src="{address}" width="{width}" height="1600" style="border:0">',
                encoding="utf-8",
            )
            with TemporaryDirectory() as profile:
                subprocess.run(
                    [
                        *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                        *(f"--user-data-dir={profile}", f"--window-size={max(width, 500)},1600"),
                        *(f"--screenshot={folder / f'{name}.png'}", framed.resolve().as_uri()),
                    ],
                    check=True,
                    capture_output=True,
                )
            framed.unlink()


if __name__ == "__main__":
    sys.exit(main())
