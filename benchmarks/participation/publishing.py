"""What a publication costs: from invented answers to the kept document, and its synthesis.

In one process, with one thread of linear algebra (`participation/one_thread.py`), as the command `publish` and the
process that computes for pages have it: what is printed is processor time, which a busy machine does not lengthen.
"""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

from observatoire.model.store import open_store
from participation.model.campaigns import Campaign
from participation.model.invention import drawn, invented
from participation.model.organisations import known_organisation
from participation.model.reading import load_questionnaires
from participation.results.gathering import publication_of
from participation.results.publication import frozen
from participation.storage.campaigns import advance_campaign, create_campaign
from participation.storage.inventing import keep_invented
from participation.storage.opening import Storage
from participation.storage.publishing import publish_campaign
from participation.storage.submitting import submitted
from participation.views.synthesis.content import synthesis_docx, synthesis_pdf
from participation.views.words import regions_of

DAY = date(2026, 11, 25)
CAMPAIGN = "essai_de_publication"


def publishing(storage: Storage, count: int, questionnaire: str) -> None:
    """Print the processor time of each step from invented answers to the kept publication and its synthesis.

    Parameters
    ----------
    storage : Storage
        Empty.
    count : int
        Answers.
    questionnaire : str
        Which form that ships.
    """
    form, store = load_questionnaires()[questionnaire], open_store()
    campaign = Campaign(
        id=CAMPAIGN, title=form.title, questionnaire=form.id, version=form.version, mode="organisation",
        eligible=("commune", "epci", "departement", "region"), opens=DAY, closes=DAY, purge_on=DAY, notice="Essai.",
        demonstration=True,
    )  # fmt: skip
    create_campaign(storage, campaign, form, day=DAY, actor="essai")
    advance_campaign(storage, CAMPAIGN, "open", day=DAY, actor="essai")
    who = enumerate(drawn(store, campaign.eligible, count, 1).items())
    given = [(known_organisation(store, place), invented(form, people, 1, at)) for at, (place, people) in who]
    keep_invented(storage, CAMPAIGN, given, day=DAY)
    closed = advance_campaign(storage, CAMPAIGN, "closed", day=DAY, actor="essai")
    steps = [("begin", time.process_time())]
    answered = list(submitted(storage, CAMPAIGN))
    steps.append(("read and checked again", time.process_time()))
    made = publication_of(store, closed, form, answered, DAY)
    steps.append(("weighed, protected", time.process_time()))
    content, sha = frozen(made)
    publish_campaign(storage, CAMPAIGN, (content, sha), {one.id for one, _ in answered}, day=DAY, actor="essai")
    steps.append(("frozen, kept", time.process_time()))
    told = [f"{name} {at - before:.2f} s" for (_, before), (name, at) in pairwise(steps)]
    groups = len(made["questions"][0]["groups"])
    print(f"{count} answers, {len(made['questions'])} tables of {groups} groups, {len(content)} bytes")
    print(f"processor, one thread of linear algebra, {steps[-1][1] - steps[0][1]:.2f} s: {', '.join(told)}")
    for name, synthesis_of in (("PDF", synthesis_pdf), ("DOCX", synthesis_docx)):
        start = time.process_time()
        size = len(synthesis_of(made, form, regions_of(store), sha))
        print(f"synthesis in {name}: {time.process_time() - start:.2f} s, {size} bytes")
