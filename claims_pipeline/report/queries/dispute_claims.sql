-- Who stands where on each disputed or conceded statement: the first claim of each voice, and how often it was carried.
with sides as (
    select
        standing.proposition_id,
        case standing.relation when 'affirms' then 'affirms' when 'concedes' then 'concedes' else 'denies' end as side,
        standing.voice_id,
        standing.who,
        standing.source_country as country,
        standing.claim_id,
        standing.page_id,
        standing.said_from,
        standing.said_to,
        claim.content_text
    from standings as standing
    join claims as claim using (claim_id)
    where standing.relation <> 'no_comment' and standing.proposition_id in (select proposition_id from region_disputes)
),
voices as (
    select
        proposition_id,
        side,
        voice_id,
        arg_min({'who': who, 'country': country, 'claim_id': claim_id, 'said_from': said_from, 'words': content_text}, (said_to, claim_id)) as said,
        min(said_to) as first_said,
        count(*) as n_claims,
        count(distinct page_id) as n_pages
    from sides
    group by proposition_id, side, voice_id
)
select
    proposition_id,
    side,
    said.*,
    n_claims,
    n_pages,
    count(*) over (partition by proposition_id, side) as n_voices,
    sum(n_claims) over (partition by proposition_id, side) as n_side_claims
from voices
qualify row_number() over (partition by proposition_id, side order by first_said, voice_id) <= $shown_voices
order by proposition_id, side, first_said, voice_id
