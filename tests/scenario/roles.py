"""Every route of the staff side with every role, over HTTP: exactly the table of services/access/README.md."""
import stage as on
from stage import SOURCE, check, equal

ROLES = ("intake", "dispatch", "officer", "mediator", "lead", "head", "chief", "arch", "sup", "triage", "manager",
         "auditor", "administrator", "integrator")
FAKES = {"clock": "K1", "case_no": "C2026-9999999", "receipt_no": "R260101-00000-00000", "campaign_no": "M2026-999999",
         "account": "no.such.account", "token": "t000000000000", "action": "none", "rest*": "no-such-page"}


def table():
    """{"GET /api/v1/cases": set of roles}, as the README says; None stands for everybody."""
    text = (SOURCE / "services" / "access" / "README.md").read_text("utf-8")
    lines = text.split("<!-- table -->\n")[1].split("<!-- end of table -->")[0].splitlines()[2:]
    out = {}
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        marks = cells[1:1 + len(ROLES)]
        out[cells[0].strip("`")] = None if "○" in marks else {role for role, mark in zip(ROLES, marks) if mark == "●"}
    check(len(out) > 40, f"a table of {len(out)} routes")
    return out


def one_of_each(stage):
    """A token of somebody who has just that one role."""
    stage.system = on.System(stage, "walked").serve()
    system = stage.system
    stage.tokens = {}
    for role in ROLES:
        if role == "integrator":
            body = {"principal": "a.machine", "machine": True}
        else:
            account = {"account": f"one.{role}", "name": role, "roles": [role], "desk": "samr-12315"}
            equal(system.post("/api/v1/admin/accounts", account, side="staff").status, 201, f"account of {role}")
            body = {"principal": f"one.{role}"}
        issued = system.post("/api/v1/admin/tokens", body, side="staff")
        equal(issued.status, 201, f"token of {role}: {issued}")
        stage.tokens[role] = issued.json["secret"]


def ask(system, route, token):
    """(status, name of the problem) of a request that names nothing real."""
    verb, path = route.split(" ", 1)
    for name, value in FAKES.items():
        path = path.replace("{" + name + "}", value)
    headers = {"Accept": "*/*"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = None
    if verb != "GET":
        body = b"" if path.endswith(":import") else b"{}"
        headers["Content-Type"] = "application/x-ndjson" if path.endswith(":import") else "application/json"
    connection = system.connect("staff")
    connection.request(verb, path, body, headers)
    response = connection.getresponse()
    problem = ""
    if response.headers.get_content_type() == "application/problem+json":
        problem = on.Answer(response).json.get("type", "").rsplit(":", 1)[-1]
    connection.close()
    return response.status, problem


def every_route_with_every_role(stage):
    wrong = []
    for route, roles in table().items():
        status, problem = ask(stage.system, route, None)
        if (status == 401 and problem == "unauthenticated") != (roles is not None):
            wrong.append(f"{route} by nobody: {status} {problem}")
        for role, token in stage.tokens.items():
            status, problem = ask(stage.system, route, token)
            refused = status == 403 and problem in ("role", "no_rule")
            if refused != (roles is not None and role not in roles) or status >= 500:
                wrong.append(f"{route} by {role}: {status} {problem}")
    equal(wrong, [], "answers that differ from the table")
    stage.system.stop()


if __name__ == "__main__":
    on.run(one_of_each, every_route_with_every_role)
