#!/usr/bin/env python3
"""The public pages by a real browser against the real program: with script, without, and by curl."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "scenario")]

import stage as on  # noqa: E402
from stage import SOURCE, Skip, check, equal  # noqa: E402

WAV = (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
       b"data\x00\x00\x00\x00")
SCRIPT = "<script>document.title='broken'</script>"
NAMED = "<img src=x onerror=document.title='broken'>.wav"  # a file's name is text as well
SCRIPT_LIMIT_BYTES = 120_000  # of both pages together, gzipped


def tools(_):
    if not any(Path(path).exists() for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser")):
        raise Skip("no /usr/bin/chromium; scripts/setup installs it")
    if not shutil.which("curl"):
        raise Skip("curl is not installed")


def serving(stage):
    stage.system = on.System(stage, "public").serve()
    stage.base = f"http://{stage.system.public.netloc}"
    stage.recording = stage.folder / NAMED
    stage.recording.write_bytes(WAV + os.urandom(3_000_000))


def the_scripts_are_small(stage):
    pages = stage.program.resolve().parent / "web" / "public" / "assets"
    sizes = {path.name: path.stat().st_size for path in pages.glob("*.js.gz")}
    check(sizes, f"no scripts in {pages}")
    check(sum(sizes.values()) <= SCRIPT_LIMIT_BYTES, f"{sum(sizes.values())} bytes of script: {sizes}")


def told_by_a_browser(stage):
    node = shutil.which("node") or shutil.which("nodejs")
    story = str(SOURCE / "tests" / "browser" / "complainant.mjs")
    done = subprocess.run([node, story, stage.base, str(stage.recording)],
                          timeout=4 * on.DEADLINE_S, preexec_fn=on.end_with_us)
    equal(done.returncode, 0, "exit code of complainant.mjs")


def curl(stage, path, *fields):
    parts = [part for field in fields for part in (("-F", field) if "=@" in field else ("--form-string", field))]
    done = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", *parts, stage.base + path], capture_output=True,
                          text=True, timeout=on.DEADLINE_S)
    equal(done.stderr, "", "curl")
    page, _, status = done.stdout.rpartition("\n")
    return int(status), page


def curl_alone_is_enough(stage):
    key = re.search(r'name="key" value="(\w+)"', curl(stage, "/plain/zh/complaint")[1]).group(1)
    said = ["key=" + key, "narrative=" + SCRIPT, "respondent/name=" + SCRIPT, "calls/1/date=2026-11-20",
            "calls/1/caller_number=010-55550000", "complainant/name=张三", "requests=refund"]
    recording = f"files=@{stage.recording}"
    status, page = curl(stage, "/plain/zh/complaint", *said, "complainant/phone=none", recording)
    equal(status, 422, "a telephone number that is none")
    check(SCRIPT not in page, "a script became markup")
    check(page.count("&lt;script&gt;") == 2 and 'value="refund" checked' in page, "what was typed was not kept")
    kept = re.search(r'name="kept" value="([^"]+)"', page).group(1)
    again = [*said, "complainant/phone=13800138000", "kept=" + kept]
    status, page = curl(stage, "/plain/zh/complaint", *again)
    equal(status, 201, "the mended form")
    receipt, code = re.findall(r'class="code">([^<]+)<', page)
    equal(re.findall(r'class="code">([^<]+)<', curl(stage, "/plain/zh/complaint", *again)[1]), [receipt, code],
          "the same form sent twice")
    codes = ["receipt_no=" + receipt, "query_code=" + code]
    for action, more in (("urge", ["text=快"]), ("supplement", ["text=" + SCRIPT, recording]), ("withdraw", [])):
        status, page = curl(stage, f"/plain/en/status/{action}", *codes, *more)
        equal(status, 200, action)
        check("Recorded." in page and SCRIPT not in page, f"{action}: {page}")
    check("You withdrew your complaint" in page, "the withdrawal is not shown")
    status, page = curl(stage, "/plain/en/status", codes[0], "query_code=wrong")
    equal(status, 404, "a wrong code")
    check(receipt in page, "what was typed was not kept")
    status, page = curl(stage, "/plain/en/status/supplement", *codes, "text=")
    equal(status, 422, "an empty supplement")
    check("give a text or evidence" in page, page)


def codes_stay_out_of_the_log(stage):
    log = stage.system.log_text()
    check("13800138000" not in log and "query_code=" not in log, "the log holds what people typed")
    stage.system.stop()


# Minutes of a browser each: a part of the nightly run.
if __name__ == "__main__":
    if not os.environ.get("GUIYI_LONG"):
        print("skipped: takes minutes of a browser; GUIYI_LONG=1 runs it")
        sys.exit(77)
    on.run(tools, serving, the_scripts_are_small, curl_alone_is_enough, told_by_a_browser, codes_stay_out_of_the_log)
