"""A campaign that is being prepared: its questionnaire, who answers, when, what they are told."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from observatoire.views.french.wording import spaced
from observatoire.views.local.words import plain_markdown
from pages.organiser.acting import draft_of, go_to
from pages.organiser.fields import draw_fields
from pages.organiser.questionnaire import draw_questionnaire
from pages.organiser.signing_in import draw_foot, office_here
from pages.state.data import shared_data
from pages.state.typed import Draft
from participation.model.campaigns import CampaignError
from participation.model.questionnaire import Questionnaire
from participation.organising.acts import create
from participation.organising.creating import CreationError, campaign_from
from participation.organising.office import FORBIDDEN, Office
from participation.results.covariates import with_quintiles
from participation.results.territories.within import bounded
from participation.storage.refusals import RefusedError

CAME_BACK: Final = (
    "Ce que vous aviez commencé est revenu, tel que ce navigateur le gardait. Si vous aviez mis une clé pour les "
    "adresses, collez-la de nouveau\u202f: elle n’est gardée nulle part."
)


def draw_making(office: Office, form: Questionnaire, fields: dict[str, Any], draft: Draft) -> None:
    """Draw the button that prepares a campaign; say all that is wrong with it.

    Parameters
    ----------
    office, form
    fields : dict
        What was chosen.
    draft : Draft
        What keeps it until then.
    """
    if not st.button("Préparer la campagne", type="primary"):
        return
    try:
        store, catalog = shared_data()
        campaign = with_quintiles(store, catalog, bounded(store, campaign_from(fields, form)))
        create(office, campaign, form)
    except CreationError as error:
        st.error("  \n".join(f"– {plain_markdown(spaced(fault))}" for fault in error.faults))
        return
    except (RefusedError, CampaignError) as refused:
        st.error(spaced(str(refused)))
        return
    draft.sent()
    st.success(spaced(f"« {plain_markdown(campaign.title)} » est préparée. Personne n’y répond avant son ouverture."))
    go_to("organiser-campagne", "La relire et l’ouvrir", campaign=campaign.id, icon=":material/arrow_forward:")


st.title("Préparer une campagne", anchor=False)
office = office_here()
if office is not None:
    go_to("organiser", "Campagnes")
    if office.may("create"):
        draft = draft_of(office, "organiser-nouvelle")
        if draft.came_back:
            st.info(CAME_BACK, icon=":material/info:")
            st.button("Repartir d’une page vide", on_click=draft.begin_anew)
        form = draw_questionnaire(draft)
        if form is not None:
            st.header("La campagne", anchor=False)
            draw_making(office, form, draw_fields(office, form, draft), draft)
        draft.draw()
    else:
        st.error(FORBIDDEN)
    draw_foot()
