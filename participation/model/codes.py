"""Codes that people keep: 80 random bits in sixteen signs, and one that catches what was mistyped.

Signs are Crockford's thirty-two (no I, L, O, U). The seventeenth is a weighted sum in the field of thirty-two
elements: it catches every wrong sign and every exchange of two signs, and is one of the same signs, which Crockford's
own (modulo 37) is not. A code is shown once and never stored: `keyed` gives what is.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Literal

from participation.model.typography import punctuated

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 16
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUPS = re.compile(r"[\s\u00a0\u202f\u2010-\u2015_.-]+")
_REDUCTION = (
    0b100101  # x^5 + x^2 + 1, primitive over the field of two elements: the powers of x run through all but zero
)

Purpose = Literal["resume", "invitation", "ticket", "person", "actor", "session"]
"""What a keyed hash is for: under another purpose the same code has another hash, and no two columns can be joined."""


class CodeError(ValueError):
    """What was typed is no code; the message is a French sentence, the same for all causes but its form."""

    def __init__(self, message: str) -> None:
        super().__init__(punctuated(message))


def new_code() -> str:
    """Return a new code, as `read_code` returns it: sixteen signs and the check sign."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return signs + check_sign(signs)


def code_from(digest: bytes) -> str:
    """Return the first eighty bits of a digest as a code: what names somebody whose identity is not kept."""
    bits = int.from_bytes(digest[:10], "big")
    signs = "".join(ALPHABET[bits >> 5 * at & 31] for at in reversed(range(SIGNS)))
    return signs + check_sign(signs)


def shown_code(code: str) -> str:
    """Return a code as it is shown and printed: `ABCD-EFGH-JKMN-PQRS-T`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """Return the code that somebody typed: any case, any spaces or hyphens, O for 0, I and L for 1.

    Raises
    ------
    CodeError
        When it has not the form of a code, or its last sign does not fit the others.
    """
    code = _GROUPS.sub("", typed[:100]).upper().translate(_READ_AS)
    if len(code) != SIGNS + 1 or any(sign not in ALPHABET for sign in code):
        raise CodeError(
            "Un code compte dix-sept signes : quatre groupes de quatre, puis un seul. Recopiez-le comme il a été donné."
        )
    if check_sign(code[:SIGNS]) != code[SIGNS]:
        raise CodeError("Ce code a été mal recopié : un signe n’est pas le bon. Comparez-le à celui qui a été donné.")
    return code


def check_sign(signs: str) -> str:
    """Return the sign that ends a code: the sum of its signs, each weighted by its own power of x."""
    total = 0
    for sign in reversed(signs):
        total = _doubled(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _doubled(element: int) -> int:
    """Multiply an element of the field by x."""
    shifted = element << 1
    return shifted ^ _REDUCTION if shifted & 0b100000 else shifted


def keyed(key: bytes, purpose: Purpose, code: str) -> str:
    """Return what is stored of a code: its HMAC-SHA256 in hexadecimal, of no use without the key.

    Parameters
    ----------
    key : bytes
        Of the server, kept out of the databases and of their backups.
    purpose, code : str
    """
    return hmac.new(key, f"{purpose}:{code}".encode(), hashlib.sha256).hexdigest()


def new_key() -> str:
    """Return a random key of 128 bits in hexadecimal: neither order nor time can be read off it."""
    return secrets.token_hex(16)
