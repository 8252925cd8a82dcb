-- The counts that the front page's sentences are built from.
SELECT
    (SELECT count(*) FROM raw_pages WHERE status = 'accepted') AS n_pages,
    (SELECT count(*) FROM raw_pages WHERE status = 'rejected') AS n_rejected,
    (SELECT count(DISTINCT landed_on) FROM raw_pages) AS n_days,
    (SELECT min(landed_on) FROM raw_pages) AS first_day,
    (SELECT max(landed_on) FROM raw_pages) AS last_day,
    (SELECT count(*) FROM claims) AS n_claims,
    (SELECT count(DISTINCT coalesce(a.outlet, p.outlet)) FROM raw_pages AS p LEFT JOIN articles AS a USING (page_id)) AS n_outlets,
    (SELECT count(*) FROM stories) AS n_stories,
    (SELECT count(DISTINCT claim_id) FROM claim_regions) AS n_placed,
    (SELECT count(DISTINCT proposition_id) FROM region_disputes) AS n_disputed,
    (SELECT count(DISTINCT proposition_id) FROM concession_lag) AS n_conceded
