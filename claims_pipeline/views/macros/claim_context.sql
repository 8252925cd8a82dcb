-- The page text around one claim, 300 characters on each side, with what is needed to find it in the page.
create or replace macro claim_context(claim) as table
with extent as (
    select
        claims.claim_id,
        claims.page_id,
        list_min([span.start_char for span in content_spans || source_spans || cue_spans]) as first_char,
        list_max([span.end_char for span in content_spans || source_spans || cue_spans]) as last_char
    from claims
    where claims.claim_id = claim
)
select
    extent.claim_id,
    page.source_ref as file,
    page.url,
    line.line_no as line,
    page.page_text[greatest(extent.first_char - 299, 1) : extent.last_char + 300] as context,
    extent.first_char as start_char,
    extent.last_char as end_char
from extent
join raw_pages as page using (page_id)
left join page_lines as line
    on line.page_id = extent.page_id
    and line.start_char <= extent.first_char
    and line.end_char > extent.first_char
