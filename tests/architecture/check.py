#!/usr/bin/env python3
# The rules of the house, as tests: `check.py RULE [FOLDER]` prints each violation as `file:line: sentence` and ends
# with 1 when there is any; `check.py --list` names the rules. self_test.py proves that each rule can fail.
# Patterns that would find themselves are written with a bracket in the word.
import re
import sys
from functools import cache
from pathlib import Path

SOURCE = {".hpp", ".cpp"}
SCRIPT = {".py", ".sh"}
TEXT = SOURCE | SCRIPT | {".txt", ".cmake", ".toml", ".md", ".js", ".mjs", ".ts", ".vue", ".css", ".html", ".in", ""}
IGNORED_AT_TOP = {".git", "build", "data", "compile_commands.json"}
ALLOWED_AT_TOP = IGNORED_AT_TOP | {
    ".ci", ".clang-format", ".clang-tidy", ".gitignore", "CMakeLists.txt", "README.md",
    "common", "config", "scripts", "services", "tests"}
SERVICES = ("intake", "deduplication", "assignment", "notification", "casework", "access")
PROGRAM = "services/guiyi"
LINE_LIMIT = 120

# Which third-party headers are named where. tests/unit/X may name what X may; the folders at the end may name any.
ROOMS = (
    ("rocksdb/", ("common/store", "common/bus")),
    ("nats/", ("common/bus/jetstream",)),
    ("boost/beast", ("common/http",)),
    ("boost/asio/ssl", ("common/http",)),
    ("openssl/", ("common/core", "common/http")),
    ("sodium", ("common/core", "common/privacy")),
    ("toml", ("common/config",)),
    ("spdlog/", ("common/observe",)),
    ("prometheus/", ("common/observe",)),
    ("unicode/", ("common/text",)),
    ("opencc", ("common/text",)),
    ("CLI/", (PROGRAM, "tests/simulation")),
    ("curl/", ("services/notification", PROGRAM)),
    ("magic.h", ("services/intake",)),
    ("xlsxwriter.h", ("services/casework/reports",)),
    ("xapian.h", ("services/casework/search",)),
    ("gtest/", ("tests",)),
    ("gmock/", ("tests",)),
    ("benchmark/", ("tests/bench",)),
)
ANY_ROOM = ("tests/bench", "tests/scenario")
# Named anywhere: the standard library (no dot, no slash), Boost but for what stands above, fmt, and POSIX.
EVERYWHERE = re.compile(
    r"[a-z_0-9]+$|boost/|fmt/|sys/|netinet/|arpa/|linux/"
    r"|(?:unistd|fcntl|signal|poll|pthread|dirent|netdb|termios|time|cerrno|errno|spawn)\.h$")

CLOCK_READ = re.compile(
    r"\b(?:system|steady|utc|tai|gps|file|high_resolution)_clock\s*::\s*now\b|\bhigh_resolution_clock\b"
    r"|\b(?:gettimeofday|clock_gettime|timespec_get|ftime)\s*\(|(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&)")
CLOCK_ROOMS = ("common/time", "common/observe", "tests/bench")
TIMER = re.compile(r"\b(?:steady_timer|system_timer|high_resolution_timer|basic_waitable_timer|deadline_timer)\b"
                   r"|\bexpires_(?:after|at|from_now)\s*\(")
TIMER_ROOMS = ("common/time", "common/http", "common/runtime", "common/bus/jetstream", "tests")
RANDOM = re.compile(
    r"\brandom_device\b|(?<![\w.>:])s?rand\s*\(|\bstd::rand\b|\bgetrandom\s*\(|\barc4random|\brandombytes_\w+\s*\("
    r"|\bcrypto_(?!\w*seed_keypair)\w+_(?:keygen|keypair)\s*\(|\bRAND_bytes\b|\bBCryptGenRandom\b|\brandom_generator\b")
