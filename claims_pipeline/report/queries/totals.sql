-- The size of the ledger.
select
    (select count(*) from raw_pages where status = 'accepted') as n_pages,
    (select count(*) from raw_pages where status = 'rejected') as n_rejected,
    (select count(distinct landed_on) from raw_pages) as n_days,
    (select min(landed_on) from raw_pages) as first_day,
    (select max(landed_on) from raw_pages) as last_day,
    (select count(*) from claims) as n_claims,
    (select count(distinct coalesce(article.outlet, page.outlet)) from raw_pages as page left join articles as article using (page_id)) as n_outlets,
    (select count(*) from stories) as n_stories,
    (select count(*) from region_disputes) as n_disputes,
    (select count(*) from concession_lag) as n_concessions
