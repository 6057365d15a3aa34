/** Fields of a record whose column names differ between data sets. */
export const FIELDS = ['text', 'id', 'source', 'url', 'date', 'language', 'label'] as const;
export type Field = (typeof FIELDS)[number];

/**
 * The common names of each field, best first, compared in lower case. The first name with a value wins, so reading a
 * record depends on that record alone.
 *
 * Sources: the columns of C4 and mC4, FineWeb, RedPajama, dolma's and datatrove's data formats, the Pile,
 * CulturaX, OSCAR, WARC headers, Common Crawl News, and the detection data sets RAID, M4 and HC3.
 */
export const COMMON_NAMES: { readonly [field in Field]: readonly string[] } = {
  text: words('text content body article document raw_content raw_text full_text page_content passage'),
  id: words(
    'id _id doc_id docid document_id uid uuid guid record_id sample_id warc_record_id warc-record-id',
  ),
  source: words('source data_source dataset source_name publisher site corpus source_domain domain subset'),
  url: words('url uri link source_url page_url canonical_url target_uri warc-target-uri'),
  date: words(
    'date timestamp created created_at created_utc crawl_date date_crawled date_download published published_at ' +
      'published_date publish_date date_publish publication_date pub_date warc-date fetched_at datetime added',
  ),
  language: words('language lang language_code lang_code locale'),
  label: words('label class category'),
};

/** Objects in which dolma, datatrove and the Pile keep metadata; searched one level deep. */
export const METADATA_OBJECTS = words('metadata meta');

/** Columns of an image's bytes, best first: those of Hugging Face's, WebDataset's and img2dataset's data sets. */
export const IMAGE_NAMES = words(
  'image img picture photo image_bytes img_bytes image_data jpg jpeg png webp avif gif',
);

/** Columns of an image's caption, best first. Beside an image they are captions, not texts. */
export const CAPTION_NAMES = words('caption text txt alt_text alt description title prompt captions texts');

export interface KnownColumn {
  readonly field: Field;
  /** 0 is the best name of its field. */
  readonly rank: number;
}

const KNOWN = new Map<string, KnownColumn>(
  FIELDS.flatMap((field) =>
    COMMON_NAMES[field].map((name, rank): [string, KnownColumn] => [name, { field, rank }]),
  ),
);

/** The field that a column of this name holds; null for other names. */
export const knownColumn = (name: string): KnownColumn | null => KNOWN.get(name.toLowerCase()) ?? null;

export const isMetadataObject = (name: string): boolean => METADATA_OBJECTS.includes(name.toLowerCase());

function words(list: string): string[] {
  return list.split(' ');
}
