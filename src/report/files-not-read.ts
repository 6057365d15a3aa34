import type { FilesNotRead } from '../core/format.js';
import { formatCount } from './numbers.js';
import { named, plural } from './words.js';

/** Sentences on files that were found and not read, one for each reason. */
export function notReadTexts(groups: readonly FilesNotRead[]): string[] {
  const texts: string[] = [];
  const files = groups.filter(({ reason }) => reason === 'no-format');
  if (files.length > 0) {
    const count = total(files);
    const kinds = files.map(
      ({ ending, count: some, examples }) =>
        `${formatCount(some)} ${ending || 'without ending'} (${examples[0]})`,
    );
    texts.push(
      `${formatCount(count)} ${plural(count, 'file')} ${count === 1 ? 'was' : 'were'} not read: ${named(kinds)}. In a folder or glob, no format reads such names. Name the files, or set --format.`,
    );
  }
  const links = groups.filter(({ reason }) => reason === 'link');
  if (links.length > 0) {
    const count = total(links);
    const examples = links.flatMap(({ examples }) => examples).slice(0, 3);
    texts.push(
      `${formatCount(count)} symbolic ${plural(count, 'link')} ${count === 1 ? 'was' : 'were'} not followed: ${examples.join(', ')}${count > examples.length ? '…' : ''}. Name a link to read its file.`,
    );
  }
  return texts;
}

const total = (groups: readonly FilesNotRead[]): number => groups.reduce((sum, { count }) => sum + count, 0);
