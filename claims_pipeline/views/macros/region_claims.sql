-- Every claim about one region: who, how, the words, and the line of the page on which they stand.
create or replace macro region_claims(region) as table
with located as (
    select claim_id, region_id from claim_places where role = 'target'
    union
    select standing.claim_id, proposition.region_id
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null
)
select
    claim.claim_id,
    case
        when claim.stance = 'narrates' then coalesce(article.outlet, page.outlet, 'unnamed outlet')
        else coalesce(source.name, claim.source_text, claim.source_country, 'unnamed')
    end as who,
    claim.source_country as country,
    claim.stance,
    claim.content_text as words,
    claim.said_from as said_on,
    claim.landed_on,
    page.url,
    page.source_ref as file,
    line.line_no as line
from located
join claims as claim using (claim_id)
join raw_pages as page on page.page_id = claim.page_id
left join articles as article on article.page_id = claim.page_id
left join sources as source on source.source_id = claim.source_id
left join page_lines as line
    on line.page_id = claim.page_id
    and line.start_char <= claim.content_spans[1].start_char
    and line.end_char > claim.content_spans[1].start_char
where located.region_id = region
order by claim.said_from, page.source_ref, claim.content_spans[1].start_char, claim.claim_id
