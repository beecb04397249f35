# SPDX-License-Identifier: Apache-2.0
"""A browser for tests: Chromium, as the system's packages have it."""

import shutil

import pytest

CHROMIUM = shutil.which("chromium")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser):
    """Pages of separate people; none may have had an error when the test ends."""
    contexts, errors = [], []

    def make():
        context = browser.new_context()
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.dialogs = []
        page.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.accept()))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)
