"""The benchmark set through the real `guiyi import`, its export, and `guiyi evaluate`: the figures of the product."""
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenario"))
import stage as on  # noqa: E402
from stage import System, check, equal, shared  # noqa: E402


def figures(table):
    """{name of the figure: (automatic ties, reviews answered)}"""
    found = {}
    for line in table.splitlines():
        told = re.match(r"(\S.*?\S)\s{2,}(\S+)\s+(\S+)$", line)
        if told and re.match(r"[\d.]+$", told[2]):
            found[told[1]] = (float(told[2]), float(told[3]))
    return found


def imported_once_in_order(stage):
    file, labels = shared("complaints", "complaints.ndjson"), shared("complaints", "labels.csv")
    system = System(stage, "evaluated")
    system.command("import", file)
    table = system.command("evaluate", "--labels", labels).stdout
    print(table)
    found = figures(table)

    precision, recall = found["pairwise precision"], found["pairwise recall"]
    check(precision[0] >= 0.99, f"precision of automatic ties: {precision[0]}")
    check(recall[0] >= 0.88, f"recall of automatic ties: {recall[0]}")
    check(recall[1] >= 0.96, f"recall with reviews answered: {recall[1]}")
    check(found["share sent to review"][0] <= 0.06, f"share sent to review: {found['share sent to review'][0]}")
    check(found["largest case"][0] <= 10, f"largest case: {found['largest case'][0]}")
    check(found["cases that mix persons"][0] <= 5, f"cases that mix persons: {found['cases that mix persons'][0]}")
    stage.evaluated, stage.table, stage.labels = system, table, labels


@on.needs("evaluated")
def an_export_is_scored_alike(stage):
    system = stage.evaluated
    ties = stage.folder / "ties.csv"
    ties.write_text(system.command("export", "ties", "--compared").stdout, newline="")
    told = system.command("evaluate", "--labels", stage.labels, "--ties", ties).stdout
    equal(told, stage.table, "evaluation of the export beside that of the data folder")
    ties.write_text(system.export(), newline="")
    told = system.command("evaluate", "--labels", stage.labels, "--ties", ties).stdout
    check("--compared" in told, "the export without the comparisons is taken for one that tells them")


@on.needs("evaluated")
def wrong_files_are_refused(stage):
    system = stage.evaluated
    system.command("evaluate", expect=2)
    said = system.command("evaluate", "--labels", "nowhere.csv", expect=1).stderr
    check("nowhere.csv" in said and said.count("\n") == 1, f"a missing labels file is not one plain line: {said}")


if __name__ == "__main__":
    on.run(imported_once_in_order, an_export_is_scored_alike, wrong_files_are_refused)
