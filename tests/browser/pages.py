#!/usr/bin/env python3
"""Opens every golden page in chromium, as a reader would, and looks for what a page must not do.

    python3 -m venv VENV && VENV/bin/pip install --no-deps -r tests/browser/requirements.txt
    VENV/bin/python tests/browser/pages.py [--pictures DIRECTORY] [PAGE.html]...

Needs chromium and its driver. script/test installs all of it. With --pictures it also leaves a picture of each page in
each theme and width, and on paper, for people to look at.
"""

import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import queue
import re
import shutil
import sys
import tempfile

import html5lib
from selenium import webdriver

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests/golden/files"
WIDTHS = [320, 800, 1000, 1600]
# A sheet of A4 in CSS pixels, without the margins of 1 cm.
PAPER = 718

# Text needs 4.5:1 (axe knows that), what is drawn 3:1 (axe does not look at it): lines, dots and frames against what is
# behind them. Each returns the worst pair it finds.
GRAPHICS = """
const numbers = color => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
const light = color => {
    const [r, g, b] = numbers(color).map(it => it / 255).map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const back = light(getComputedStyle(document.body).backgroundColor);
const contrast = color => { const it = light(color); return (Math.max(it, back) + 0.05) / (Math.min(it, back) + 0.05); };
const drawn = [];
for (const it of document.querySelectorAll("svg *, .stats div")) {
    const style = getComputedStyle(it);
    const color = it.matches("div") ? style.borderTopColor : style.stroke != "none" ? style.stroke : style.fill;
    drawn.push([contrast(color), it.tagName + "." + (it.getAttribute("class") || "")]);
}
return drawn.filter(([value]) => !(value >= 3)).map(([value, what]) => `${what} ${value}`);
"""

# What sticks out of the window, unless it is in something that scrolls.
OUTSIDE = """
const width = document.documentElement.clientWidth;
const all = [...document.querySelectorAll("body *")].filter(it => !it.closest(".wide, caption, details:not([open]) dl, script"));
const out = all.filter(it => { const box = it.getBoundingClientRect(); return box.width && (box.right > width + 1 || box.left < -1); });
const names = out.map(it => `${it.tagName} "${it.textContent.slice(0, 30)}"`);
if (document.documentElement.scrollWidth > width) names.push(`the page is ${document.documentElement.scrollWidth} wide`);
return names;
"""

# What paper would cut off: there nobody can scroll.
CUT_OFF = """
return [...document.querySelectorAll(".wide")].filter(it => it.scrollWidth > it.clientWidth + 1).map(it => it.getAttribute("aria-label"));
"""

