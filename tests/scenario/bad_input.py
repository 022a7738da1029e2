"""Bad input of every kind against a running system: the right status, a problem+json that names the field, the next
good request served, on the same connection where that is lawful, and nothing personal in the log.
"""
import http.client
import json
import os
import resource
import select
import socket
import threading
import time

import stage as on
from complaints import CARD, portal
from stage import Answer, Skip, System, check, equal, eventually

READ_TIMEOUT_S = 2
BODY_LIMIT = 1 << 20
IDLE = 5000
PRIVATE = {"name": "欧阳震华", "phone": "139 1234 5678", "email": "ouyang.zhenhua@example.com", "address": "示例市梧桐巷77号",
           "id_number": "11010519491231002X"}
PRIVATE_TEXT = f"他报了卡号 {CARD}，身份证11010519491231002X，要我打 137 8765 4321 联系。"
TRACES = ["欧阳震华", "13912345678", "139 1234 5678", "ouyang.zhenhua", "梧桐巷", "11010519491231002X", CARD,
          CARD.replace(" ", ""), "13787654321", "137 8765 4321"]


def private(**changed):
    return {**portal(99, complainant=PRIVATE, narrative=PRIVATE_TEXT), **changed}


def raw_json(**parts):
    """A complaint as text, with parts put in as they are."""
    text = json.dumps({name: value for name, value in private().items() if name not in parts}, ensure_ascii=False)
    return (text[:-1] + "".join(f",{json.dumps(name)}:{value}" for name, value in parts.items()) + "}").encode()


def is_problem(answer, status, what):
    equal(answer.status, status, f"{what}: {answer}")
    equal(answer.headers.get("content-type"), "application/problem+json", f"{what}: content type of {answer}")
    said = answer.json
    equal(said["status"], status, f"{what}: status in {answer}")
    check(said.get("type") and said.get("title"), f"{what}: {answer} lacks type or title")
    for trace in TRACES:
        check(trace not in answer.body.decode(), f"{what}: the answer repeats personal data: {answer}")
    return said


def names(answer, status, pointer, code, what):
    said = is_problem(answer, status, what)
    named = [(one["pointer"], one["code"]) for one in said.get("errors", [])]
    check((pointer, code) in named, f"{what}: {pointer} {code} is not among {named}")
    check(all(one["detail"] for one in said["errors"]), f"{what}: an error says nothing: {answer}")


def closes(answer):
    return answer.headers.get("connection", "").lower() == "close"


class Good:
    """Good complaints, each another."""
    number = 1000

    @classmethod
    def on(cls, system, over=None, what="a good complaint"):
        cls.number += 1
        answer = system.post("/api/v1/complaints", portal(cls.number), over=over)
        equal(answer.status, 201, f"{what}: {answer}")


def wrong(system, body, status, pointer, code, what, path="/api/v1/complaints", headers=()):
    """A bad body on a connection of its own, then a good complaint on the same and on a new one."""
    over = system.connect()
    answer = system.post(path, body, {"Content-Type": "application/json", **dict(headers)}, over=over)
    if pointer is None:
        is_problem(answer, status, what)
    else:
        names(answer, status, pointer, code, what)
    check(not closes(answer), f"{what}: the whole request was read, and yet the connection is closed")
    Good.on(system, over, f"the next request on the connection after {what}")
    over.close()
    Good.on(system, what=f"a good complaint after {what}")
    return answer


def fast_system(stage):
    stage.fast = System(stage, "fast", {
        "http.read_timeout_ms": READ_TIMEOUT_S * 1000, "http.upload_min_bytes_per_s": 1000}).serve()


