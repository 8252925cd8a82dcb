-- Every claim about one region: who, how, the words, and the line of the page on which they stand.
create or replace macro region_claims(region) as table
select
    claim.claim_id,
    said.who,
    claim.source_country as country,
    claim.stance,
    claim.content_text as words,
    claim.said_from as said_on,
    claim.landed_on,
    page.url,
    page.source_ref as file,
    line.line_no as line
from claim_regions as said
join claims as claim using (claim_id)
join raw_pages as page on page.page_id = claim.page_id
left join page_lines as line
    on line.page_id = claim.page_id
    and line.start_char <= claim.content_spans[1].start_char
    and line.end_char > claim.content_spans[1].start_char
where said.region_id = region
order by claim.said_from, page.source_ref, claim.content_spans[1].start_char, claim.claim_id
