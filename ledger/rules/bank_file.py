"""The file that the bank takes many payments from: one line each, nothing a sheet would compute.

Columns: sort code, account number, IBAN (one or the other), name, amount in pounds with two digits
of pence, reference, date. Text is brought down to what UK banks take (letters, digits, space and
`& - . /`, from a letter or digit on), so nothing in it can begin a formula.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEADER = ("sort code", "account number", "iban", "name", "amount", "reference", "date")
NAME_LETTERS, REFERENCE_LETTERS = 35, 18


@dataclass(frozen=True, slots=True)
class BankLine:
    """One payment as the bank needs it."""

    sort_code: str
    account: str
    iban: str
    name: str
    amount_pence: int
    reference: str


def bank_text(words: str, letters: int) -> str:
    """Words as a bank takes them: plain capitals or small letters, not too many."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9 &./-]+", " ", plain)
    return re.sub(r"^[^A-Za-z0-9]+", "", re.sub(" +", " ", kept))[:letters].strip()


def pounds(amount_pence: int) -> str:
    """Pence as a bank reads them: 105 is 1.05."""
    whole, pence = divmod(amount_pence, 100)
    return f"{whole}.{pence:02d}"


def reference_of(payment_id: str) -> str:
    """A payment's own reference, found again on the bank's statement."""
    return f"MIH {payment_id.rpartition('-')[2][:12].upper()}"


def bank_csv(lines: Sequence[BankLine], on: date) -> str:
    """The whole file, lines ended as banks expect them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in lines:
        dashed = "-".join(re.findall("..", line.sort_code))
        name = bank_text(line.name, NAME_LETTERS)
        reference = bank_text(line.reference, REFERENCE_LETTERS)
        amount, day = pounds(line.amount_pence), on.strftime("%d/%m/%Y")
        writer.writerow((dashed, line.account, line.iban, name, amount, reference, day))
    return text.getvalue()
