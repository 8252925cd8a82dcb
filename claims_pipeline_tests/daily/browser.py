"""Chromium without a window, told what to do over a pipe (Chrome DevTools Protocol): no driver, no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

BY_TEXT = """
(text, selector) => [...document.querySelectorAll(selector)].filter(
    one => one.innerText?.trim() === text && one.getClientRects().length && !one.disabled).pop()
"""
"""The last visible element of a selector that reads as the text: a dialog lies over what was there before."""


class Page:
    """One page of the browser."""

    def __init__(self, reader: int, writer: int) -> None:
        self._reader, self._writer, self._number, self._rest = reader, writer, 0, b""
        self._session = ""
        [target] = [one for one in self._ask("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        attached = self._ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        message |= {"sessionId": self._session} if self._session else {}
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._reader, 1 << 16)
            if not piece:
                raise RuntimeError("The browser has ended.")
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def go(self, url: str) -> None:
        """Open an address."""
        self._ask("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Run a script and return what it gives."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 60) -> Any:
        """Run a script again and again until it gives something that holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := self.run(script):
                return found
            time.sleep(0.2)
        raise TimeoutError(f"{script} does not hold after {seconds:g} s; the page reads:\n{self.text()[:3000]}")

    def text(self) -> str:
        """Return what a reader sees."""
        return str(self.run("document.body?.innerText ?? ''"))

    def sees(self, text: str, seconds: float = 60) -> None:
        """Wait until the page reads so."""
        self.wait(f"document.body?.innerText.includes({json.dumps(text)})", seconds)

    def click(self, text: str, selector: str = "button, a", seconds: float = 60) -> None:
        """Click on what reads so, once it is there."""
        found = f"({BY_TEXT})({json.dumps(text)}, {json.dumps(selector)})"
        self.wait(f"!!{found}", seconds)
        self.run(f"{found}.click()")

    def shoot(self, path: Path) -> None:
        """Keep a picture of the window."""
        picture = self._ask("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(picture["data"]))


@contextmanager
def opened(profile: Path, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """Open a browser with a profile of its own, for as long as the block lasts."""
    to_browser, from_here = os.pipe()
    from_browser, to_here = os.pipe()
    options = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--remote-debugging-pipe", f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank",
    ]  # fmt: skip
    pipes = (to_browser, to_here)
    # The protocol speaks on the third and fourth descriptor, whatever their numbers here.
    command = ["bash", "-c", f'exec "$@" 3<&{to_browser} 4>&{to_here}', "bash", *options]
    browser = subprocess.Popen(command, pass_fds=pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for pipe in pipes:
        os.close(pipe)
    try:
        yield Page(from_browser, from_here)
    finally:
        browser.terminate()
        browser.wait(timeout=30)
        os.close(from_here)
        os.close(from_browser)
