# Reads CTest's JUnit file for scripts/test: prints what failed with its output, then the one line that counts.
# Arguments: the file, and the exit code of ctest. Exit code: 0 when nothing failed, else 1.
import sys
import xml.etree.ElementTree as xml

SKIPPED_ON_PURPOSE = ("SKIP_", "Disabled")
SHOWN_LINES = 200


def outcome(case):
    """passed, failed or skipped. A test that could not start at all has failed, though CTest calls it skipped."""
    skipped = case.find("skipped")
    if case.get("status") == "disabled":
        return "skipped"
    if skipped is not None:
        return "skipped" if skipped.get("message", "").startswith(SKIPPED_ON_PURPOSE) else "failed"
    return "passed" if case.get("status") == "run" and case.find("failure") is None else "failed"


def show(case):
    reason = next((part.get("message") for part in case if part.get("message")), "")
    print(f"\nFAILED {case.get('name')} {reason}".rstrip())
    lines = (case.findtext("system-out") or "").strip().splitlines()
    if len(lines) > SHOWN_LINES:
        print(f"    (the last {SHOWN_LINES} of {len(lines)} lines)")
    for line in lines[-SHOWN_LINES:]:
        print("    " + line)


def main(path, ctest_status):
    cases = xml.parse(path).getroot().findall("testcase")
    found = {"passed": 0, "failed": 0, "skipped": 0}
    for case in cases:
        kind = outcome(case)
        found[kind] += 1
        if kind == "failed":
            show(case)
        if kind == "skipped":
            print(f"skipped {case.get('name')}")
    if not cases:
        print("no test has such a name")
    elif ctest_status != 0 and found["failed"] == 0:
        print(f"\nctest ended with {ctest_status} although no test failed")
    print(f"{found['passed']} passed, {found['failed']} failed, {found['skipped']} skipped", flush=True)
    return 0 if ctest_status == 0 and found["failed"] == 0 and found["passed"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
