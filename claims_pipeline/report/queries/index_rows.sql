-- One row a claim and region (or none): what search and filters need, in the order of speaking.
with stands as (
    select
        claim_id,
        list(
            proposition_id || case relation when 'affirms' then ' affirms' when 'concedes' then ' concedes' else ' denies' end
            order by proposition_id
        ) as stands
    from claim_propositions
    where relation <> 'no_comment'
    group by claim_id
),
targets as (
    select claim_id, list(distinct place_id order by place_id) as places
    from claim_places
    where role = 'target' and place_id is not null
    group by claim_id
),
copied as (
    select page_id from story_members group by page_id having bool_and(role = 'copy')
)
select
    coalesce(said.region_id, 'none') as region_id,
    claim.claim_id,
    claim.said_from::varchar as said_from,
    claim.landed_on::varchar as landed_on,
    spoken.source_id,
    spoken.who,
    claim.source_country as country,
    coalesce(article.outlet, page.outlet, page.source_ref) as outlet,
    claim.stance::varchar as stance,
    coalesce(said.affirms, false)::integer + 2 * coalesce(said.denies, false)::integer
        + 4 * coalesce(said.concedes, false)::integer + 8 * (copied.page_id is not null)::integer as flags,
    claim.content_text[:$shown_words] || if(length(claim.content_text) > $shown_words, '…', '') as words,
    coalesce(stands.stands, []) as stands,
    coalesce(targets.places, []) as places
from claims as claim
join claim_speakers as spoken using (claim_id)
left join claim_regions as said using (claim_id)
left join raw_pages as page on page.page_id = claim.page_id
left join articles as article on article.page_id = claim.page_id
left join stands on stands.claim_id = claim.claim_id
left join targets on targets.claim_id = claim.claim_id
left join copied on copied.page_id = claim.page_id
order by 1, claim.said_from desc, claim.claim_id
