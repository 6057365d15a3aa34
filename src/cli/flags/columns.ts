import { SOURCES_FROM } from '../../core/format.js';
import { choice, flag, repeated } from './flag.js';
import { asNames, asText } from './parsers.js';

export const TEXT_COLUMN = flag(
  '--text-column <name>',
  'column of the text (default: the first common name with a value)',
  asText,
  { sets: 'columns.text' },
);

export const ID_COLUMN = flag('--id-column <name>', 'column of the id', asText, { sets: 'columns.id' });

const column = <const Sets extends string>(usage: string, help: string, sets: Sets) =>
  flag(usage, help, asText, { sets });

/** The columns of a record's fields, for data without the common names. */
export const COLUMN_FLAGS = {
  textColumn: TEXT_COLUMN,
  imageColumn: column(
    '--image-column <name>',
    "column of the images' bytes (default: the first common name that holds bytes)",
    'columns.image',
  ),
  textColumns: flag(
    '--text-columns <names>',
    'columns that form the text, separated by commas, each with its role if need be: prompt=question,answer=solution',
    asNames,
    { sets: 'columns.texts' },
  ),
  textTemplate: flag(
    '--text-template <template>',
    'the text with columns in braces: "{question} {answer}"',
    asText,
    { sets: 'columns.template' },
  ),
  idColumn: ID_COLUMN,
  sourceColumn: column(
    '--source-column <name>',
    'column of the source (default: the host of the URL, else the file or folder)',
    'columns.source',
  ),
  sourceFrom: choice(
    '--source-from <where>',
    'take the source only from the column, the host of the URL, the file or its folder',
    SOURCES_FROM,
    { sets: 'columns.sourceFrom' },
  ),
  urlColumn: column('--url-column <name>', 'column of the URL', 'columns.url'),
  dateColumn: column('--date-column <name>', 'column of the date of capture or publication', 'columns.date'),
  languageColumn: column('--language-column <name>', 'column of the declared language', 'columns.language'),
  originColumn: column('--origin-column <name>', 'column that says who made the record', 'columns.origin'),
  labelColumn: column('--label-column <name>', 'column of the label', 'columns.label'),
  facet: repeated('--facet <name>', 'further column to compare shares by; repeatable', {
    sets: 'columns.facets',
  }),
} as const;
