-- A sentence on each statement about a region: how well founded it is, and the counts that say so.
-- After ICD 203 confidence speaks of who says so and is kept apart from likelihood. The ledger knows who said what, not how
-- often what is claimed so proves true: it gives no likelihood, and no probability.
-- A side is a country, an armed group or a named source. An outlet's own voice is a voice, but no side: it may repeat
-- what it heard. Demands are no facts and have no estimate.
with estimative_word(basis, confidence, words) as (
    values {estimative_words}
),
counted as (
    select
        proposition_id,
        count(distinct voice_id) filter (relation = 'affirms') as n_voices_affirming,
        count(distinct voice_id) filter (relation in ('denies', 'disputes')) as n_voices_denying,
        count(distinct voice_id) filter (relation = 'concedes') as n_voices_conceding,
        count(distinct party) filter (relation in ('affirms', 'concedes') and party <> page_id) as n_sides_affirming,
        count(distinct party) filter (relation in ('denies', 'disputes') and party <> page_id) as n_sides_denying,
        count(distinct party) as n_parties,
        count(distinct story_id) as n_stories
    from standings
    where relation <> 'no_comment'
    group by proposition_id
),
founded as (
    select
        counted.*,
        case
            when n_voices_conceding > 0 then 'conceded'
            when n_voices_affirming = 0 then 'only_denied'
            when region_numbers.state = 'disputed' then 'number_disputed'
            when n_voices_denying > 0 and n_parties > 1 then 'disputed'
            when n_voices_denying > 0 then 'inconsistent'
            when n_sides_affirming >= 3 then 'confirmed'
            when n_sides_affirming = 2 then 'shared'
            when n_sides_affirming = 1 then 'one_side'
            else 'outlets'
        end as basis
    from counted
    join propositions using (proposition_id)
    left join region_numbers on region_numbers.event_id = propositions.event_id
)
select
    proposition.region_id,
    proposition.proposition_id,
    proposition.label,
    founded.basis,
    word.confidence,
    founded.n_voices_affirming,
    founded.n_voices_denying,
    founded.n_voices_conceding,
    founded.n_sides_affirming,
    founded.n_sides_denying,
    founded.n_stories,
    proposition.label || '. ' || upper(word.confidence[1]) || word.confidence[2:] || ' confidence: ' || word.words
        || ' (voices that affirm: ' || founded.n_voices_affirming
        || ', deny or dispute: ' || founded.n_voices_denying
        || ', concede: ' || founded.n_voices_conceding
        || ', distinct texts: ' || founded.n_stories || ').' as sentence
from propositions as proposition
join founded using (proposition_id)
join estimative_word as word using (basis)
where proposition.region_id is not null and not starts_with(proposition.event_type, 'demand.')
order by proposition.region_id, proposition.proposition_id
