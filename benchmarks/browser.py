"""``python -m benchmarks.browser``: opening, frames, drags and memory of the lab's page in Chromium.

Needs Playwright and a Chromium, as `make look` installs them. The results go into RESULTS.md, below those of
the engine (benchmarks/page.py). On a machine with other work wall times say little: the milliseconds that the
page's main thread spends on a picture stand beside them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import FLAGS, chromium

from benchmarks.page import IN_CHROMIUM, RESULTS, STATIC, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FRAMES = """(milliseconds) => new Promise((done) => {
  const gaps = [];
  let [first, last] = [0, 0];
  const next = (now) => {
    if (last > 0) gaps.push(now - last);
    first ||= now;
    last = now;
    if (now - first < milliseconds) requestAnimationFrame(next);
    else done(gaps);
  };
  requestAnimationFrame(next);
})"""
"""Milliseconds between pictures for a while."""

WATCH = """() => {
  globalThis.drags = [];
  const curve = document.querySelector(".curve");
  document.addEventListener("pointerdown", () => {
    const began = performance.now();
    const look = () => {
      if (curve.getAttribute("aria-valuetext").includes("keyframe")) return requestAnimationFrame(look);
      globalThis.drags.push(performance.now() - began);
    };
    setTimeout(() => requestAnimationFrame(look));
  });
}"""
"""Measures from each press on the curve until the page shows the exact moment."""

PAINTED = """() => new Promise((done) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const drawn = document.querySelector("#answer canvas")?.width > 0;
    return paint && drawn ? done([paint.startTime, performance.now()]) : setTimeout(look, 5);
  };
  look();
})"""
"""Milliseconds from the navigation to the first drawing, and until the plane is drawn."""


@contextmanager
def serving(table: str) -> Iterator[tuple[str, float]]:
    """Start the command; yield the link that it prints, and its seconds on a processor until then."""
    command = [sys.executable, "-m", "rosenblatt", "lab", table]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http\S+", server.stdout.readline())
            assert found is not None
            times = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
            yield found.group(), (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        finally:
            server.terminate()


def opened(browser: Browser, link: str, fragment: str = "") -> Page:
    """Open the lab and wait until it is drawn."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(link)
    page.locator("#play").wait_for()
    if fragment:
        page.goto(page.url.partition("#")[0] + fragment)
        page.reload()
    page.evaluate(PAINTED)
    return page


def share_within(values: list[float], most: float) -> float:
    """The share of values up to a limit."""
    return sum(value <= most for value in values) / len(values)


def opening(browser: Browser, rounds: int) -> list[tuple[str, str, str, bool]]:
    """Rows: from the command to the drawn page, and the first drawing from a warm server."""
    cold, used, warm = [], [], []
    for _ in range(rounds):
        began = time.perf_counter()
        with serving("xor") as (link, seconds):
            used.append(seconds)
            page = opened(browser, link)
            cold.append(time.perf_counter() - began)
            page.reload()
            warm.append(page.evaluate(PAINTED)[0] / 1000)
            page.close()
    return [
        (
            "command to drawn page, XOR",
            f"{spread(cold, 's')}; the command takes {median(used):.2f} s of a processor",
            "at most 2 s",
            median(cold) <= 2,
        ),
        ("first drawing from a warm server", spread(warm, "s"), "under 1 s", median(warm) < 1),
    ]


def spread(values: list[float], unit: str) -> str:
    """The median, with the smallest and largest in brackets."""
    return f"{median(values):.2f} {unit} ({min(values):.2f}–{max(values):.2f})"


def sizes() -> tuple[str, str, str, bool]:
    """Row: what the page loads, gzipped."""
    names = [path for path in STATIC.iterdir() if path.name != "lessons.json"]
    total = sum(len(gzip.compress(path.read_bytes(), 9)) for path in names) / 1024
    return "page, style, workers and engine, gzipped", f"{total:.1f} KB", "at most 130 KB", total <= 130