ENGINE = re.compile(r"\bmt19937|\bminstd_rand|\bdefault_random_engine\b|\branlux|\bknuth_b\b")
RANDOM_HOME = "common/core/random.cpp"
SLEEP = re.compile(r"\bsleep_(?:for|until)\b|(?<![\w.])(?:u|nano)?sleep\s*\(|\btime\.sleep\b"
                   r"|\basyncio\.sleep\s*\(\s*[^0)]")
SHELL_SLEEP = re.compile(r"(?:^|[;&|]|\bdo\b|\bthen\b)\s*sleep\s+[\d.$]")
FIXED_PORT = (
    re.compile(r"(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\])[\"']?\s*[:,]\s*[\"']?[1-9]\d{3,4}\b"),
    re.compile(r"\bport\s*[=({]\s*[1-9]\d{3,4}\b"),
    re.compile(r"\bendpoint\b[^;]*,\s*[1-9]\d{3,4}\s*[)}]"),
    re.compile(r"(?:\bbind|\blisten|HTTPServer|Controller)\s*\([^;]*\b[1-9]\d{3,4}\b"),
    re.compile(r"--(?:public|staff|port)\b[\s=\",']+\S*?:?[1-9]\d{3,4}\b"),
)
# Here addresses are only text that is read, nobody listens on them.
ADDRESSES_AS_TEXT = ("tests/unit/common/config", "tests/architecture")
MACHINE_PATH = re.compile(r"(?<![\w.])/w[o]rk/|/tmp/g[y]\b|(?<!\w)/r[o]ot/|(?<!\w)/h[o]me/[a-z]|\.\./sh[a]red\b")
MARKER = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>]+)>|"([^"]+)")', re.M)
TOKEN = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    r"|//[^\n]*|/\*.*?\*/", re.S)


class Tree:
    """The files of the project below one folder, by their path from it."""

    def __init__(self, folder):
        self.root = Path(folder)
        self.files = sorted(self._walk())

    def _walk(self):
        for path in self.root.rglob("*"):
            parts = path.relative_to(self.root).parts
            if parts[0] in IGNORED_AT_TOP or "node_modules" in parts or "__pycache__" in parts or not path.is_file():
                continue
            yield "/".join(parts)

    def below(self, *folders, endings=SOURCE):
        return [f for f in self.files if within(f, folders) and Path(f).suffix in endings]

    @cache
    def text(self, file):
        return (self.root / file).read_text(encoding="utf-8", errors="replace")

    @cache
    def code(self, file):
        """C++ without comments and without what stands in literals, line for line. Includes keep their names."""
        def blank(match):
            token = match.group(0)
            keep = "" if token.startswith("/") else token[0]
            return keep + "\n" * token.count("\n") + keep
        whole = self.text(file).split("\n")
        bare = TOKEN.sub(blank, self.text(file)).split("\n")
        return "\n".join(
            line if INCLUDE.match(line) and stripped.lstrip().startswith("#") else stripped
            for line, stripped in zip(whole, bare))

    def includes(self, file):
        """(line, name, in angle brackets) of each include."""
        for number, line in enumerate(self.code(file).split("\n"), 1):
            if found := INCLUDE.match(line):
                yield number, found.group(1) or found.group(2), bool(found.group(1))


def within(file, folders):
    return any(file == folder or file.startswith(folder + "/") for folder in folders)


def mirrored(file):
    """tests/unit/common/store/x_test.cpp lives by the rules of common/store."""
    return file.removeprefix("tests/unit/")


def service_of(file):
    """The service that a file, or the unit test of one, belongs to; None for anything else."""
    parts = mirrored(file).split("/")
    return parts[1] if parts[0] == "services" and len(parts) > 2 else None


def find(tree, pattern, files, sentence, text=None):
    for file in files:
        for number, line in enumerate((text or tree.code)(file).split("\n"), 1):
            if found := pattern.search(line):
                yield f"{file}:{number}: {sentence} ({found.group(0).strip()})"


