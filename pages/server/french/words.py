"""What the framework would say to a visitor in English, and what it says instead: the one table of both.

A text of a script is found by what stands around it there, exactly once: another version of the framework moves it,
and set-up then stops with its name (`scripts.french`). What visitors never meet stays as it is, and
`tests/pages/framework_words.py` says why.
"""

from __future__ import annotations

from typing import Final

SCRIPTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "index": (
        ("children:`Skip to main content`", "children:`Aller au contenu`"),
        ('c(lu,{"aria-label":`Close`', 'c(lu,{"aria-label":`Fermer`'),
        ("children:r?`Continue anyway`:`Close`", "children:r?`Continue anyway`:`Fermer`"),
        ("onClick:e.onClose,children:`Close`", "onClick:e.onClose,children:`Fermer`"),
        (
            "`You have requested page /${e}, but no corresponding file was found in the app's pages/ directory`"
            ":`The page that you have requested does not seem to exist`",
            "`L’adresse « ${e} » ne mène à aucune page`:`Cette adresse ne mène à aucune page`",
        ),
        ("`Page not found`", "`Page introuvable`"),
        ("`${t}. Running the app's main page.`", "`${t}. Voici l’accueil.`"),
        ("`Bad message format`,{message:t.message}", "`La page n’a pas pu être lue`,{message:`Rechargez-la.`}"),
        ("`Script execution error`", "`La page n’a pas pu être dessinée`"),
        ("`Request failed with status ${t.status}`", "`Refusé par le serveur (${t.status})`"),
        # The title of the first view stands until the page gives the same; not the page's short name between.
        ("document.title=e,this.hostCommunicationMgr", "this.hostCommunicationMgr"),
        ("new LD(`Connection timed out`", "new LD(`Le serveur tarde à répondre`"),
        ("new LD(t.message||`Network error`", "new LD(`Le réseau ne répond pas`"),
    ),
    "ErrorElement": (("children:[r,`: `]", "children:[r,`\u202f: `]"),),  # between what failed and what to do
    "StreamlitMarkdown": (
        ('"aria-label":`Link to heading`', '"aria-label":`Lien vers ce titre`'),
        (
            "`Help`:`Help for ${t.replaceAll(/\\s+/g,` `)}`",
            "`Explication`:`Explication\u202f: ${t.replaceAll(/\\s+/g,` `)}`",
        ),
        # A part of the page that did not come: `name` and `message` would be the browser's, in English.
        (
            "name:e.name,message:e.message,stack:e.stack",
            "name:`Cette partie n’est pas arrivée`,message:`Rechargez la page.`",
        ),
        ("name:`Network issue`", "name:`Cette partie n’est pas arrivée`"),
        (
            "`Cannot load Streamlit frontend code. This can happen when you update Streamlit while a Streamlit"
            " app is running.`",
            "`Le site a sans doute été mis à jour pendant votre visite.`",
        ),
        ("`To fix this, simply reload this app by pressing`", "`Rechargez la page\u202f:`"),
        (",`,`,` `,s(ye,{children:`Ctrl+R`}),`, or`,", ",`,`,` `,s(ye,{children:`Ctrl+R`}),` ou`,"),
        (
            "`If the error persists, try force-clearing your browser's cache as described`",
            "`Si cela ne suffit pas, videz le cache de votre navigateur.`",
        ),
        (
            ",` `,s(`a`,{href:`https://en.wikipedia.org/wiki/Wikipedia:Bypass_your_cache#Cache_clearing_and_disabling`,"
            "rel:`noopener noreferrer`,target:`_blank`,children:`here`})",
            "",
        ),
    ),
    "Selectbox": (
        ("locale:`en-US`", "locale:`fr-FR`"),  # what is read aloud while one types
        ("children:`No results`", "children:`Aucun résultat`"),
        ("`Selectbox options`", "`Choix`"),
        ("l??`Selectbox`", "l??`Choix`"),
        ('"aria-label":`Clear value`', '"aria-label":`Effacer`'),
        ('"aria-label":`Open`', '"aria-label":`Ouvrir`'),
    ),
    "Multiselect": (
        ("locale:`en-US`", "locale:`fr-FR`"),
        ("===0)return`No results`", "===0)return`Aucun résultat`"),
        ("}return`No results`}", "}return`Aucun résultat`}"),
        (
            "let e=t.maxSelections===1?`option`:`options`;return`You can only select up to ${t.maxSelections} ${e}."
            " Remove an option first.`",
            "return`${t.maxSelections} au plus\u202f: retirez-en d’abord.`",
        ),
        ("label:`Select ${p.length} matches`", "label:`Prendre les ${p.length} résultats`"),
        ("label:`Select all`", "label:`Tout prendre`"),
        ("`Selected values`", "`Choisis`"),
        ("`Remove ${e}`", "`Retirer ${e}`"),
        ("`Clear all`", "`Tout retirer`"),
        ('"aria-label":`Open`', '"aria-label":`Ouvrir`'),
        ("`Multiselect options`", "`Choix`"),
        ("`Multiselect`", "`Choix`"),
    ),
    "utils": (
        ("`No options to select`", "`Aucun choix`"),
        ("?`Choose options`:`Choose an option`", "?`Choisissez`:`Choisissez`"),
        ('"aria-label":`file upload`', '"aria-label":`Fichier à ouvrir`'),
        (
            "`${e.toFixed(n)}${t.toUpperCase()}`",
            "`${e.toFixed(n).replace(/\\.0$/,``).replace(`.`,`,`)}\u00a0${{gb:`Go`,mb:`Mo`,kb:`ko`,b:`octets`}[t]}`",
        ),
        ("`File must be ${$(n,`b`)} or smaller.`", "`Fichier trop lourd\u202f: ${$(n,`b`)} au plus.`"),
        ("`${t.type} files are not allowed.`", "`Ce genre de fichier ne peut pas être ouvert ici.`"),
        ("`File size is too small.`", "`Fichier vide.`"),
        ("`Only one file is allowed.`", "`Un seul fichier à la fois.`"),
        ("`Unexpected error. Please try again.`", "`Le fichier n’a pas été lu. Essayez encore.`"),
        ("children:[`Error: `,h]", "children:[`Erreur\u202f: `,h]"),
        ("`Upload failed`", "`L’envoi a échoué`"),
        ("`Cancel upload of ${e.name}`:`Remove ${e.name}`", "`Ne pas envoyer ${e.name}`:`Retirer ${e.name}`"),
        ("`Click to retry upload`", "`Essayer encore`"),
    ),
    "FileUploader": (
        (
            "`Drag and drop files here`:`Drag and drop a file here`",
            "`Déposez les fichiers ici`:`Déposez le fichier ici`",
        ),
        ("`Upload directories`:`Upload`", "`Choisir des dossiers`:`Choisir un fichier`"),
        ("`${T(t,D.Byte,0)} per file`", "`${T(t,D.Byte,0)} au plus`"),
        ("`Add files`", "`Ajouter des fichiers`"),
    ),
    "InputInstructions": (
        ("`submit form`:`apply`", "`envoyer`:`valider`"),
        ("`Press ${r()?`⌘`:`Ctrl`}+Enter to ${e}`", "`${r()?`⌘`:`Ctrl`}+Entrée pour ${e}`"),
        ("`Press Enter to ${e}`", "`Entrée pour ${e}`"),
    ),
    "TextInput": (('"aria-label":`Clear entry`', '"aria-label":`Effacer`'),),
    "NumberInput": (
        ('"aria-label":`Clear value`', '"aria-label":`Effacer`'),
        ('"aria-label":`Decrement`', '"aria-label":`Moins`'),
        ('"aria-label":`Increment`', '"aria-label":`Plus`'),
        ("`Error: ${M}`", "`Erreur\u202f: ${M}`"),
        ("`**Error**: ${M}`", "`${M}`"),
        (
            "`Number is outside the allowed range. Please enter a value between ${n} and ${r}.`",
            "`Un nombre entre ${n} et ${r}.`",
        ),
        (
            "`Number is below the allowed range. Please enter a value greater than or equal to ${n}.`"
            ":`Number is below the allowed range.`",
            "`Un nombre d’au moins ${n}.`:`Un nombre plus grand.`",
        ),
        (
            "`Number is above the allowed range. Please enter a value less than or equal to ${r}.`"
            ":`Number is above the allowed range.`",
            "`Un nombre d’au plus ${r}.`:`Un nombre plus petit.`",
        ),
    ),
    "DateInput": (
        # The library below has its own French, of what is read aloud: the framework asks it for English.
        ("children:n(p,{locale:`en-US`", "children:n(p,{locale:`fr-FR`"),
        ("children:r(p,{locale:`en-US`", "children:r(p,{locale:`fr-FR`"),
        ('"aria-label":`Choose date`,"aria-haspopup"', '"aria-label":`Choisir la date`,"aria-haspopup"'),
        ('"aria-label":k?`Choose date`', '"aria-label":k?`Choisir la date`'),
        ('"aria-label":`Choose date`,value', '"aria-label":`Choisir la date`,value'),
        ('"aria-label":`Clear date`', '"aria-label":`Effacer`'),
        (
            "id:ye,children:`Use arrow keys to navigate dates. Enter to select. Escape to close.`",
            "id:ye,children:`Flèches pour changer de jour, Entrée pour choisir, Échap pour fermer.`",
        ),
    ),
    "WidgetLabel": (("`(required)`", "`(à remplir)`"),),
    "requiredField": (("`This field is required.`", "`À remplir.`"),),
    "DynamicIcon": (
        ("return`Loading`", "return`Chargement`"),
        ("`${n} icon`", "``"),
    ),
    "DownloadButton": (
        ("e instanceof Error?e.message:`Download failed`", "`Le fichier n’a pas pu être préparé.`"),
        ("`Deferred download not properly configured`", "`Le fichier n’a pas pu être préparé.`"),
    ),
    "ComponentInstance": (
        (
            "`Your app is having trouble loading the **${e}** component.\\n\\nIf this is an installed component that"
            " works locally, the app may be having trouble accessing the component frontend assets due to network"
            " latency or proxy settings in your app deployment.\\n\\nFor more troubleshooting help, please see the"
            " [Streamlit Component docs](${T}) or visit our [forums](${w}).`",
            "`La carte n’est pas arrivée. Rechargez la page.`",
        ),
    ),
    "embed": (
        ("`aria-roleDescription`,`visualization`", "`aria-roleDescription`,`graphique`"),
        ("`${t} mark container`", "`dessin`"),
        ("desc:`title`,caption:e=>`Title text '${ky(e)}'`", "desc:`notes`,caption:e=>ky(e)"),
    ),
}
"""Beginning of a script's name -> what is written in it, what is sent instead."""

REFUSALS: Final[dict[str, str]] = {
    "Not Found": "Cette adresse ne mène à rien.",
    "File not found": "Ce fichier n’est plus là. Rechargez la page qui l’offrait.",
    "Component not found": "Ce fichier n’existe pas.",
    "read error": "Ce fichier n’existe pas.",
    "Bad Request": "Cette adresse est mal écrite.",
    "Method Not Allowed": "Cette adresse se lit seulement.",
    "Forbidden": "Refusé.",
    "XSRF token missing or invalid": "Refusé. Rechargez la page.",
    "File too large": "Fichier trop lourd.",
    "Internal Server Error": "Une erreur est survenue. Elle est notée\u202f; essayez encore dans un instant.",
}
"""What the server answers in plain text when it refuses -> in French."""

UNCAUGHT: Final = (
    "Une erreur est survenue, cette page n’a pas pu être dessinée en entier. Elle est notée\u202f; rechargez la page, "
    "ou changez l’indicateur ou le territoire."
)
"""Under a page whose script failed."""
