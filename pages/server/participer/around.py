"""What stands around a result: the edition before, the citizens’ poll that mirrors it, the label of a poll."""

from __future__ import annotations

from typing import Any

from pages.server.participer.desk import storage
from pages.server.participer.published import publication_of_campaign, regions
from participation.model.questionnaire import Questionnaire
from participation.storage.publishing import published_campaigns
from participation.views.editions import ChangeShown, changes_shown
from participation.views.mirror import NO_SURVEY, MirrorShown, mirror_shown


def is_poll(made: dict[str, Any]) -> bool:
    """Tell whether a publication is of an open poll: its shares are of answers, and have no range."""
    return "poll" in made


def notice_of(made: dict[str, Any]) -> str:
    """Return what every page and picture of a publication bears: that answers are invented, that it is no survey."""
    return " · ".join(filter(None, (made["notice"], NO_SURVEY if is_poll(made) else "")))


def changes_of(made: dict[str, Any], form: Questionnaire, question: str) -> tuple[ChangeShown, ...]:
    """Return what changed in a question since the edition before; empty where nothing is compared."""
    edition = made.get("edition")
    if edition is None:
        return ()
    of_it = [one for one in edition["questions"] if one["question"] == question]
    return changes_shown({**made, "edition": {**edition, "questions": of_it}}, form, regions())


def mirrors_of(made: dict[str, Any], form: Questionnaire, question: str) -> list[tuple[str, str, MirrorShown]]:
    """Return the questions that answer one, put to others: title and id of their campaign, and both sides."""
    own, found = made["campaign"]["id"], []
    published = published_campaigns(storage())
    for one in published:
        if own not in (one.id, one.mirror_of) or not one.mirror_of:
            continue
        other = one.mirror_of if one.id == own else one.id
        if other not in {two.id for two in published}:
            continue
        theirs, their_form, _ = publication_of_campaign(other)
        poll_first = one.id == own
        pair = (made, form, theirs, their_form) if poll_first else (theirs, their_form, made, form)
        found += [
            (theirs["campaign"]["title"], other, told)
            for told in mirror_shown(*pair)
            if (told.poll_question if poll_first else told.survey_question) == question
        ]
    return found
