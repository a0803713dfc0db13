"""The canvas from far away: plainer, and nothing of the flow is missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.e2e.studio import Studio
from tests.e2e.test_canvas import ROW, STREAMS, open_flow, streams

pytestmark = pytest.mark.long


def test_streams_that_left_the_view_from_far_away_come_back(studio: Studio) -> None:
    open_flow(studio, ROW, STREAMS)
    for _ in range(6):
        studio.page.get_by_role("button", name="Zoom out").click()
    expect(streams(studio.page)).to_have_count(2)
    canvas = studio.page.get_by_role("region", name="Flow", exact=True)
    canvas.hover()
    studio.page.mouse.wheel(4000, 0)
    expect(studio.page.locator(".react-flow__node")).to_have_count(0)
    studio.page.mouse.wheel(-4000, 0)
    expect(studio.page.locator(".react-flow__node")).to_have_count(3)
    expect(streams(studio.page)).to_have_count(2)
