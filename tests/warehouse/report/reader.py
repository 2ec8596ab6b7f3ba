"""A reader of the report in Chromium: opens pages, clicks, types, takes pictures, and minds the console."""

import base64
import json
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WIDE, PHONE = (1280, 900), (390, 844)


class Reader:
    """What a test does with the pages; `close` fails where a page complained or asked for something from outside."""

    def __init__(self, browser: webdriver.Chrome, root: Path, pictures: Path) -> None:
        self.browser = browser
        self.root = root
        self.pictures = pictures
        self.size(WIDE)
        browser.get("about:blank")
        self._logs()

    def size(self, size: tuple[int, int]) -> None:
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500},
        )

    def dark(self, on: bool) -> None:
        scheme = "dark" if on else "light"
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )

    def open(self, page: str) -> None:
        """Open a page by its path in the report, with its fragment, as if for the first time."""
        self.browser.get("about:blank")
        self.browser.get((self.root / page.partition("#")[0]).as_uri() + page[len(page.partition("#")[0]) :])

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [each.text for each in self.all(selector)]

    def until(self, selector: str, text: str) -> None:
        """Wait until an element of that selector holds the text."""
        WebDriverWait(self.browser, 10).until(
            lambda _: any(text in each.text for each in self.all(selector)), f"{selector} never said {text}"
        )

    def choose(self, name: str, value: str) -> None:
        """Choose an option of a select, or type into a field, of that name."""
        element = self.one(f"[name={name}]")
        if element.tag_name == "select":
            element.find_element(By.CSS_SELECTOR, f"option[value='{value}']").click()
        else:
            element.clear()
            element.send_keys(value)

    def picture(self, name: str) -> Path:
        """A picture of the whole page."""
        size = self.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = self.browser.execute_cdp_cmd(
            "Page.captureScreenshot",
            {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"],
                                                     "height": min(size["height"], 6000), "scale": 1}},
        )  # fmt: skip
        self.pictures.mkdir(parents=True, exist_ok=True)
        target = self.pictures / f"{name}.png"
        target.write_bytes(base64.b64decode(shot["data"]))
        return target

    def printed(self, name: str) -> bytes:
        """The page as a PDF."""
        told = base64.b64decode(self.browser.print_page())
        self.pictures.mkdir(parents=True, exist_ok=True)
        (self.pictures / f"{name}.pdf").write_bytes(told)
        return told

    def planted(self) -> bool:
        """Whether a script from a crawled text has run."""
        return bool(self.browser.execute_script("return window.planted"))

    def close(self) -> None:
        complaints, asked = self._logs()
        self.dark(False)
        assert not complaints, complaints
        assert not [url for url in asked if not url.startswith(("file://", "data:", "about:", "chrome:"))], asked

    def _logs(self) -> tuple[list[str], list[str]]:
        """What the consoles said and which addresses were asked for since the last call."""
        complaints = [entry["message"] for entry in self.browser.get_log("browser")]
        asked = []
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        return complaints, asked