def all_sources(tree):
    return tree.below("common", "services", "tests")


def service_includes(tree):
    """A service includes common/ and itself, never another service; only the program composes them."""
    for file in tree.below("services", "tests/unit/services"):
        own = service_of(file)
        for line, name, _ in tree.includes(file):
            other = name.split("/")[1] if name.startswith("services/") and name.count("/") > 1 else None
            if own and other and other != own and own != "guiyi":
                yield f"{file}:{line}: {own} includes {name}"


def common_includes(tree):
    """common/ includes nothing from services/ or tests/."""
    for file in tree.below("common"):
        for line, name, _ in tree.includes(file):
            if name.startswith(("services/", "tests/")):
                yield f"{file}:{line}: common includes {name}"


def includes_from_root(tree):
    """Our own headers are named from the project's folder, in quotes, and exist."""
    for file in all_sources(tree):
        for line, name, angled in tree.includes(file):
            if not angled and not (tree.root / name).is_file():
                yield f"{file}:{line}: \"{name}\" is not a file seen from the project's folder"
            if angled and name.startswith(("common/", "services/", "tests/")):
                yield f"{file}:{line}: our own <{name}> stands in quotes"


def room_of(name):
    return next((rooms for prefix, rooms in ROOMS if name.startswith(prefix)), None)


def may_name(file, rooms):
    """A file lives in one of the rooms, or tests one; tests/unit/common/bus tests common/bus/embedded too."""
    tested = Path(mirrored(file)).parent.as_posix() if file.startswith("tests/unit/") else None
    return within(file, rooms) or within(mirrored(file), rooms) or any(tested and within(r, (tested,)) for r in rooms)


def third_party_rooms(tree):
    """A third-party header is named only in its room."""
    for file in all_sources(tree):
        for line, name, angled in tree.includes(file):
            rooms = room_of(name) if angled else None
            if not angled or within(file, ANY_ROOM):
                continue
            if rooms and not may_name(file, rooms):
                yield f"{file}:{line}: <{name}> belongs to {', '.join(rooms)}"
            if not rooms and not EVERYWHERE.match(name):
                yield f"{file}:{line}: <{name}> has no room in tests/architecture/check.py"


def hidden_parts(tree):
    """A header that names a roomed third-party header is private to that room: nobody else includes it."""
    owners = {}
    for file in tree.below("common", "services", endings={".hpp"}):
        for _, name, angled in tree.includes(file):
            if angled and (rooms := room_of(name)):
                owners[file] = rooms
    for file in all_sources(tree):
        for line, name, _ in tree.includes(file):
            rooms = owners.get(name)
            if rooms and not may_name(file, rooms) and not within(file, ANY_ROOM):
                yield f"{file}:{line}: {name} names a third-party header and is private to {', '.join(rooms)}"


def clock(tree):
    """Only common/time reads the clock (common/observe stamps logs, tests/bench measures); asio timers stay in
    common/time and common/http."""
    sources = all_sources(tree)
    yield from find(tree, CLOCK_READ, [f for f in sources if not within(f, CLOCK_ROOMS)], "reads a clock")
    yield from find(tree, TIMER, [f for f in sources if not within(f, TIMER_ROOMS)], "sets a timer of its own")


def randomness(tree):
    """Randomness is drawn through core/random; tests may run a seeded engine."""
    sources = [f for f in all_sources(tree) if f != RANDOM_HOME]
    yield from find(tree, RANDOM, sources, "draws randomness")
    yield from find(tree, ENGINE, [f for f in sources if not within(f, ("tests",))], "has a generator of its own")


def headers(tree):
    """A header opens with a comment that says what it is for, then #pragma once."""
    for file in tree.below("common", "services", "tests", endings={".hpp"}):
        lines = [line for line in tree.text(file).split("\n") if line.strip()]
        if not lines or not re.match(r"//\s*\S.{10}", lines[0]):
            yield f"{file}:1: no opening comment"
        if next((line for line in lines if not line.startswith("//")), "").strip() != "#pragma once":
            yield f"{file}:1: #pragma once does not follow the opening comment"


