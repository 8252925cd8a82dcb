-- How many independent voices stand behind it, not pages and not copies?
select label, relation, n_voices, n_stories, n_pages, voices
from independent_support
order by n_voices desc, label, relation
