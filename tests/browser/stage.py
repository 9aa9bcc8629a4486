"""The stage of the stories: the programme on a running server, and browsers whose every complaint is heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

from tests.browser.programme import Programme

Enter = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Stage:
    """The programme, where it is shown, and a folder that all test processes of the run share."""

    programme: Programme
    address: str
    shared: Path


@dataclass
class Witness:
    """Hears what goes wrong in a browser: console errors, broken policy, failed requests, refusals.

    A refusal that a test asks for is named in `expected` (statuses); where it takes the line away, `has_line` is false.
    """

    complaints: list[str] = field(default_factory=list)
    expected: tuple[int, ...] = ()
    has_line: bool = True
    fetched: list[tuple[str, str, int]] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of this context."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("requestfailed", self._fail)
        context.on("response", self._answer)

    def _hear(self, message: ConsoleMessage) -> None:
        is_refusal = "Failed to load resource" in message.text  # the response says it with its status
        if message.type == "error" and not is_refusal:
            self.complaints.append(f"console: {message.text}")

    def _fail(self, request: Request) -> None:
        # left, or typed on: the page's own wish; and a browser without scripts refuses those that are preloaded
        is_meant = not self.has_line or "ERR_ABORTED" in (request.failure or "")
        if not is_meant and not self._is_refused_script(request):
            self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    @staticmethod
    def _is_refused_script(request: Request) -> bool:
        """The policy's own refusals are told in the console too."""
        return request.resource_type == "script" and request.failure == "csp"

    def _answer(self, response: Response) -> None:
        self.fetched.append((response.request.method, response.url, response.status))
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")
