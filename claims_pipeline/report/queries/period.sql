-- What came in the last week of the ledger: the seven days that end with the last day on which a page landed.
with last_week as (
    select max(landed_on) as last_day, max(landed_on) - 6 as first_day from raw_pages
),
arrived as (
    select coverage_day.* from coverage_day, last_week where landed_on between first_day and last_day
),
placed as (
    select said.* from claim_regions as said, last_week where said.landed_on between first_day and last_day
),
changes as (
    select * from ledger_changes((select first_day - 1 from last_week), (select last_day from last_week))
),
busiest as (
    select region_id, count(*) as n_claims, count(distinct (speaker, said_from)) as n_voices
    from placed
    group by region_id
    order by n_claims desc, region_id
    limit 1
)
select
    first_day,
    last_day,
    (select count(*) from arrived) as n_days,
    (select coalesce(sum(n_pages - n_rejected), 0)::bigint from arrived) as n_pages,
    (select coalesce(sum(n_rejected), 0)::bigint from arrived) as n_rejected,
    (select coalesce(sum(n_claims), 0)::bigint from arrived) as n_claims,
    (
        select count(distinct member.story_id)
        from raw_pages as page join story_members as member using (page_id)
        where page.landed_on between first_day and last_day
    ) as n_stories,
    (
        select count(distinct coalesce(article.outlet, page.outlet))
        from raw_pages as page left join articles as article using (page_id)
        where page.landed_on between first_day and last_day
    ) as n_outlets,
    (select count(distinct claim_id) from placed) as n_placed,
    (select count(distinct region_id) from placed) as n_regions,
    (select coalesce(name, busiest.region_id) from busiest left join regions using (region_id)) as busiest_region,
    (select n_claims from busiest) as n_busiest,
    (select n_voices from busiest) as n_busiest_voices,
    (select count(distinct proposition_id) from changes where change = 'new') as n_new,
    (
        select count(distinct proposition_id)
        from changes join region_disputes using (proposition_id)
        where change = 'first' and side = 'denied'
            or change = 'new' and region_disputes.state = 'disputed'
    ) as n_newly_disputed,
    (select count(distinct proposition_id) from changes where side = 'conceded') as n_conceded,
    (
        select {'label': label, 'days': days_claim_to_concession}
        from concession_lag
        where proposition_id in (select proposition_id from changes where side = 'conceded')
        order by days_claim_to_concession desc nulls last, proposition_id
        limit 1
    ) as slowest
from last_week
