import { flag } from './flag.js';
import { asNames, asText } from './parsers.js';

/** How files of text are read where their bytes do not say it. */
export const READING_FLAGS = {
  encoding: flag(
    '--encoding <label>',
    'encoding of text inputs, such as windows-1252 or utf-16le (default: UTF-8)',
    asText,
    { sets: 'reading.encoding' },
  ),
  delimiter: flag(
    '--delimiter <sign>',
    'sign between the cells of tables, or tab (default: what the header shows)',
    asText,
    { sets: 'reading.delimiter' },
  ),
  header: flag('--header <names>', 'columns of tables that have no header: id,text,label', asNames, {
    sets: 'reading.header',
  }),
} as const;
