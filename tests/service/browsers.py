"""A browser as the pages of the service meet it: it keeps cookies, and sends the forms that it was shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from typing import Any

import httpx
from attrs import define

from tests.service.conftest import Served

__all__ = ["ORIGIN", "Browser", "browser"]

ORIGIN = "https://register.example"


@define
class Browser:
    """One browser."""

    served: Served
    client: httpx.AsyncClient

    def get(self, path: str, **how: Any) -> httpx.Response:
        return self.ask("GET", path, **how)

    def ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Without what a browser adds of itself."""
        return self.served.portal.call(partial(self.client.request, method, path, **how))

    def send(self, path: str, shown: str = "", **fields: str) -> httpx.Response:
        """Send a form from a page, with the fields that are hidden in it."""
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', shown)
        data = {name: unescape(value) for name, value in hidden} | fields
        return self.ask("POST", path, data=data, headers={"Origin": str(self.client.base_url).rstrip("/")})

    def sign_in(self, office: str, language: str = "en") -> httpx.Response:
        """Sign in, by the cookie alone: the page that comes then is not asked for."""
        answer = self.send(f"/{language}/sign-in", token=self.served.tokens[office])
        assert answer.status_code == 303, answer.text
        return answer


@contextmanager
def browser(served: Served, office: str | None = None, language: str = "en", origin: str = ORIGIN) -> Iterator[Browser]:
    """A new browser, in which somebody of an office has signed in."""
    transport = httpx.ASGITransport(served.app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url=origin, trust_env=False)
    with served.portal.wrap_async_context_manager(client):
        made = Browser(served, client)
        if office is not None:
            made.sign_in(office, language)
        yield made