def line_length(tree):
    """No line of code is longer than 120 characters."""
    for file in tree.below("common", "services", "tests", "scripts", ".ci",
                           endings=SOURCE | SCRIPT | {".txt", ".cmake", ""}):
        for number, line in enumerate(tree.text(file).split("\n"), 1):
            if len(line) > LINE_LIMIT:
                yield f"{file}:{number}: {len(line)} characters"


def sleeps(tree):
    """Tests wait for what they expect, never for time to pass. Benchmarks may."""
    def tests(endings):
        return [f for f in tree.below("tests", endings=endings) if not within(f, ("tests/bench", "tests/architecture"))]
    yield from find(tree, SLEEP, tests(SOURCE), "sleeps")
    yield from find(tree, SLEEP, tests({".py"}), "sleeps", tree.text)
    yield from find(tree, SHELL_SLEEP, tests({".sh"}), "sleeps", tree.text)


def fixed_ports(tree):
    """Tests listen on port 0 and ask which they got."""
    files = [f for f in tree.below("tests", endings=SOURCE | SCRIPT) if not within(f, ADDRESSES_AS_TEXT)]
    for pattern in FIXED_PORT:
        yield from find(tree, pattern, files, "a fixed port", tree.text)


def text_files(tree):
    return [f for f in tree.files if Path(f).suffix in TEXT]


def machine_paths(tree):
    """No path of one machine."""
    yield from find(tree, MACHINE_PATH, text_files(tree), "a path of one machine", tree.text)


def markers(tree):
    """Nothing is left for later in the code."""
    yield from find(tree, MARKER, text_files(tree), "left over", tree.text)


def top_level(tree):
    """The project's folder holds the allowed entries only."""
    for entry in sorted(tree.root.iterdir()):
        if entry.name not in ALLOWED_AT_TOP:
            yield f"{entry.name}:1: has no place at the top level"


def service_files(tree):
    """Who knows one service knows all: state, decide, evolve, service."""
    for service in SERVICES:
        for part in ("state", "decide", "evolve", "service"):
            if f"services/{service}/{part}.hpp" not in tree.files:
                yield f"services/{service}:1: no {part}.hpp"


def service_links(tree):
    """CMake targets carry the same rule: common links no service, a service no other."""
    names = "|".join(SERVICES + ("program",))
    target = re.compile(rf"\bguiyi_({names})\b")
    for file in tree.below("common", "services", "tests/unit", endings={".txt"}):
        own = service_of(file)
        if own == "guiyi" or not file.endswith("/CMakeLists.txt"):
            continue
        for number, line in enumerate(tree.text(file).split("\n"), 1):
            for found in target.finditer(line.split("#")[0]):
                if found.group(1) != own:
                    yield f"{file}:{number}: {own or 'common'} links {found.group(0)}"


RULES = {rule.__name__: rule for rule in (
    service_includes, common_includes, includes_from_root, third_party_rooms, hidden_parts, clock, randomness, headers,
    line_length, sleeps, fixed_ports, machine_paths, markers, top_level, service_files, service_links)}


def main(arguments):
    if arguments == ["--list"]:
        print(";".join(RULES))
        return 0
    if not 1 <= len(arguments) <= 2 or arguments[0] not in RULES:
        print(f"usage: check.py RULE [FOLDER], where RULE is one of {', '.join(RULES)}", file=sys.stderr)
        return 2
    rule = RULES[arguments[0]]
    folder = arguments[1] if len(arguments) == 2 else Path(__file__).resolve().parents[2]
    tree = Tree(folder)
    if not tree.files:
        print(f"{folder} holds no files", file=sys.stderr)
        return 2
    found = list(rule(tree))
    for violation in found:
        print(violation)
    if found:
        print(f"{len(found)} violations of: {' '.join(rule.__doc__.split())}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
