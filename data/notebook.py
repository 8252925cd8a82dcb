"""Six questions to the ledger, in a notebook: ``marimo edit data/notebook.py``, or ``marimo run`` to only read it.

It opens the ledger read-only, as anything may at any time; "Rerun" after a night to see the new one. As a script,
``python data/notebook.py``, it asks everything once.
"""

import marimo

app = marimo.App(width="full", app_title="Who claims what about which region")


@app.cell
def _():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo

    home = Path(os.environ.get("CLAIMS_PIPELINE_HOME", Path(__file__).parent))
    ledger = duckdb.connect(str(home / "claims.duckdb"), read_only=True)
    return ledger, mo


@app.cell
def _(mo):
    mo.md("""
    # Who claims what about which region, when, and who disputes it

    Each table below is one query of the published ledger; change the query and the table follows. What a table or a
    column means stands in its comment: `from duckdb_columns() select table_name, column_name, comment`.
    """)
    return


@app.cell
def _(ledger, mo):
    regions = mo.sql(
        "select region_id, region_name, n_claims, n_voices, n_disputed, n_conceded "
        "from region_summary order by n_claims desc, region_id",
        engine=ledger,
        output=False,
    )
    names = {f"{name} ({code})": code for code, name, *_ in regions.iter_rows()}
    start = next((label for label, code in names.items() if code == "UA-12"), next(iter(names), None))
    region = mo.ui.dropdown(names, value=start, label="Region")
    period = mo.ui.date_range(start="2000-01-01", stop="2099-12-31", value=("2025-06-01", "2025-08-31"), label="Said")
    mo.vstack([regions, mo.hstack([region, period], justify="start")])
    return period, region


@app.cell
def _(ledger, mo, period, region):
    mo.output.append(mo.md("## 1. What is claimed about the region, by whom, and what of it is disputed or conceded?"))
    what_is_claimed = mo.sql(
        f"""
        select said.said_on, said.who, said.stance, said.words, dispute.label, dispute.state
        from region_claims('{region.value}') as said
        left join claim_propositions using (claim_id)
        left join region_disputes as dispute using (proposition_id)
        where said.said_on between '{period.value[0]}' and '{period.value[1]}'
        order by said.said_on, said.who, said.words, dispute.label
        """,
        engine=ledger,
    )
    return (what_is_claimed,)


@app.cell
def _(ledger, mo, region):
    mo.output.append(mo.md("## 2. When was it first claimed, when denied, when conceded, by whom?"))
    claim_to_concession = mo.sql(
        f"""
        select
            label, first_claimed, claimed_by, first_denied, denied_by, first_conceded, conceded_by,
            days_claim_to_concession
        from concession_lag
        where region_id = '{region.value}'
        order by days_claim_to_concession desc, label
        """,
        engine=ledger,
    )
    return (claim_to_concession,)


@app.cell
def _(ledger, mo):
    mo.output.append(mo.md("## 3. How many independent voices stand behind it, not pages and not copies?"))
    independent_voices = mo.sql(
        """
        select label, relation, n_voices, n_stories, n_pages, voices
        from independent_support
        order by n_voices desc, label, relation
        """,
        engine=ledger,
    )
    return (independent_voices,)


@app.cell
def _(ledger, mo):
    mo.output.append(mo.md("## 4. The exact words of the latest concession, in the page, and a link that opens there"))
    exact_words = mo.sql(
        """
        select file, line, url, context
        from claim_context((
            select claim_id
            from claim_propositions join claims using (claim_id)
            where relation = 'concedes'
            order by said_from desc, claim_id
            limit 1
        ))
        """,
        engine=ledger,
    )
    links = mo.sql(
        """
        select claim.said_from, claim.content_text, link.link
        from claim_propositions
        join claims as claim using (claim_id)
        join claim_links as link using (claim_id)
        where relation = 'concedes' and link.link is not null
        order by claim.said_from desc, claim.claim_id
        """,
        engine=ledger,
    )
    return exact_words, links


@app.cell
def _(mo):
    known_by = mo.ui.date(value="2025-06-30", label="Day")
    mo.vstack([mo.md("## 5. What did we know on a day? What changed between copies?"), known_by])
    return (known_by,)


@app.cell
def _(known_by, ledger, mo):
    known = mo.sql(
        f"""
        select region_id, label, relation, who, words
        from known_on('{known_by.value}')
        order by region_id, label, relation, who, words
        """,
        engine=ledger,
    )
    what_changed = mo.sql(
        """
        select change, value_a, value_b, content_a, content_b
        from copy_drift
        order by change, content_a, content_b
        """,
        engine=ledger,
    )
    return known, what_changed


@app.cell
def _(ledger, mo):
    mo.output.append(mo.md("## 6. Is a quiet day quiet, or did a source break?"))
    coverage = mo.sql(
        """
        select landed_on, n_pages, n_rejected, n_outlets, n_claims, n_unplaced_claims, share_dropped, sentence
        from coverage_day
        order by landed_on
        """,
        engine=ledger,
    )
    return (coverage,)


if __name__ == "__main__":
    app.run()