def json_that_is_none(stage):
    for text, what in ((b"not json", "words"), (b"", "an empty body"), (b'{"channel":', "half an object"),
                       (b"{'channel':'portal'}", "single quotes"), (b'{"a":1} x', "something behind"),
                       (b'\xef\xbb\xbf{}', "a byte order mark"), (b'{"a":"\xff\xfe"}', "bytes that are no UTF-8"),
                       (b'{"narrative":"a\x00b"}', "a raw NUL byte"), (b'{"a":NaN}', "NaN"), (b'{"a":01}', "01"),
                       (b"[" * 10000 + b"]" * 10000, "depth 10,000"),
                       (b'{"a":' * 10000 + b"1" + b"}" * 10000, "10,000 objects deep")):
        answer = wrong(stage.fast, text, 400, None, None, what)
        check("byte" in answer.json["detail"], f"{what}: the place is not named: {answer}")
    for text in (b"[]", b"7", b'"text"', b"null"):
        wrong(stage.fast, text, 422, "", "wrong_type", f"no object but {text}")


def lone_surrogates_and_nul(stage):
    for escape in (r"\ud800", r"\udc00", r"\ud800x", r"\udc00\ud800"):
        names(wrong(stage.fast, raw_json(product=f'"{escape}"'), 400, None, None, f"the lone surrogate {escape}"),
              400, "/product", "not_json", f"the lone surrogate {escape}")
    wrong(stage.fast, raw_json(product='"a\\u0000b"'), 422, "/product", "nul", "U+0000 in a text")
    wrong(stage.fast, raw_json(requests='["\\u0000"]'), 422, "/requests/0", "nul", "U+0000 in a list")
    wrong(stage.fast, raw_json(order_no='"a\\u0001b"'), 422, "/order_no", "control_character", "a control character")


def fields_that_are_wrong(stage):
    def bad(pointer, code, what=None, **parts):
        wrong(stage.fast, raw_json(**parts), 422, pointer, code, what or f"{code} at {pointer}")
    wrong(stage.fast, raw_json(product='"1","product":"2"'), 422, "/product", "duplicate_key", "a name twice")
    wrong(stage.fast, raw_json(amount='{"value":"1","value":"2"}'), 422, "/amount/value", "duplicate_key",
          "a name twice, inside")
    bad("/colour", "unknown_field", colour='"red"')
    wrong(stage.fast, private(respondent={"name": "甲公司", "nickname": "乙"}), 422, "/respondent/nickname",
          "unknown_field", "an unknown field, inside")
    bad("/a~1b~0c", "unknown_field", **{"a/b~c": "1"})
    for pointer, value in (("/product", "7"), ("/order_no", "[]"), ("/amount", '"12"'), ("/requests", '"refund"'),
                           ("/evidence", "{}"), ("/requests/0", "[5]"), ("/language", "true")):
        bad(pointer, "wrong_type", what=f"{value} for {pointer}", **{pointer.split("/")[1]: value})
    for call, pointer, code in (
            ({"duration_s": "47"}, "/calls/0/duration_s", "wrong_type"),
            ({"duration_s": -1}, "/calls/0/duration_s", "out_of_range"),
            ({"duration_s": 4.5}, "/calls/0/duration_s", "wrong_type"),
            ({"refused": "yes"}, "/calls/0/refused", "wrong_type"),
            ("0571 88880000", "/calls/0", "wrong_type"),
            ({"caller_number": "call me"}, "/calls/0/caller_number", "invalid_phone"),
            ({"called_at": "2026-02-30"}, "/calls/0/called_at", "impossible_date"),
            ({"called_at": "2026-02-29T10:00:00+08:00"}, "/calls/0/called_at", "impossible_date"),
            ({"called_at": "2026-11-20T25:00:00+08:00"}, "/calls/0/called_at", "impossible_date"),
            ({"called_at": "yesterday"}, "/calls/0/called_at", "invalid_time"),
            ({"recording": "my.mp3"}, "/calls/0/recording", "invalid_evidence")):
        wrong(stage.fast, private(calls=[call]), 422, pointer, code, f"{call} as a call")
    bad("/transaction_date", "impossible_date", transaction_date='"2026-13-01"')
    bad("/transaction_date", "invalid_date", transaction_date='"last week"')
    bad("/received_at", "received_at_not_allowed", received_at='"2026-11-20T19:42:00+08:00"')
    wrong(stage.fast, private(calls=[{"called_at": "2026-11-20"}] * 1000), 422, "/calls", "too_many", "1,000 calls")
    bad("/evidence/0", "unknown_evidence", evidence=f'["sha256:{"0" * 64}"]')
    bad("/evidence/0", "invalid_evidence", evidence='["sha256:0"]')
    bad("/category", "unknown_category", category='"Q9"')
    bad("/amount/value", "invalid_amount", amount='{"value":"-5"}')
    wrong(stage.fast, private(narrative="长" * 20001), 422, "/narrative", "too_long", "20,001 characters")
    wrong(stage.fast, private(narrative="　 "), 422, "/narrative", "required", "a blank narrative")
    wrong(stage.fast, portal(1, channel="pigeon"), 422, "/channel", "not_in_list", "another channel")
    for field, code in (("phone", "invalid_phone"), ("email", "invalid_email"), ("id_number", "invalid_id_number")):
        wrong(stage.fast, private(complainant={**PRIVATE, field: "12x"}), 422, f"/complainant/{field}", code,
              f"a wrong {field}")
    wrong(stage.fast, private(), 422, "", "invalid_idempotency_key", "a long idempotency key",
          headers={"Idempotency-Key": "k" * 500})
    language = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1"}
    chinese = stage.fast.post("/api/v1/complaints", private(channel="pigeon"), language)
    check("只能是" in chinese.json["errors"][0]["detail"], f"the caller's language is Chinese: {chinese}")


