-- Show me the exact words of the latest concession, in the page, with the line they stand on.
select file, line, url, context
from claim_context((
    select claim_id
    from claim_propositions join claims using (claim_id)
    where relation = 'concedes'
    order by said_from desc, claim_id
    limit 1
))
