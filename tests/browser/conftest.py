"""A page of the built site, opened in Chromium."""

import pytest


@pytest.fixture
def visit(chromium, address):
    """Open a path of the site in a fresh context; the test fails on any error in a console.

    `on_request` is called with the address of each request, `expect_errors` lets errors pass; all other options are
    those of Playwright's contexts.
    """
    contexts, errors = [], []

    def open_page(path, *, on_request=None, expect_errors=False, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        if on_request:
            page.on("request", lambda request: on_request(request.url))
        if not expect_errors:
            page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("requestfailed", lambda request: None if left(request) else errors.append(request.url))
        page.goto(path if path == "about:blank" else address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def left(request):
    """Whether Chromium gave up a request because its page was left, as it does with an icon that still loads.

    A request that something is wrong with fails in another way: refused, blocked by the policy, not found.
    """
    return request.failure == "net::ERR_ABORTED"
