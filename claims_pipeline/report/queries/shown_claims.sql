-- The latest claims about each region and of each source, each with its copies: the claims that pages of one story share.
-- The passage is the page text around the content, from passage_start.
with memberships as (
    select page_id, min(story_id) as story_id, bool_and(role = 'copy') as is_copy from story_members group by page_id
),
told as (
    select 'region' as kind, region_id as scope, claim_id, who, story_id from claim_regions
    union all
    select 'source' as kind, source_id as scope, claim_id, who, story_id from claim_speakers where source_id is not null
),
grouped as (
    select
        told.*,
        claim.page_id,
        claim.said_from,
        first_value(told.claim_id) over (
            partition by told.kind, told.scope, told.story_id, told.who, claim.stance, lower(claim.content_text)
            order by coalesce(memberships.is_copy, false), claim.landed_on, claim.page_id, claim.content_spans[1].start_char, told.claim_id
        ) as first_id
    from told
    join claims as claim using (claim_id)
    left join memberships on memberships.page_id = claim.page_id
),
ranked as (
    select
        *,
        row_number() over (partition by kind, scope order by said_from desc, claim_id) as rank,
        count(*) over (partition by kind, scope) as n_entries
    from grouped
    where claim_id = first_id
    qualify rank <= if(kind = 'region', $region_claims, $source_claims)
),
copied as (
    select
        grouped.kind,
        grouped.scope,
        grouped.first_id,
        list(
            {'claim_id': grouped.claim_id, 'outlet': coalesce(article.outlet, page.outlet, page.source_ref)}
            order by page.landed_on, page.source_ref, grouped.claim_id
        ) as copies
    from grouped
    join ranked on ranked.kind = grouped.kind and ranked.scope = grouped.scope and ranked.claim_id = grouped.first_id
    join raw_pages as page on page.page_id = grouped.page_id
    left join articles as article on article.page_id = grouped.page_id
    where grouped.claim_id <> grouped.first_id
    group by grouped.kind, grouped.scope, grouped.first_id
)
select
    ranked.kind,
    ranked.scope,
    ranked.n_entries,
    claim.claim_id,
    claim.said_from,
    claim.stance,
    claim.hedges,
    claim.against_interest,
    ranked.who,
    claim.stance = 'narrates' as is_own_voice,
    claim.source_country as country,
    claim.source_spans,
    claim.cue_spans,
    claim.content_spans,
    greatest(claim.content_spans[1].start_char - 1000, 0) as passage_start,
    page.page_text[greatest(claim.content_spans[1].start_char - 999, 1) : claim.content_spans[1].start_char + 2500] as passage,
    coalesce(article.outlet, page.outlet, page.source_ref) as outlet,
    links.link,
    coalesce(copied.copies, []) as copies
from ranked
join claims as claim using (claim_id)
join raw_pages as page on page.page_id = claim.page_id
left join articles as article on article.page_id = claim.page_id
left join claim_links as links on links.claim_id = claim.claim_id
left join copied on copied.kind = ranked.kind and copied.scope = ranked.scope and copied.first_id = ranked.claim_id
order by ranked.kind, ranked.scope, claim.said_from desc, claim.landed_on desc, page.source_ref, claim.content_spans[1].start_char, claim.claim_id
