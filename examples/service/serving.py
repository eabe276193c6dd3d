"""The service as a process that listens at a port, until it is told to stop."""

from __future__ import annotations

from typing import Any

import uvicorn

from targetrules.register import Register

from .app import Service, create_app
from .requests import Settings
from .tokens import TokenFile

__all__ = ["serve"]


class _Server(uvicorn.Server):
    """One that ends the streams when it is told to stop, and does not wait for whoever listens."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        app = self.config.app
        if isinstance(app, Service) and hasattr(app.state, "calls"):
            app.state.calls.streams.stop()
        super().handle_exit(sig, frame)


def serve(where: str, tokens: TokenFile, host: str, port: int) -> None:
    """Serve a register until the process is told to stop.

    Args:
        where: The file, or the URL of a PostgreSQL database.
        tokens: The file of tokens.
        host: The address at which it listens.
        port: The port.
    """
    tokens.tokens()
    with Register(where, by="service") as register:
        app = create_app(Settings(register, tokens))
        config = uvicorn.Config(app, host, port, server_header=False, timeout_graceful_shutdown=10, access_log=False)
        _Server(config).run()
