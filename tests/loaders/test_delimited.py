"""A delimited text, compressed or not, is read whole or refused with the name of its file."""

from __future__ import annotations

import lzma

import pytest

from loaders.pipeline.delimited import compressed_csv, delimited
from loaders.pipeline.sources import SourceError
from loaders.pipeline.staging import CODE, Expected, Form


def test_a_delimited_text_in_another_encoding_or_form_is_refused() -> None:
    columns = ["CODGEO", "Libellé"]
    text = 'CODGEO;Libellé;Autre\n01001;"É;a";x\n01002;;x\n'
    table = delimited(text.encode(), columns, "zones.csv", ";")
    assert table["Libellé"].tolist()[0] == "É;a"
    assert table["Libellé"].isna().tolist() == [False, True]
    with pytest.raises(SourceError, match=r"zones\.csv: expected a text in UTF-8, found another encoding"):
        delimited(text.encode("latin-1"), columns, "zones.csv", ";")
    with pytest.raises(SourceError, match=r"zones\.csv: expected a readable table"):
        delimited(b"", columns, "zones.csv", ";")


def test_a_truncated_lzma_file_names_the_file() -> None:
    expected = Expected({"code": Form(CODE), "people": Form(optional=True)}, 2, ("code",))
    whole = lzma.compress(b"code,people\n16102,10\n2A004,\\N\n")
    assert len(compressed_csv(whole, expected, "communes.csv.lzma")) == 2
    with pytest.raises(SourceError, match=r"communes\.csv\.lzma: expected a whole LZMA file"):
        compressed_csv(whole[:30], expected, "communes.csv.lzma")