# Before anything of the page: whatever a name makes run is recorded.
WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = text => window.ran.push(`${name} ${text}`);
document.addEventListener("securitypolicyviolation", event => window.ran.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Browser:
    def __init__(self, directory):
        options = webdriver.ChromeOptions()
        options.binary_location = found("chromium", "chromium-browser", "google-chrome")
        for argument in ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={directory}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(found("chromedriver"))
        self.driver = webdriver.Chrome(options, service)
        self.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        self.axe = next(pathlib.Path(sys.prefix).glob("lib/python*/site-packages/axe_playwright_python/axe.min.js")).read_text()

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def run(self, script):
        return self.driver.execute_script(script)

    def look(self, scheme, width, media="screen"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)

    def open(self, path):
        """Opens a page, and says what it made the browser do besides."""
        self.driver.get_log("browser"), self.driver.get_log("performance")
        address = path.resolve().as_uri()
        self.driver.get(address)
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [it["params"]["request"]["url"] for it in events if it["method"] == "Network.requestWillBeSent"]
        if address not in asked:
            said.append("the browser does not say what it asked for")
        return said + [f"asked for {url}" for url in asked if url != address] + self.run("return window.ran")

    def violations(self, rules):
        self.run(self.axe)
        found = self.driver.execute_async_script("axe.run(arguments[0]).then(arguments[1])", rules)
        return [f"axe: {it['id']}: {it['nodes'][0]['html'][:120]}" for it in found["violations"]]

    def picture(self, file):
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        file.write_bytes(base64.b64decode(data))

    def sheets(self, file):
        paper = {"paperWidth": 8.27, "paperHeight": 11.69}
        file.write_bytes(base64.b64decode(self.command("Page.printToPDF", printBackground=True, **paper)["data"]))


def found(*names):
    path = os.pathsep.join([os.environ["PATH"], os.environ.get("CHROMEWEBDRIVER", "")])
    for name in names:
        if program := shutil.which(name, path=path):
            return program
    sys.exit(f"{names[0]} is missing: please install it first")


def parsed(path):
    """What a strict parser objects to."""
    try:
        html5lib.HTMLParser(strict=True).parse(path.read_text())
    except html5lib.html5parser.ParseError as cause:
        return [f"not HTML: {cause}"]
    return []


def faults(browser, path, pictures=None):
    """All that is wrong with a page."""
    faults = parsed(path)
    browser.look("light", 1000)
    faults += browser.open(path)
    # Without the policy nothing runs either: it is a second lock, not the only one.
    browser.command("Page.setBypassCSP", enabled=True)
    faults += browser.open(path)
    browser.command("Page.setBypassCSP", enabled=False)
    faults += browser.open(path)
    # The schemes differ by their colours alone: the other rules, and where things are, hold for both.
    for scheme, rules, widths in [("light", {}, WIDTHS), ("dark", {"runOnly": ["cat.color"]}, WIDTHS if pictures else [])]:
        browser.look(scheme, 1000)
        faults += [f"{scheme}: contrast of {it}" for it in browser.run(GRAPHICS)]
        browser.run("for (const it of document.querySelectorAll('details')) it.open = true")
        faults += [f"{scheme}: {it}" for it in browser.violations(rules)]
        browser.run("for (const it of document.querySelectorAll('details')) it.open = false")
        for width in widths:
            browser.look(scheme, width)
            faults += [f"{width} px: beyond the window: {it}" for it in browser.run(OUTSIDE)]
            if pictures:
                browser.picture(pictures / f"{path.stem}-{scheme}-{width}.png")
    # On paper the reader's dark theme does not matter.
    browser.look("dark", PAPER, "print")
    faults += [f"print: beyond the sheet: {it}" for it in browser.run(OUTSIDE) + browser.run(CUT_OFF)]
    back = browser.run("return getComputedStyle(document.body).backgroundColor")
    if back != "rgb(255, 255, 255)":
        faults.append(f"print: on {back}")
    if pictures:
        browser.picture(pictures / f"{path.stem}-print.png")
        browser.sheets(pictures / f"{path.stem}.pdf")
    return faults


# The looks must see something: each of these changes makes a good page one that is at fault in the way named.
SPOILED = [
    ("not HTML", "</h1>", "</h1></p>"),
    ("alert 1", "</h1>", "</h1><img src='data:,' onerror='alert(1)'>"),
    ("Content Security Policy", "</h1>", "</h1><script>alert(1)</script>"),
    ("asked for", "</h1>", "</h1><img alt='' src='missing.png'>"),
    ("light: axe: color-contrast", "--faint:#5a5a5a", "--faint:#909090"),
    ("dark: axe: color-contrast", "--faint:#aab0b6", "--faint:#606468"),
    ("axe: html-has-lang", '<html lang="en">', "<html>"),
    ("dark: contrast of", "--line:#8b9298", "--line:#30363c"),
    ("beyond the window", ".wide{overflow-x:auto;", ".wide{"),
    ("print: beyond the sheet: Sources", "@media print{", "@media print{td{padding-right:9rem!important}"),
]


def unseen(browser, number, directory):
    """Why a spoiled page passes."""
    wanted, place, other = SPOILED[number]
    good = (GOLDEN / "synchronized.html").read_text()
    spoiled = good.replace(place, other)
    if spoiled == good:
        return f"no {place!r} in the page"
    page = directory / f"spoiled-{number}.html"
    # The policy is to let the other style through.
    page.write_text(spoiled if place == "</h1>" else re.sub("style-src '[^']*'", "style-src 'unsafe-inline'", spoiled))
    seen = faults(browser, page)
    if not any(wanted in it for it in seen):
        return f"a spoiled page passes: {wanted}, seen {seen}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pictures", type=pathlib.Path)
    arguments.add_argument("pages", nargs="*", type=pathlib.Path)
    asked = arguments.parse_args()
    pages = asked.pages or sorted(GOLDEN.glob("*.html"))
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    at_fault = []

    def look_at(browser, page):
        seen = faults(browser, page, asked.pictures)
        print(f"{page.name}: {page.stat().st_size} bytes,", "; ".join(seen) or "no fault", flush=True)
        at_fault.extend(seen)

    def spoil(browser, number):
        if seen := unseen(browser, number, directory):
            print(seen, flush=True)
            at_fault.append(seen)

    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        work = queue.SimpleQueue()
        for page in pages:
            work.put((look_at, page))
        for number in [] if asked.pages else range(len(SPOILED)):
            work.put((spoil, number))

        def do_all(number):
            browser = Browser(directory / f"profile-{number}")
            try:
                while True:
                    task, what = work.get_nowait()
                    task(browser, what)
            except queue.Empty:
                pass
            finally:
                browser.driver.quit()

        # A browser a core: most of the time is axe's.
        browsers = min(os.cpu_count() or 1, 4)
        with concurrent.futures.ThreadPoolExecutor(browsers) as pool:
            for done in [pool.submit(do_all, number) for number in range(browsers)]:
                done.result()
    sys.exit(1 if at_fault or not pages else 0)


if __name__ == "__main__":
    main()
