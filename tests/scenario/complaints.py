"""Complaints that scenarios file: read from the shared data, or made here."""
import csv
import io
import json

from stage import equal, shared

CARD = "6222 0212 0300 1234 563"  # passes the Luhn check
COLUMNS = ["receipt_no", "external_ref", "case_no", "verdict", "score", "campaign"]


def luhn(digits):
    """The digit that makes a card number valid."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(number):
    body = f"622202{number:012d}"
    return body + luhn(body)


def lines_of_file(count=None):
    """The first lines of complaints.ndjson, without their ends."""
    with open(shared("complaints", "complaints.ndjson"), "rb") as file:
        lines = file.read().splitlines()
    return lines[:count]


def reference(line):
    return json.loads(line)["external_ref"]


def portal(number=0, **changed):
    """A good complaint of the public form; each number is another person, business and matter."""
    out = {
        "channel": "portal", "language": "zh",
        "complainant": {"name": f"赵{chr(0x4e00 + number * 7919 % 20000)}{chr(0x4e00 + number // 20000)}", "phone": f"139{number:08d}",
                        "address": f"示例市东门街{number + 1}号"},
        "respondent": {"name": f"第{number}号远望电子商务有限公司"},
        "calls": [{"caller_number": f"0571 8{number:07d}", "called_at": "2026-11-20T19:42:00+08:00", "duration_s": 47}],
        "requests": ["refund"],
        "narrative": f"机器人来电推销美容仪，订单{number * 7919}，使用后皮肤过敏，商家拒绝退款。",
    }
    out.update(changed)
    return out


def rows(text):
    """The rows of a ties export in CSV."""
    read = csv.DictReader(io.StringIO(text, newline=""))
    equal(read.fieldnames, COLUMNS, "columns of the export")
    return list(read)
