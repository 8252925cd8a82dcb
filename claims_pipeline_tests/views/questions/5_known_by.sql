-- What did we know by a day?
select region_id, label, relation, who, words
from known_on('2025-06-30')
order by region_id, label, relation, who, words
