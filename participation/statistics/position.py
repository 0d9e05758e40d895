"""« Ma position »: one's own answer among those of comparable structures, without telling anything of theirs.

Nothing is computed for who asks: their answer is marked in a group of the frozen publication. Whoever knows one answer
of a group can take it away from what is told; the rule below is what is then left to guess.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST_OTHERS = 5
"""Answers besides one's own that a group needs to be one's position."""


def comparable(answers: Sequence[int | None], *, own: bool, least: int = LEAST_OTHERS) -> int | None:
    """Return the first group that is told and holds enough others; None where there is none.

    Parameters
    ----------
    answers : sequence of int or None
        Answers that a publication tells of the groups one belongs to, from the finest to the widest; None where it
        withholds the group. A number that is rounded is rounded down: it is the least that there may be.
    own : bool
        Whether one's own answer is among them.
    least : int
        Answers besides one's own that a group needs.

    Notes
    -----
    The groups are declared before anybody answers, they nest or part one another, and all of them were protected
    together: that a group is shown to one person tells nothing that the publication does not tell to all. A group
    of neighbours, or sizes joined for one reader, would overlap them, and be subtracted.

    A group of k answers, read by one of them, is a group of k - 1: it must hold at least `least` of them, one more
    than the publication asks for. A share that is told has at least three answers for it and three against
    (`rare_answers.LEAST_COUNT`): without one's own, two of each at least, and nobody's answer is known.
    """
    for at, told in enumerate(answers):
        if told is not None and told - int(own) >= least:
            return at
    return None
