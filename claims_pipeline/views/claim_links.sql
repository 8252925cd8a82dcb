-- Where each claim stands in its live page: a link that opens there, and a W3C Web Annotation of its words.
-- The link ends in a text fragment (#:~:text=): browsers scroll to the words, those that do not know it open the page.
-- Quotes longer than 80 characters are named by their first and last four words. Only http and https become links.
-- The annotation has a target for each span of the content, with two selectors. TextQuoteSelector tells the words and 32
-- characters on both sides, which find them in the live page, TextPositionSelector counts code points of page_text.
with told as (
    select
        claim.claim_id,
        claim.page_id,
        page.url,
        coalesce(page.url, 'urn:sha256:' || page.content_sha256) as source,
        regexp_full_match(page.url, '(?i)https?://[^/?#:@\s\p{C}][^\s\p{C}]*') as is_safe,
        page.page_text,
        claim.content_spans,
        regexp_split_to_array(
            trim(regexp_replace(
                page.page_text[claim.content_spans[1].start_char + 1 : claim.content_spans[1].end_char],
                '[\s\p{Z}\x{85}\x{1c}-\x{1f}]+',
                ' ',
                'g'
            )),
            ' '
        ) as words
    from claims as claim
    join raw_pages as page using (page_id)
)
select
    claim_id,
    page_id,
    url,
    if(
        is_safe,
        url || if(contains(url, '#'), '', '#') || ':~:text=' || if(
            length(array_to_string(words, ' ')) <= 80,
            replace(url_encode(array_to_string(words, ' ')), '-', '%2D'),
            replace(
                url_encode(array_to_string(words[1:4], ' ')) || ',' || url_encode(array_to_string(words[-4:], ' ')),
                '-',
                '%2D'
            )
        ),
        null
    ) as link,
    json_object(
        '@context', 'http://www.w3.org/ns/anno.jsonld',
        'id', 'urn:claim:' || claim_id,
        'type', 'Annotation',
        'target', [
            {
                'source': source,
                'selector': json_array(
                    json_object(
                        'type', 'TextQuoteSelector',
                        'exact', page_text[span.start_char + 1 : span.end_char],
                        'prefix', page_text[greatest(span.start_char - 31, 1) : span.start_char],
                        'suffix', page_text[span.end_char + 1 : span.end_char + 32]
                    ),
                    json_object('type', 'TextPositionSelector', 'start', span.start_char, 'end', span.end_char)
                )
            }
            for span in content_spans
        ]
    )::varchar as annotation
from told
order by claim_id
