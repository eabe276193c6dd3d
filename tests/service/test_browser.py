"""The pages in Chromium, driven as a person does; skipped where Chromium, its driver or selenium is not installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.conftest import Served, listening

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.skipif(BROWSER is None or DRIVER is None, reason="Chromium or its driver is not installed"),
    pytest.mark.xdist_group("chromium"),
]


@pytest.fixture
def window() -> Iterator[Any]:
    """A window as wide as a phone."""
    webdriver: Any = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for each in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(each)
    phone = {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 1.0, "mobile": True}}
    options.add_experimental_option("mobileEmulation", phone)
    options.set_capability("goog:loggingPrefs", {"browser": "WARNING", "performance": "ALL"})
    found = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield found
    found.quit()


def test_by_keyboard_at_the_width_of_a_phone(read_only: Served, window: Any) -> None:
    """One signs in, goes to every page and opens a form, and nothing is fetched from elsewhere or complained of."""

    def type_(*keys: str) -> None:
        window.switch_to.active_element.send_keys(*keys)

    def is_wide() -> bool:
        said: bool = window.execute_script("return document.documentElement.scrollWidth > 390")
        return said

    tab, enter = "\ue004", "\ue007"
    with listening(read_only) as url:
        window.get(f"{url}/zh/status?period=2025")
        type_(tab)
        assert window.switch_to.active_element.text == "跳到正文"
        type_(enter)
        type_(tab)
        assert window.switch_to.active_element.get_attribute("id") == "token"
        type_(read_only.tokens["office"], enter)
        window.implicitly_wait(10)
        heading = window.find_element("css selector", "h2#next")
        assert (heading.text, is_wide()) == ("下一步", False)
        for name in ("决定", "落实情况", "异议与申诉"):
            window.find_element("link text", name).send_keys(enter)
            window.find_element("xpath", f"//h1[starts-with(., '{name}')]")
            assert not is_wide(), name
        window.find_element("link text", "落实情况").send_keys(enter)
        window.find_element("link text", "登记送达").send_keys(enter)
        window.find_element("css selector", "input[type=date]")
        assert not is_wide()
        complaints = [each["message"] for each in window.get_log("browser")]
        assert all("status of 401" in each for each in complaints), complaints  # the page on which one signs in
    asked = [
        each["message"] for each in window.get_log("performance") if 'Network.requestWillBeSent"' in each["message"]
    ]
    assert asked
    assert all(f'"url":"{url}/' in each for each in asked)
