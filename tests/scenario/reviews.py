"""Who says what is one case: a pair of two desks is listed for those who can open it, nobody reaches a case of another
desk by naming it, and what somebody did they can take back.
"""
import stage as on
from complaints import portal
from stage import System, check, equal

TRIAGE, OFFICER, ENFORCER, ENFORCEMENT_LEAD = "wang.min", "zhao.lei", "liu.yang", "chen.jing"


def a_pair_of_two_desks(stage):
    """One person's complaint, their report of another firm's call, and a matter of somebody else."""
    stage.system = System(stage, "reviews", on.AT_ONCE).serve()
    report = portal(2, nature="report", category="D2", complainant=portal(1)["complainant"])
    report["respondent"] = {"name": "别处电子商务有限公司"}
    filed = []
    for one in (portal(1, nature="complaint", category="C1"), report, portal(3, nature="complaint", category="C1")):
        answer = stage.system.post("/api/v1/complaints", one)
        equal(answer.status, 201, f"a complaint: {answer}")
        stage.system.settle()
        filed.append(answer.json["receipt_no"])
    stage.first, stage.asked, stage.other = filed
    matches = [stage.system.get(f"/api/v1/complaints/{one}/match").json for one in filed]
    equal([one["verdict"] for one in matches], ["new", "review", "new"], "what the model says")
    stage.cases = {one["receipt_no"]: one["case_no"] for one in matches}


def verdict(stage, receipt, what, by, **more):
    return stage.system.post(f"/api/v1/reviews/{receipt}/verdict", {"verdict": what, "reason": "看过两件", **more},
                             side="staff", by=by)


def undo(stage, batch, by):
    return stage.system.post("/api/v1/matching/undo", {"batch": batch, "reason": "撤回"}, side="staff", by=by)


@on.needs("cases")
def the_list_shows_what_can_be_opened(stage):
    for who, sees in ((TRIAGE, True), (OFFICER, False), (ENFORCER, True), (ENFORCEMENT_LEAD, True)):
        listed = [one["receipt_no"] for one in stage.system.get("/api/v1/reviews", by=who).json["items"]]
        pair = stage.system.get(f"/api/v1/reviews/{stage.asked}", by=who)
        equal((listed, pair.status), ([stage.asked], 200) if sees else ([], 403), f"the pair for {who}")


@on.needs("cases")
def naming_another_desks_case_does_not_reach_it(stage):
    theirs = stage.cases[stage.other]
    for who, receipt, against in ((ENFORCER, stage.asked, theirs), (OFFICER, stage.first, stage.cases[stage.asked])):
        for preview in (True, False):
            said = verdict(stage, receipt, "same", who, against=against, preview=preview)
            equal((said.status, said.json["type"]), (403, "urn:guiyi:problem:out_of_reach"), f"by {who}: {said}")
    said = verdict(stage, stage.asked, "same", ENFORCEMENT_LEAD, against=theirs, preview=True)
    equal(said.status, 200, f"by somebody who has both: {said}")


@on.needs("cases")
def who_answers_the_models_question_can_take_it_back(stage):
    said = verdict(stage, stage.asked, "same", ENFORCER)
    equal(said.status, 200, f"the case the model named: {said}")
    stage.system.settle()
    case = stage.system.get(f"/api/v1/complaints/{stage.asked}/match").json["case_no"]
    equal(case, stage.cases[stage.first], "the older number")
    undone = undo(stage, said.json["batch"], ENFORCER)
    equal(undone.status, 200, f"their own verdict: {undone}")
    stage.system.settle()
    match = stage.system.get(f"/api/v1/complaints/{stage.asked}/match").json
    equal((match["case_no"], match["verdict"]), (stage.cases[stage.asked], "review"), "as it was")

    said = verdict(stage, stage.asked, "same", TRIAGE)
    stage.system.settle()
    equal(undo(stage, said.json["batch"], ENFORCER).status, 403, "another's verdict on a case that is elsewhere")
    check(undo(stage, said.json["batch"], TRIAGE).status == 200, "triage takes back its own")
    stage.system.stop()


if __name__ == "__main__":
    on.run(a_pair_of_two_desks, the_list_shows_what_can_be_opened, naming_another_desks_case_does_not_reach_it,
           who_answers_the_models_question_can_take_it_back)