def status_requests(stage):
    system = stage.fast
    said = system.post("/api/v1/complaints", portal(1)).json
    known = {name: said[name] for name in ("receipt_no", "query_code")}
    for path in ("", "/urge", "/supplement", "/withdraw"):
        wrong(system, {"receipt_no": said["receipt_no"], "query_code": "x"}, 404 if path != "/supplement" else 422,
              None, None, f"a wrong query code at status{path}", path=f"/api/v1/status{path}")
        wrong(system, {"receipt_no": 5}, 422, "/receipt_no", "wrong_type", f"a number as receipt at status{path}",
              path=f"/api/v1/status{path}")
    wrong(system, {**known, "colour": "red"}, 422, "/colour", "unknown_field", "an unknown field at status",
          path="/api/v1/status")


def types_methods_and_paths(stage):
    system = stage.fast

    def refused(method, path, status, what, body=None, headers=()):
        over = system.connect()
        answer = system.ask(method, path, body, headers, over=over)
        is_problem(answer, status, what)
        if not closes(answer):
            Good.on(system, over, f"the next request after {what}")
        over.close()
        Good.on(system, what=f"a good complaint after {what}")
        return answer
    refused("POST", "/api/v1/complaints", 415, "no content type", json.dumps(portal(1)).encode())
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "application/"):
        refused("POST", "/api/v1/complaints", 415, kind, json.dumps(portal(1)).encode(), {"Content-Type": kind})
    refused("POST", "/api/v1/complaints", 415, "a compressed body", b"{}",
            {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    refused("GET", "/api/v1/nothing", 404, "an unknown path")
    refused("POST", "/api/v1/complaints/", 404, "a slash too much", portal(1))
    for method in ("GET", "PUT", "DELETE"):
        answer = refused(method, "/api/v1/complaints", 405, f"{method} of complaints")
        check("POST" in answer.headers.get("allow", ""), f"405 without Allow: {answer.headers}")
    refused("BREW", "/api/v1/complaints", 405, "a method that is none")
    for path in ("/api/v1/cases", "/metrics", "/api/v1/complaints:import", "/api/v1/admin/backup"):
        check(system.ask("GET", path).status in (404, 405), f"{path} is open on the public side")
    for path in ("/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "//etc/passwd",
                 "/.%2e/keys/deployment.key", "/js/../../../../etc/passwd", "/%00", "/%zz",
                 "/\\..\\..\\etc\\passwd", "/..;/etc/passwd"):
        for side in ("public", "staff"):
            answer = system.ask("GET", path, side=side)
            check(answer.status in (400, 404) and b"root:" not in answer.body, f"{path} on the {side} side: {answer}")
    equal(system.get("/api/v1/cases", side="public").status, 404, "the case list on the public side")
    for headers in ({}, {"Authorization": "Bearer gy_0"}, {"Cookie": "guiyi_session=61.admin.9.0"}):
        is_problem(Answer(exchange(system, "GET", "/api/v1/cases", headers)), 401, f"the case list with {headers}")


def exchange(system, method, path, headers):
    over = system.connect("staff")
    over.request(method, path, headers=headers)
    return over.getresponse()


class Raw:
    """A connection on which anything can be said."""

    def __init__(self, system, deadline_s=on.DEADLINE_S):
        self.socket = socket.create_connection((system.public.hostname, system.public.port), deadline_s)

    def say(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass  # it was cut while we spoke; what it said stands
        return self

    def answer(self):
        """The next answer, or None when the connection was closed without one."""
        response = http.client.HTTPResponse(self.socket, method="POST")
        try:
            response.begin()
            return Answer(response)
        except (http.client.BadStatusLine, ConnectionError):
            return None

    def ended(self):
        """Whether the other side closes, by a deadline."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            pass
        return True


def head(length=None, path="/api/v1/complaints", kind="application/json", more=""):
    lengths = "" if length is None else f"Content-Length: {length}\r\n"
    return (f"POST {path} HTTP/1.1\r\nHost: guiyi.test\r\nAccept-Language: en\r\nContent-Type: {kind}\r\n"
            f"{lengths}{more}\r\n").encode()


def refused_and_closed(system, data, status, what):
    """After these the place of the next request is not known: an answer, and the end."""
    raw = Raw(system).say(data)
    answer = raw.answer()
    check(answer is not None, f"{what}: closed without an answer")
    is_problem(answer, status, what)
    check(closes(answer), f"{what}: the connection goes on: {answer.headers}")
    check(raw.ended(), what)
    Good.on(system, what=f"a good complaint after {what}")


def too_large(stage):
    system = stage.fast
    ten = b'{"narrative":"' + b"x" * (10 << 20) + b'"}'
    refused_and_closed(system, head(len(ten)) + ten, 413, "10 MB of JSON")
    chunks = b"".join(b"10000\r\n" + ten[at:at + 65536] + b"\r\n" for at in range(0, len(ten) - 65536, 65536))
    chunked = head(more="Transfer-Encoding: chunked\r\n")
    refused_and_closed(system, chunked + chunks + b"0\r\n\r\n", 413, "10 MB in chunks")
    refused_and_closed(system, head(1 << 62), 413, "a length of 4 EiB")
    nearly = json.dumps(private(), ensure_ascii=False).encode()
    wrong(system, nearly + b" " * (BODY_LIMIT - len(nearly) - 1) + b"x", 400, None, None, "a body of exactly the limit")
    refused_and_closed(system, head(more="X-Padding: " + "x" * 10000 + "\r\n"), 431, "a header of 10 kB")
    refused_and_closed(system, head(more="".join(f"X-{n}: y\r\n" for n in range(2000))), 431, "2,000 headers")
    refused_and_closed(system, b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431, "a path of 20 kB")
    refused_and_closed(system, head(200 << 20, "/api/v1/evidence", "image/png"), 413, "an upload of 200 MiB")


def framing_that_lies(stage):
    system = stage.fast
    body = json.dumps(portal(2)).encode()
    for data, status, what in (
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9 + b"\r\n\r\n", 400, "a TLS hello"),
            (b"hello there\r\n\r\n", 400, "words"), (b"POST /\r\n\r\n", 400, "no version"),
            (head(5, more="Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n", 400, "two lengths of one body"),
            (head(len(body), more=f"Content-Length: {len(body) + 1}\r\n") + body, 400, "two Content-Lengths"),
            (head("-5") + body, 400, "a negative length"), (head("0x10") + body, 400, "a length in hex"),
            (head(more="Transfer-Encoding: chunked\r\n") + b"zz\r\n" + body, 400, "a chunk without a size"),
            (head(more="Transfer-Encoding: gzip\r\n") + body, 501, "another transfer encoding"),
            (head(len(body), more="Host: second.test\r\n") + body, 400, "two hosts"),
            (head(len(body)).replace(b"Host: guiyi.test\r\n", b"") + body, 400, "no host"),
            (head(len(body), more="Expect: a miracle\r\n") + body, 417, "an expectation"),
            (head(len(body)).replace(b"Content-Type", b"Content-Type "), 400, "a space before the colon")):
        refused_and_closed(system, data, status, what)
    # Too short: what stands behind is no request of its own.
    raw = Raw(system).say(head(10) + body)
    is_problem(raw.answer(), 400, "a length that is too short")
    behind = raw.answer()
    check(behind is None or behind.status == 400, f"the rest of a body was taken for a request: {behind}")
    check(raw.ended(), "a length that is too short")
    Good.on(system, what="a good complaint after a length that was too short")
    # Too long, and then the sender ends: nobody is left to be answered.
    raw = Raw(system).say(head(len(body) + 100) + body)
    raw.socket.shutdown(socket.SHUT_WR)
    told = raw.answer()
    check(told is None or told.status in (400, 408), f"a body that ended early was taken: {told}")
    check(raw.ended(), "a length that is too long")
    Good.on(system, what="a good complaint after a length that was too long")


def is_cut(system, first, rest, status, what, within_s, failures):
    """Says `rest` a byte a second; the other side must answer and end by its deadline."""
    try:
        begun = time.monotonic()
        raw = Raw(system).say(first)
        for place in range(len(rest)):
            raw.say(rest[place:place + 1])
            if select.select([raw.socket], [], [], 1.0)[0]:
                break
            check(time.monotonic() - begun < within_s, f"{what}: not cut within {within_s} s")
        answer = raw.answer()
        check(answer is not None, f"{what}: closed without an answer")
        is_problem(answer, status, what)
        check(closes(answer) and raw.ended(), f"{what}: the connection goes on")
        took = time.monotonic() - begun
        check(took < within_s, f"{what}: cut after {took:.1f} s, later than {within_s} s")
    except BaseException as why:
        failures.append(why)


def who_speaks_slowly(stage):
    """A byte a second in the head, in the body and in an upload, and nothing at all; good requests go on beside."""
    system, failures = stage.fast, []
    body, soon = json.dumps(portal(3)).encode(), READ_TIMEOUT_S + 8
    upload = head(5000, "/api/v1/evidence", "image/png")
    slow = [(b"", head(5), 408, "a head at a byte a second", soon),
            (head(len(body)), body, 408, "a body at a byte a second", soon),
            (head(len(body) + 100) + body, b"", 408, "a length that is too long", soon),
            (upload + b"\x89PNG\r\n\x1a\n", b"x" * 5000, 408, "an upload at a byte a second", 40)]
    threads = [threading.Thread(target=is_cut, args=(system, *one, failures)) for one in slow]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        Good.on(system, what="a good complaint beside slow ones")
        threads[-1].join(0.2)
    if failures:
        raise failures[0]
    check(Raw(system).ended(), "who says nothing is cut")


def files_in(folder):
    return [file for file in folder.rglob("*") if file.is_file()]


def evidence(stage):
    """What was cut or refused leaves nothing; what was taken lies there under its digest."""
    system, folder, spool = stage.fast, stage.fast.data / "evidence", stage.fast.data / "spool"

    def nothing_left():
        return not files_in(folder) and not files_in(spool)
    check(nothing_left(), f"refused uploads left {files_in(folder)} {files_in(spool)}")
    raw = Raw(system).say(head(1 << 20, "/api/v1/evidence", "image/png") + b"\x89PNG\r\n\x1a\n" + b"x" * 400_000)
    eventually("the upload arrives on disk", lambda: any(file.stat().st_size for file in files_in(folder)))
    raw.socket.close()
    eventually("nothing is left of an upload that was cut", nothing_left)
    names(system.post("/api/v1/evidence", b"", {"Content-Type": "image/png"}), 422, "", "empty_file", "an empty file")
    for content, what in ((b"\x7fELF\x02\x01\x01" + b"\0" * 200, "a program"), (b"<html><script>", "a page")):
        is_problem(system.post("/api/v1/evidence", content, {"Content-Type": "image/png"}), 415, what)
        check(nothing_left(), f"{what} was kept")
    png = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01"
           b"\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82")
    stored = system.post("/api/v1/evidence", png, {"Content-Type": "text/plain"})
    equal(stored.status, 201, f"a picture: {stored}")
    equal((stored.json["media_type"], stored.json["size"]), ("image/png", len(png)), "what was found of a picture")
    equal([file.read_bytes() for file in files_in(folder)], [png], "what lies in the evidence folder")
    said = system.post("/api/v1/complaints", portal(4, evidence=[stored.json["id"]]))
    equal(said.status, 201, f"a complaint with its evidence: {said}")


def nothing_personal_in_the_log(stage):
    """After all of the above, and after such a complaint was taken."""
    system = stage.fast
    full = private(channel="hotline")
    equal(system.post("/api/v1/complaints", full).status, 201, "a complaint full of personal data")
    broken = private(channel="email", complainant={**PRIVATE, "phone": "call 139 1234 5678 please"})
    equal(system.post("/api/v1/complaints", broken).status, 201, "one with a phone that cannot be read")
    system.settle()
    shown = system.get("/metrics").body.decode()
    system.stop()
    log = system.log_text()
    check('"event":"serving"' in log, "the log is not where this test looks for it")
    for trace in TRACES:
        check(trace not in log, f"the log holds {trace}")
        check(trace not in shown, f"the metrics hold {trace}")
    for line in log.splitlines():
        check(json.loads(line)["level"] in ("info", "warning"), f"an error was logged: {line}")
    for file in files_in(system.data / "db"):
        content = file.read_bytes()
        for trace in TRACES:
            check(trace.encode() not in content, f"{file.name} holds {trace} in clear")


def five_thousand_idle_connections(stage):
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < IDLE + 500:
        raise Skip(f"the hard limit of open files is {most}, too low for {IDLE} connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limit, IDLE + 500), most))
    system = System(stage, "crowded", {"http.read_timeout_ms": 120_000, "http.idle_timeout_ms": 120_000}).serve()
    Good.on(system)
    crowd = []
    for number in range(IDLE):
        one = Raw(system)
        if number % 3 == 0:
            one.say(head(100)[:40])  # half a head
        if number % 3 == 1:
            one.say(head(100) + b"{")  # a head and a piece of a body
        crowd.append(one)
    eventually("the server holds them all", lambda: sockets_of(system) > IDLE)
    for _ in range(40):
        begun = time.monotonic()
        Good.on(system, what="a good complaint beside 5,000 idle connections")
        check(time.monotonic() - begun < 5, "a good complaint waits for idle connections")
    cut = select.poll()  # a plain select cannot count so far
    for one in crowd:
        cut.register(one.socket, select.POLLIN | select.POLLHUP)
    equal(cut.poll(0), [], "idle connections that were cut early")
    body = json.dumps(portal(5)).encode()
    last = crowd[2].say(head(len(body)) + body)
    equal(last.answer().status, 201, "a connection that was idle and then speaks")
    for one in crowd:
        one.socket.close()
    eventually("the server lets them go", lambda: sockets_of(system) < 200)
    Good.on(system)
    system.stop()


def sockets_of(system):
    """Open descriptors of the serving process."""
    return len(os.listdir(f"/proc/{system.process.pid}/fd"))


if __name__ == "__main__":
    on.run(fast_system, json_that_is_none, lone_surrogates_and_nul, fields_that_are_wrong, status_requests,
           types_methods_and_paths, too_large, framing_that_lies, who_speaks_slowly, evidence,
           nothing_personal_in_the_log, five_thousand_idle_connections)
