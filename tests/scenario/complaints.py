"""Complaints that scenarios file: read from the shared data, or made here."""
import csv
import hashlib
import io
import json

from stage import equal, shared

CARD = "6222 0212 0300 1234 565"  # passes the Luhn check
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


class Person:
    """Somebody with a matter of their own: nothing of it is nearly somebody else's."""

    def __init__(self, number):
        drawn = hashlib.sha256(f"person {number}".encode()).digest()
        digits = str(int.from_bytes(drawn[:12], "big")).zfill(29)
        character = [chr(0x4e00 + int.from_bytes(drawn[at:at + 2], "big") % 20000) for at in range(12, 28, 2)]
        self.name = "".join(character[:3])
        self.phone = "139" + digits[:8]
        self.email = drawn[:6].hex() + "@example.com"
        self.address = f"示例市{character[3]}{character[4]}街{digits[8:11]}号"
        self.company = f"{character[5]}{character[6]}{character[7]}电子商务有限公司"
        self.caller = "05718" + digits[11:18]
        self.order = digits[18:28]
        self.day = f"2026-{int(digits[0]) % 5 + 6:02d}-{int(digits[1:3]) % 28 + 1:02d}"


def portal(number=0, **changed):
    """A good complaint of the public form; each number is another person, business and matter."""
    one = Person(number)
    out = {
        "channel": "portal", "language": "zh",
        "complainant": {"name": one.name, "phone": one.phone, "address": one.address},
        "respondent": {"name": one.company},
        "calls": [{"caller_number": one.caller, "called_at": f"{one.day}T19:42:00+08:00", "duration_s": 47}],
        "requests": ["refund"],
        "narrative": f"机器人来电推销美容仪，订单{one.order}，{one.company}拒绝退款。",
    }
    out.update(changed)
    return out


def rows(text):
    """The rows of a ties export in CSV."""
    read = csv.DictReader(io.StringIO(text, newline=""))
    equal(read.fieldnames, COLUMNS, "columns of the export")
    return list(read)
