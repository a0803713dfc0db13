"""The studio as a person handles it: dragging, wiring, typing, reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.backend.conftest import Served


class Studio:
    """What a person does and sees."""

    def __init__(self, page: Page, served: Served, screenshots: Path) -> None:
        self.page, self.served, self._screenshots = page, served, screenshots
        expect(page.get_by_test_id("palette-testing_source")).to_be_visible()

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".react-flow__pane")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_test_id("step-panel")

    def step(self, step_id: str) -> Locator:
        return self.page.get_by_test_id(f"step-{step_id}")

    def drag_in(self, kind: str, x: float, y: float) -> None:
        """Drag an operator from the palette to a place on the canvas."""
        self.page.get_by_test_id(f"palette-{kind}").drag_to(self.canvas, target_position={"x": x, "y": y})
        expect(self.step(kind)).to_be_visible()

    def wire(self, source: str, target: str) -> None:
        """Drag a stream from one port to another, both as `step.port`."""
        start, end = (self.page.get_by_test_id(f"port-{port.replace('.', '-')}") for port in (source, target))
        at, to = start.bounding_box(), end.bounding_box()
        assert at and to, f"{source} or {target} is not on the screen"
        self.page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move((at["x"] + to["x"]) / 2, (at["y"] + to["y"]) / 2 + 20, steps=4)
        self.page.mouse.move(to["x"] + to["width"] / 2, to["y"] + to["height"] / 2, steps=4)
        self.page.mouse.up()

    def select(self, step_id: str) -> None:
        """Click a step, so that its form shows."""
        self.step(step_id).click(position={"x": 60, "y": 20})
        expect(self.panel.get_by_label("Id", exact=True)).to_have_value(step_id)

    def fill(self, label: str, text: str) -> None:
        """Type into a field of the form."""
        self.panel.get_by_label(label, exact=True).fill(text)
        self.page.keyboard.press("Tab")

    def write(self, label: str, text: str) -> None:
        """Type an expression, as a person does: key by key, over what was there."""
        field = self.panel.get_by_role("textbox", name=label, exact=True)
        field.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Tab")

    def choose(self, label: str, option: str) -> None:
        """Choose from a list of the form, or of choices that stand side by side."""
        control = self.panel.get_by_label(label, exact=True).first
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(option)
        else:
            control.locator(f'input[value="{option}"] + label').click()

    def fields(self, types: Mapping[str, str]) -> None:
        """Write the schema of a source, field by field."""
        for number, (name, kind) in enumerate(types.items(), 1):
            self.panel.get_by_role("button", name="Add field").click()
            self.fill(f"Field {number} name", name)
            self.fill(f"Field {number} type", kind)

    def items(self, lines: Sequence[str]) -> None:
        """Write the items of a testing source, one JSON item a line."""
        self.panel.get_by_role("radiogroup", name="Items as").get_by_text("JSON").click()
        self.fill("Items", "\n".join(lines))

    def run(self) -> None:
        self.page.get_by_role("button", name="Run", exact=True).click()

    def tab(self, name: str) -> None:
        """Open a tab of the dock."""
        self.page.get_by_test_id(f"dock-tab-{name}").click()

    def sees_no_problems(self) -> None:
        """Wait until the check has found nothing wrong."""
        expect(self.page.get_by_test_id("dock-tab-problems")).to_contain_text("0")

    def sees_no_errors(self) -> None:
        """Wait until the check has found nothing that keeps the flow from running; warnings may be there."""
        expect(self.page.locator("[data-testid=dock-count-problems].dk-badge-error")).to_have_count(0)

    def ends(self, status: str) -> None:
        """Wait until the run says that it has ended like this."""
        expect(self.page.get_by_test_id("dock-status")).to_contain_text(status)

    def shoot(self, name: str) -> None:
        """Keep a picture of the screen, for a person to look at."""
        self._screenshots.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._screenshots / f"{name}.png")
