"""What people read and start in the offline kit: LISEZMOI.txt and one starter for each system."""

from __future__ import annotations

from collections.abc import Sequence

FAMILIES = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
NAMES = {
    "linux-x86_64": "Linux 64 bits (Debian 10, Ubuntu 20.04 ou plus récents)",
    "macos-arm64": "macOS 14 ou plus récent (puce Apple)",
    "macos-x86_64": "macOS 13 ou plus récent (processeur Intel)",
    "windows-x86_64": "Windows 10 ou 11, 64 bits",
}

_UNIX = """#!/bin/sh
# Démarre l’Observatoire sur cet ordinateur, sans réseau. Voir LISEZMOI.txt.
cd "$(dirname "$0")" || exit 1
for python in {commands} python3 python; do
  if command -v "$python" >/dev/null 2>&1 && "$python" -c '{test}' 2>/dev/null; then
    exec "$python" demarrer.py "$@"
  fi
done
echo "Il faut d’abord installer Python {spoken} : lisez LISEZMOI.txt." >&2
exit 1
"""

_WINDOWS = """@echo off
chcp 65001 >nul
rem Démarre l’Observatoire sur cet ordinateur, sans réseau. Voir LISEZMOI.txt.
cd /d "%~dp0"
for %%v in ({versions}) do (
  py -%%v -c "import sys" >nul 2>&1 && (
    py -%%v demarrer.py %*
    goto fin
  )
)
python -c "{test}" >nul 2>&1 && (
  python demarrer.py %*
  goto fin
)
echo Il faut d’abord installer Python {spoken} : lisez LISEZMOI.txt.
:fin
pause
"""

_READ_ME = """OBSERVATOIRE TERRITORIAL CITOYEN : LE KIT SANS RÉSEAU

Ce dossier démarre l’Observatoire sur un ordinateur portable, sans connexion. Tout y est : l’application, ses données,
et ce dont elle a besoin. Rien n’est envoyé ailleurs, rien n’est installé hors de ce dossier.

Il convient à : {systems}.


1. AVANT LA RÉUNION, CHEZ VOUS

  a. Copiez tout ce dossier sur le disque de l’ordinateur (pas sur la clé USB : elle est lente, et certaines ne
     conviennent pas). Il faut 1,5 Go libres.
  b. Installez Python {spoken}, si l’ordinateur ne l’a pas :
{python_advice}
  c. Démarrez une première fois (voir 2). La préparation prend une à trois minutes ; les démarrages suivants, quelques
     secondes. Elle ne demande pas de réseau.


2. DÉMARRER

{start_advice}

  Le navigateur s’ouvre sur la page d’accueil. Sinon, ouvrez l’adresse qu’affiche la fenêtre :
  http://127.0.0.1:8501 le plus souvent.


3. ARRÊTER

  Fermez la fenêtre noire qui s’est ouverte au démarrage, ou tapez-y Ctrl+C.


4. DANS LA SALLE

  - Branchez l’ordinateur sur le secteur, coupez la mise en veille et les notifications.
  - Projecteur ou second écran : Windows, touches Windows+P puis « Dupliquer » ; macOS, Réglages, Moniteurs, « Recopie
    vidéo » ; Linux, Paramètres, Écrans, « Miroir ». Une image de 1280 × 720 ou de 1920 × 1080 convient.
  - Dans le navigateur : F11 met en plein écran (macOS : Ctrl+Cmd+F) ; Ctrl et + agrandit (macOS : Cmd et +). Du fond
    d’une salle, 150 % se lit bien.
  - Ouvrez avant la séance les pages que vous montrerez, chacune dans un onglet, ou gardez leurs liens (« Copier le
    lien ») dans un document : ils fonctionnent sur cet ordinateur tant que l’Observatoire y est démarré.
  - Gardez une copie de secours : le même dossier sur un second ordinateur.


5. SI QUELQUE CHOSE NE VA PAS

  - « Il faut d’abord installer Python » : la version installée n’est pas l’une de celles-ci : {spoken}.
  - « Ce kit ne convient pas à cet ordinateur » : il a été fait pour un autre système ; demandez-en un pour le vôtre.
  - Le démarrage échoue après une préparation interrompue : effacez le dossier « environnement-… », recommencez.
  - Pour vérifier que la copie est entière : sha256sum -c SOMMES-SHA256.txt (Linux), shasum -a 256 -c SOMMES-SHA256.txt
    (macOS), dans ce dossier.
"""

_PYTHON_ADVICE = {
    "linux": "       Linux : il y est presque toujours. Sinon, le paquet « python3 » de votre système.",
    "macos": "       macOS : le programme d’installation de python.org.",
    "windows": "       Windows : le programme d’installation de python.org, case « Add python.exe to PATH » cochée.",
}
_START_ADVICE = {
    "linux": "  Linux : dans un terminal, sh demarrer-linux.sh ; ou un double clic, « Exécuter dans un terminal ».",
    "macos": "  macOS : clic droit sur demarrer-mac.command, « Ouvrir » (la première fois, confirmez).",
    "windows": "  Windows : double clic sur demarrer-windows.bat. Si Windows demande, « Informations complémentaires » "
    "puis\n  « Exécuter quand même » ; si le pare-feu demande, « Annuler » suffit : rien ne sort de l’ordinateur.",
}


def spoken_versions(pythons: Sequence[str]) -> str:
    """Return versions in words: "3.11, 3.12 ou 3.13"."""
    *first, last = pythons
    return f"{', '.join(first)} ou {last}" if first else last


def starters(pythons: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return, for each system, the name of its starter and its text.

    Parameters
    ----------
    pythons : sequence of str
        Versions in the kit, "3.12".
    """
    test = f'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in {list(pythons)!r})'.replace("'", '"')
    unix = _UNIX.format(
        commands=" ".join(f"python{version}" for version in reversed(pythons)),
        test=test,
        spoken=spoken_versions(pythons),
    )
    windows = _WINDOWS.format(
        versions=" ".join(reversed(pythons)),
        test=test.replace("%", "%%").replace('"', "'"),
        spoken=spoken_versions(pythons),
    )
    return {
        "linux": ("demarrer-linux.sh", unix),
        "macos": ("demarrer-mac.command", unix),
        "windows": ("demarrer-windows.bat", windows.replace("\n", "\r\n")),
    }


def read_me(targets: Sequence[str], pythons: Sequence[str]) -> str:
    """Return LISEZMOI.txt for the platforms and the versions of Python in the kit."""
    families = [family for family in FAMILIES if any(target.startswith(family) for target in targets)]
    return _READ_ME.format(
        systems=" ; ".join(NAMES[target] for target in targets),
        spoken=spoken_versions(pythons),
        python_advice="\n".join(_PYTHON_ADVICE[family] for family in families),
        start_advice="\n".join(_START_ADVICE[family] for family in families),
    )
