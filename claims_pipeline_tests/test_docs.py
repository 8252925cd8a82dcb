"""Generated documents are what the code says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims_pipeline.report.dictionary import data_dictionary
from claims_pipeline.schemas import TABLES, Table
from claims_pipeline.views import MACROS, Macro

DICTIONARY = Path(__file__).parents[1] / "data" / "README.md"


def test_data_dictionary_is_fresh() -> None:
    """``data/README.md`` is what ``claims-pipeline schema --markdown`` writes; if not, write it again."""
    assert DICTIONARY.read_text(encoding="utf-8") == data_dictionary()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_and_column_is_described(table: Table) -> None:
    """No table and no column goes without a meaning, and each stands in the dictionary."""
    section = data_dictionary().split(f"\n## {table.name}\n")[1].split("\n## ")[0]
    assert table.description in section
    for name, column in table.schema.columns().items():
        assert column.description, f"{table.name}.{name} has no description"
        assert f"| `{name}` |" in section


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.name)
def test_every_macro_is_described(macro: Macro) -> None:
    assert f"| `{macro.name}` | {macro.description} |" in data_dictionary()


def test_rules_of_a_table_stand_in_the_dictionary() -> None:
    """What a schema checks over several columns is told too."""
    assert "Rules: rejected has reason." in data_dictionary()
    assert "Rules: only the outlet has no cue; said range is ordered." in data_dictionary()
