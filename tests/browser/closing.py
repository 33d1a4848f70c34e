"""Signing at a screen."""

from playwright.sync_api import Locator, Page


def signed(page: Page, dialog: Locator) -> None:
    """Something is written into the pad of a dialog, with the mouse or a finger."""
    pad = dialog.get_by_role("img", name="签名", exact=True)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 16):
        page.mouse.move(box["x"] + 40 + step * 10, box["y"] + 60 + (step % 4) * 14)
    page.mouse.up()
