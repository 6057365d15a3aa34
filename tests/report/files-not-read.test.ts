import { expect, it } from 'vitest';
import { notReadTexts } from '../../src/report/files-not-read.js';

it('files not read are counted by ending, with an example and the remedy', () => {
  expect(
    notReadTexts([
      { reason: 'no-format', ending: '.docx', count: 1200, examples: ['a.docx', 'b.docx'] },
      { reason: 'no-format', ending: '', count: 1, examples: ['Makefile'] },
      { reason: 'link', ending: '.txt', count: 1, examples: ['outside.txt'] },
    ]),
  ).toEqual([
    '1,201 files were not read: 1,200 .docx (a.docx), 1 without ending (Makefile). In a folder or glob, no format reads such names. Name the files, or set --format.',
    '1 symbolic link was not followed: outside.txt. Name a link to read its file.',
  ]);
});

it('nothing is said where every file was read', () => {
  expect(notReadTexts([])).toEqual([]);
});