def training(
    browser: Browser, table: str, seconds: float, drags: int, within: float
) -> list[tuple[str, str, str, bool]]:
    """Rows: frames while it trains as fast as possible, drags afterwards, and the memory of the tab."""
    with serving(table) as (link, _):
        page = opened(browser, link, f"#lab=1&table={table}&patience=inf&epochs=900000000000")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.locator("input[type=range]").first.fill("6")
        page.locator("#play").click()
        page.wait_for_timeout(1000)
        before = busy(session)
        gaps = page.evaluate(FRAMES, 5000)
        used = 1000 * (busy(session) - before) / len(gaps)
        page.wait_for_timeout(1000 * seconds)
        memory = max(renderers())
        page.locator("#play").click()
        page.wait_for_timeout(1000)
        found = dragged(page, drags)
        epochs = page.locator(".curve").get_attribute("aria-valuemax")
        page.close()
    smooth, exact = share_within(gaps, 20), share_within(found, 1000 * within)
    limit = f"{1000 * within:.0f} ms" if within < 1 else "1 s"
    rows = [
        (
            f"{table}: pictures within 20 ms while it trains",
            f"{smooth:.0%} of {len(gaps)}; {used:.1f} ms of the main thread for each",
            "95 of 100",
            smooth >= 0.95,
        ),
        (
            f"{table}, {int(epochs or 0):,} epochs: exact moments within {limit} of a press on the curve",
            f"{exact:.0%} of {len(found)}; median {median(found):.0f} ms",
            "95 of 100",
            exact >= 0.95,
        ),
    ]
    if within < 1:
        return rows[:2]
    text = f"{memory / 2**20:.0f} MB"
    return [
        *rows[1:],
        (
            f"{table}: memory of the tab after {seconds / 60:.0f} minutes",
            text,
            "under 450 MB",
            memory < 450 * 2**20,
        ),
    ]


def dragged(page: Page, n: int) -> list[float]:
    """Milliseconds from a press on the curve to the exact moment, at n places."""
    page.evaluate(WATCH)
    box = page.locator(".curve").bounding_box()
    assert box is not None
    for at in range(n):
        place = (0.6180339887 * (at + 1)) % 1  # spread evenly, in no order
        page.mouse.move(box["x"] + 60 + place * (box["width"] - 80), box["y"] + box["height"] / 2)
        page.mouse.down()
        while len(page.evaluate("() => globalThis.drags")) <= at:
            page.wait_for_timeout(20)
        page.mouse.up()
    found: list[float] = page.evaluate("() => globalThis.drags")
    return found


def busy(session: Any) -> float:
    """Seconds of the page's main thread in tasks so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def renderers() -> list[int]:
    """Bytes of memory of this program's tabs (Pss): their own, and their part of what they share."""
    found = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if b"--type=renderer" not in command or not is_ours(folder):
                continue
            line = re.search(r"Pss:\s+(\d+) kB", (folder / "smaps_rollup").read_text())
            found.append(1024 * int(line.group(1)) if line else 0)
        except OSError:
            continue
    return found


def is_ours(folder: Path) -> bool:
    """Whether a process descends from this one."""
    while folder.name != "1":
        parent = re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())
        if parent is None or parent.group(1) == "0":
            return False
        if int(parent.group(1)) == os.getpid():
            return True
        folder = folder.parent / parent.group(1)
    return False


def main() -> None:
    """Measure, and write the section."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=10, help="of digits at full speed (default: 10)")
    parser.add_argument("--rounds", type=int, default=5, help="times that the page is opened (default: 5)")
    given = parser.parse_args()
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        rows = [sizes(), *opening(browser, given.rounds)]
        rows += training(browser, "xor", 5, 100, 0.1)
        rows += training(browser, "spirals", 20, 100, 0.1)
        rows += training(browser, "digits", 60 * given.minutes, 40, 1)
        version = browser.version
        browser.close()
    load = os.getloadavg()[0]
    missed = "missed" if load <= (os.cpu_count() or 1) else "missed under this load"
    lines = [
        f"{IN_CHROMIUM}\n",
        f"Chromium {version}, headless, on {os.cpu_count()} processors, with a load of {load:.1f} at the end",
        "(`python -m benchmarks.browser`). Opening, pictures and drags are in wall time;\n"
        "the main thread's milliseconds for a picture and the command's seconds are those of a processor.\n",
        "| what | measured | target | verdict |\n|---|---|---|---|",
        *(
            f"| {what} | {value} | {target} | {'met' if met else missed} |"
            for what, value, target, met in rows
        ),
    ]
    RESULTS.write_text(written(RESULTS.read_text(encoding="utf-8"), "\n".join(lines)), encoding="utf-8")
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
