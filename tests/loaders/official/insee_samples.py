"""Small tables in the layouts of INSEE, some real lines each, and ways to write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from loaders.official.opened import Opened
from loaders.official.reading import Reading, checked

COMPARATEUR = """\
CODGEO;P22_POP;P16_POP;SUPERF;NAIS1621;DECE1621;P22_MEN;NAISD24;DECESD24;P22_LOG;P22_RP;P22_RSECOCC;P22_LOGVAC;P22_RP_PROP;NBMENFISC21;PIMP21;MED21;TP6021;P22_EMPLT;P22_EMPLT_SAL;P16_EMPLT;P22_POP1564;P22_CHOM1564;P22_ACT1564
01001;859;767;15.95;51;33;354;8;4;379;354;11;14;303;346;s;25820;s;76.9798398259956;46.0049478765973;91.8870024109221;525;28;431
16102;18466;18702;15.5;1000;1283;10013.4044669245;137;220;11496.6035687907;10013.4044669245;311.316262935942;1171.88283893025;4625.60012700703;9320;50,0;21980;18,0;12925.74409885;11443.5812267867;12195.0830308916;11290.441137236;1167.14026031708;8678.50054892691
97411;156149;147920;142.79;14102;5269;68193.3586186707;2130;1027;76238.8402722839;68193.3586186707;1285.68947583541;6759.79217777776;21090.4077254245;61067;37,0;18270;33,0;67529.0301608113;59735.4069362052;62646.8310964874;101136.298935296;18592.4179912414;70333.3994692311
13201;40000;39000;1.8;2000;1000;20000;300;200;25000;20000;1000;4000;5000;15000;40,0;18000;35,0;30000;25000;29000;27000;4000;19000
97601;;;;;;;162;29;;;;;;;;;;;;;;;
"""
"""INSEE, comparateur de territoires, census of 2022 (2025): real lines but those of 13201 and 97601, an arrondissement
of Marseille and a commune of Mayotte, made up in their form."""

FILOSOFI_COM = """\
CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;PIMP21;TP6021;PACT21;PPSOC21;D121;D921;RD21
01001;346;895;25820;s;s;s;s;s;s;s
16102;9320;17190;21980;50,0;18,0;67,8;7,3;11410;38990;3,4
29083;nd;nd;nd;nd;nd;nd;nd;nd;nd;nd
75056;1007247;1958437;29730;69,0;16,0;86,9;2,7;11240;71610;6,4
75101;8414;14945;35030;71,0;12,0;81,8;1,4;12610;94430;7,5
"""
"""INSEE, cc_filosofi_2021_COM.csv: real lines, half of the columns."""

FILOSOFI_EPCI = """\
CODGEO;LIBGEO;NBMEN19;NBPERS19;NBUC19;Q119;Q219;Q319;Q3_Q1;D119;D919;RD;S80S2019;GI19;PACT19;PPSOC19
200070514;CA du Grand Cognac;31843;67531;47817,8;16980;22270;28980;12000;12700;38650;3,0;4,000;0,276;68,8;5,2
249740119;CINOR;1;1;1;11690;18290;27370;15680;8520;38740;4,5;6,100;0,352;76,7;15,5
"""
"""INSEE, FILO2019_DISP_EPCI.csv: the first line is real, the second in its form."""


def rows(text: str) -> list[list[str]]:
    """Return the cells of a text parted by semicolons."""
    return [line.split(";") for line in text.splitlines()]


def text_of(cells: Sequence[Sequence[str]], separator: str = ";") -> str:
    """Write cells as a text."""
    return "".join(separator.join(line) + "\r\n" for line in cells)


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """Write sheets of texts, numbers where a cell is a plain number."""
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                sheet.write_row(
                    place, 0, [float(cell) if "." in cell and cell[-1].isdigit() else cell for cell in line]
                )
    return path


def archive(path: Path, members: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """Write texts as members of an archive."""
    with zipfile.ZipFile(path, "w") as made:
        for name, text in members.items():
            made.writestr(name, text.encode(encoding))
    return path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text."""
    path.write_bytes(text.encode(encoding))
    return path


def figures(reading: Reading) -> pd.Series:
    """Return the values of a reading by level, code, measure and year, its form checked."""
    return checked(reading, "sample").values.set_index(["level", "code", "measure", "year"])["value"]


def states(reading: Reading) -> pd.Series:
    """Return the states, likewise."""
    return reading.values.set_index(["level", "code", "measure", "year"])["status"]


def opened(path: Path) -> Opened:
    """Open a file."""
    return Opened(path)
