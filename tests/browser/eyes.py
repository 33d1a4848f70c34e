"""What is wrong with a page for people who see little, use no mouse, zoom in, or hold a small phone."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

_SETTLED = """() => document.fonts.status === 'loaded'
  && [...document.querySelectorAll('h1, h2, [role=alert], [role=status]')].some((element) => element.checkVisibility())
  && !document.querySelector('[aria-busy=true], [class*=bones]')
  && document.getAnimations().every((animation) => animation.playState !== 'running')"""

# Everything axe knows of WCAG 2.2 A and AA, and its good practices; only what it calls serious or critical counts.
_RUN_AXE = """async (only) => {
  const how = only.length ? { runOnly: { type: 'rule', values: only } } : {};
  const { violations } = await axe.run(document, { ...how, resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) =>
      `${id}: ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`));
}"""

# Nothing may stand outside of the window, unless inside of what scrolls by itself, or of a canvas that one pans.
_OUTSIDE = """() => {
  const faults = [];
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) faults.push(`the page is ${wide} px wide where ${innerWidth} are seen`);
  const scrolls = (element) => {
    if (element.closest('.react-flow')) return true;
    for (let at = element; at; at = at.parentElement) {
      const { overflowX, position } = getComputedStyle(at);
      if (['auto', 'scroll'].includes(overflowX) && at.scrollWidth > at.clientWidth) return true;
      if (position === 'fixed' && at.getBoundingClientRect().right <= 0) return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll('#root *')) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const seen = words || element.matches('button, input, textarea, select, img, svg');
    if (!seen || !element.checkVisibility()) continue;
    const { left, right, width, height } = element.getBoundingClientRect();
    if (width > 1 && height > 1 && (right > innerWidth + 1 || left < -1) && !scrolls(element))
      faults.push(`outside (${Math.round(left)}–${Math.round(right)}): ${element.outerHTML.slice(0, 120)}`);
    const { overflowX, textOverflow } = getComputedStyle(element);
    if (words && width > 1 && overflowX !== 'visible' && !['auto', 'scroll'].includes(overflowX)
        && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1)
      faults.push(`cut off: ${element.outerHTML.slice(0, 120)}`);
  }
  return [...new Set(faults)];
}"""

_SMALL_TARGETS = """() => [...document.querySelectorAll('button, [role=button], select, input:not([type=hidden])')]
  .filter((element) => element.checkVisibility() && !element.closest('label, .ant-select'))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => width > 1 && height > 1 && (height < 43.5 || width < 43.5))
  .map(([element, box]) =>
    `${Math.round(box.width)}×${Math.round(box.height)}: ${element.outerHTML.slice(0, 120)}`)"""


def settle(page: Page) -> None:
    """Wait until nothing on the page is still on its way."""
    page.wait_for_function(_SETTLED)


def barriers(page: Page, *only: str) -> list[str]:
    """What axe finds serious or critical; `only` names rules, none = all of them."""
    if not page.evaluate("'axe' in window"):
        # Not as a script element: the page's policy lets only the app's own files in.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return _strings(page.evaluate(_RUN_AXE, list(only)))


def outside(page: Page) -> list[str]:
    """What cannot be seen at this size of the window."""
    return _strings(page.evaluate(_OUTSIDE))


def small_targets(page: Page) -> list[str]:
    """What a finger misses: anything to press below 44 × 44 px."""
    return _strings(page.evaluate(_SMALL_TARGETS))


def _strings(found: Any) -> list[str]:
    return [str(one) for one in found]
