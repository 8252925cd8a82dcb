-- Whether a quiet day is quiet, or a source broke: what arrived, what could be read, what came of it.
with story_of_page as (
    select page_id, min(story_id) as story_id from story_members group by page_id
),
arrived as (
    select
        page.landed_on,
        count(*) as n_pages,
        count_if(page.status = 'rejected') as n_rejected,
        count_if(page.status = 'accepted' and coalesce(article.n_words, 0) = 0) as n_empty_articles,
        count(distinct coalesce(article.outlet, page.outlet, page.page_id)) as n_outlets,
        count(distinct story.story_id) as n_stories
    from raw_pages as page
    left join articles as article using (page_id)
    left join story_of_page as story using (page_id)
    group by page.landed_on
),
said as (
    select
        claim.landed_on,
        count(*) as n_claims,
        count_if(target.claim_id is null) as n_unplaced_claims
    from claims as claim
    left join (select distinct claim_id from claim_places where role = 'target') as target using (claim_id)
    group by claim.landed_on
),
lines as (
    select
        landed_on,
        sum(end_char - start_char) filter (not kept) as dropped_chars,
        sum(end_char - start_char) as all_chars
    from page_lines
    group by landed_on
)
select
    arrived.landed_on,
    arrived.n_pages,
    arrived.n_rejected::bigint as n_rejected,
    arrived.n_empty_articles::bigint as n_empty_articles,
    arrived.n_outlets,
    arrived.n_stories,
    coalesce(said.n_claims, 0) as n_claims,
    coalesce(said.n_unplaced_claims, 0)::bigint as n_unplaced_claims,
    round(coalesce(lines.dropped_chars, 0) / nullif(lines.all_chars, 0), 6) as share_dropped
from arrived
left join said using (landed_on)
left join lines using (landed_on)
order by arrived.landed_on
