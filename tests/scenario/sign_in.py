"""Signing in to the real program: the first link, accounts, a second factor, locks, own and other desks' cases, what
the auditor finds, and what a kill -9 leaves of it all."""
import base64
import hashlib
import hmac
import json
import re
import struct
import time

import stage as on
from complaints import portal
from stage import Answer, check, equal, eventually

PASSWORD = "correct horse battery"


class Browser:
    """Holds a cookie and the session's token, and speaks as a page of ours does."""

    def __init__(self, system):
        self.system, self.cookie, self.csrf = system, "", ""

    def ask(self, method, path, body=None, headers=()):
        at = self.system.staff
        fields = {"Accept-Language": "en", "Origin": f"http://{at.netloc}", "Host": at.netloc, **dict(headers)}
        if self.cookie:
            fields["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            fields["X-CSRF-Token"] = self.csrf
        said = self._send(method, path, body, fields)
        if said.headers.get("set-cookie"):
            self.cookie = said.headers["set-cookie"].split(";")[0]
        if method == "POST" and said.status == 200 and isinstance(said.json, dict) and "csrf" in said.json:
            self.csrf = said.json["csrf"]
        return said

    def _send(self, method, path, body, fields):
        connection = self.system.connect("staff")
        if body is not None:
            body = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        connection.request(method, path, body, fields)
        said = Answer(connection.getresponse())
        connection.close()
        return said

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body, **how):
        return self.ask("POST", path, body, **how)

    def sign_in(self, account, password=PASSWORD, **more):
        return self.post("/api/v1/session", {"account": account, "password": password, **more})

    def through(self, link, password=PASSWORD):
        said = self.post("/api/v1/invitation", {"code": link.rsplit("/", 1)[1], "password": password})
        equal(said.status, 200, f"invitation: {said}")
        return self


def code(secret, steps=0):
    """The code of an authenticator app, some half minutes from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


def the_first_link_makes_an_administrator(stage):
    system = stage.system = on.System(stage, "office").serve()
    said = "\n".join(system.output.seen)
    link = re.search(r"http://\S+/#/invitation/\w+", said)
    check(link, f"no link at the first start: {said}")
    stage.admin = Browser(system).through(link.group(0))
    equal(stage.admin.get("/api/v1/session").json["roles"], ["administrator"], "roles of the first account")
    equal(stage.admin.get("/api/v1/cases").status, 403, "cases to an administrator")
    again = Browser(system).post("/api/v1/invitation", {"code": link.group(0).rsplit("/", 1)[1], "password": PASSWORD})
    equal(again.status, 401, "the same link again")


def accounts_are_opened_with_links(stage):
    def account(**what):
        said = stage.admin.post("/api/v1/admin/accounts", what)
        equal(said.status, 201, f"account: {said}")
        return Browser(stage.system).through(said.json["link"])
    stage.wang = account(account="wang.min", roles=["officer"])
    stage.chen = account(account="chen.jing")
    stage.liu = account(account="liu.yang")
    stage.auditor = account(account="zhou.li", name="周丽", roles=["auditor"])
    foreign = stage.admin.ask("POST", "/api/v1/admin/accounts", {"account": "x.y", "name": "x", "roles": ["officer"]},
                              headers={"Origin": "https://elsewhere.example"})
    equal(foreign.status, 403, "an account opened by another site's page")
    equal(stage.wang.get("/api/v1/admin/accounts").status, 403, "accounts to an officer")
    line = stage.system.command("account", "invite", "li.qiang").stdout
    link = re.search(r"/#/invitation/\w+", line)
    check(link, f"account invite says: {line}")
    stage.li = Browser(stage.system).through(link.group(0))


def officers_see_their_desks_cases(stage):
    system = stage.system
    receipt = system.post("/api/v1/complaints", portal(1)).json["receipt_no"]
    number = eventually("a case of the complaint",
                        lambda: next((row["case_no"] for row in system.cases() if row["desk"] == "samr-12315"), None))
    stage.case, stage.receipt = number, receipt
    equal([row["case_no"] for row in stage.wang.get("/api/v1/cases").json["cases"]], [number], "cases of the own desk")
    equal(stage.liu.get("/api/v1/cases").json["cases"], [], "cases of another desk")
    equal(stage.wang.get(f"/api/v1/cases/{number}").status, 200, "the own desk's case")
    equal(stage.liu.get(f"/api/v1/cases/{number}").status, 403, "another desk's case")
    equal(stage.chen.get(f"/api/v1/cases/{number}").status, 200, "another desk's case to a lead of the organisation")
    revealed = stage.wang.post(f"/api/v1/complaints/{receipt}/reveal", {"reason": "call back"})
    equal(revealed.status, 200, f"reveal: {revealed}")
    equal(stage.wang.post(f"/api/v1/complaints/{receipt}/reveal", {}).status, 422, "reveal without a reason")


def the_auditor_finds_who_looked_and_who_did(stage):
    def entries(query):
        said = stage.auditor.get(f"/api/v1/audit?{query}")
        equal(said.status, 200, f"audit: {said}")
        return said.json["entries"]
    looked = eventually("the look at the case", lambda: [
        one for one in entries(f"subject={stage.case}&kind=look") if one["by"] == "wang.min"])
    check(any(one["what"] == "GET /api/v1/cases/{case_no}" for one in looked), f"looks: {looked}")
    did = eventually("the reveal as a deed", lambda: entries("by=wang.min&kind=deed"))
    equal([(one["what"], one["subject"]) for one in did], [("data_revealed", stage.receipt)], "deeds of wang.min")
    refused = eventually("the refusal", lambda: entries("by=wang.min&kind=refused"))
    equal(refused[0]["what"], "GET /api/v1/admin/accounts", "what was refused")
    check(entries("subject=wang.min&kind=account"), "no trace of the account's opening")


def a_second_factor_is_asked_for(stage):
    wang = stage.wang
    begun = wang.post("/api/v1/account/second-factor", {}).json
    secret = begun["secret"]
    done = wang.post("/api/v1/account/second-factor/confirm", {"pass": begun["pass"], "code": code(secret)})
    equal(done.status, 200, f"second factor: {done}")
    fresh = Browser(stage.system)
    equal(fresh.sign_in("wang.min").json["type"], "urn:guiyi:problem:code_needed", "the password alone")
    equal(fresh.sign_in("wang.min", code=done.json["recovery_codes"][0]).status, 200, "a recovery code")
    equal(Browser(stage.system).sign_in("wang.min", code=code(secret, 1)).status, 200, "the next code")


def failures_make_wait(stage):
    said = [Browser(stage.system).sign_in("chen.jing", "wrong horse battery").status for _ in range(6)]
    equal(said, [401] * 5 + [429], "answers to wrong passwords")
    equal(Browser(stage.system).sign_in("chen.jing").status, 429, "the right password while locked")
    equal(stage.admin.post("/api/v1/admin/accounts/chen.jing/unlock", {}).status, 200, "unlock")
    equal(Browser(stage.system).sign_in("chen.jing").status, 200, "the right password after that")


def sessions_and_looks_outlive_a_kill(stage):
    system = stage.system
    stage.li.get(f"/api/v1/cases/{stage.case}")
    eventually("the look on the disk", lambda: [
        one for one in stage.auditor.get("/api/v1/audit?by=li.qiang&kind=look").json["entries"]
        if one["subject"] == stage.case])
    system.kill()
    system.serve()
    check("invitation" not in "\n".join(system.output.seen), "a first link although there is an administrator")
    equal(stage.li.get("/api/v1/session").status, 200, "a session after a kill")
    looks = stage.auditor.get("/api/v1/audit?by=li.qiang&kind=look").json["entries"]
    check(any(one["subject"] == stage.case for one in looks), "a look that was lost")
    equal(stage.admin.post("/api/v1/admin/accounts/li.qiang/end-sessions", {}).status, 200, "end all sessions")
    equal(stage.li.get("/api/v1/session").status, 401, "a session that was ended")


def tokens_have_scopes(stage):
    system = stage.system
    token = system.command("token", "issue", "platform-1", "--role", "machine", "--scope", "export").stdout.strip()
    over = system.connect("staff")

    def status(path):
        over.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        return Answer(over.getresponse()).status
    equal(status("/api/v1/export/ties"), 200, "the export by its token")
    equal(status("/api/v1/cases"), 403, "cases by the same token")
    system.command("token", "issue", "nobody.at.all", expect=1)


def the_chain_is_whole_and_a_checkpoint_shows_a_cut(stage):
    system = stage.system
    signed = stage.auditor.get("/api/v1/audit/checkpoint").body
    check(signed.startswith(b"guiyi-checkpoint 1\n"), f"checkpoint: {signed[:40]}")
    system.stop()
    said = system.command("audit", "verify").stdout
    check("access: intact" in said and "checkpoints: " in said, f"audit verify: {said}")
    chain = system.command("audit", "export", "access").stdout
    check(PASSWORD not in chain, "a password in the chain")
    whole, cut, checkpoint = (stage.folder / name for name in ("access.txt", "cut.txt", "checkpoint.txt"))
    whole.write_text(chain)
    cut.write_text("".join(chain.splitlines(keepends=True)[:-5]))
    checkpoint.write_bytes(signed)
    system.command("audit", "verify", whole, checkpoint)
    check("commits were cut" in system.command("audit", "verify", cut, checkpoint, expect=1).stderr, "a cut chain")
    whole.write_text(chain.replace("zhou.li", "zhou.xx", 1))
    check("line" in system.command("audit", "verify", whole, expect=1).stderr, "a changed chain")


if __name__ == "__main__":
    on.run(the_first_link_makes_an_administrator, accounts_are_opened_with_links, officers_see_their_desks_cases,
           the_auditor_finds_who_looked_and_who_did, a_second_factor_is_asked_for, failures_make_wait,
           sessions_and_looks_outlive_a_kill, tokens_have_scopes, the_chain_is_whole_and_a_checkpoint_shows_a_cut)
