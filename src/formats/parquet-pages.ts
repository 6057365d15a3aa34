import type { ColumnChunk, SchemaTree } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import { checkDelta, checkRuns, MAX_PAGE_BYTES } from './parquet-checks.js';
import { decompressPage } from './parquet-codec.js';
import type { ParquetFile } from './parquet-file.js';
import { decodeBytes } from './parquet-values.js';
import { endOfStruct } from './thrift-guard.js';

/** The decoded values of a page: one per row, or for nested columns one tree per row. */
export type PageValues = ArrayLike<unknown>;
/** A page as stored: empty levels stand for the highest level of every value. */
export interface RawPage {
  /** Values and nulls. */
  readonly count: number;
  readonly definitionLevels: ArrayLike<number> | undefined;
  readonly repetitionLevels: ArrayLike<number>;
  /** Physical values, without nulls: typed arrays, booleans, or bytes. */
  readonly values: ArrayLike<unknown>;
}
type PageHeader = ReturnType<typeof parquetHeader>;
/** A page of values or of a dictionary, uncompressed, with a header that says so. */
interface PlainPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}
type Decoder = Parameters<typeof readPage>[2];
type Decoded = ReturnType<typeof readPage>['data'];

/** Row groups rarely exceed a million rows, but six bytes can claim a run of nulls of any length. */
const MAX_PAGE_VALUES = 16 * 1024 * 1024;
/** A thousand images of a megabyte. */
const MAX_PICTURE_PAGE_BYTES = 1024 ** 3;

/**
 * The pages of one column in one row group. hyparquet decodes them one by one, after checks of what it would trust:
 * sizes, counts, and runs that claim more values than the page has.
 */
export class PageCursor {
  private at: number;
  private readonly end: number;
  private dictionary: Decoded | undefined;
  private readonly decoder: Decoder;
  /** The decoder of pages that are already uncompressed. */
  private readonly stored: Decoder;
  readonly isRepeated: boolean;
  private repeatedValues = 0;

  /** @throws Error if the chunk lies outside the file */
  constructor(
    private readonly file: ParquetFile,
    chunk: ColumnChunk,
    private readonly schemaPath: SchemaTree[],
    private rowsLeft: number,
    /** Whether byte arrays stay bytes instead of becoming text. */
    private readonly areBytes = false,
  ) {
    const meta = chunk.meta_data;
    if (meta === undefined || chunk.file_path)
      throw new Error('a column is encrypted or lies in another file');
    const dictionaryAt = Number(meta.dictionary_page_offset ?? 0);
    const dataAt = Number(meta.data_page_offset);
    this.at = dictionaryAt > 0 && dictionaryAt < dataAt ? dictionaryAt : dataAt;
    this.end = this.at + Number(meta.total_compressed_size);
    if (!(this.at >= 4 && this.at <= this.end && this.end <= file.sizeBytes))
      throw new Error(`a column claims bytes ${this.at} to ${this.end} of a file of ${file.sizeBytes}`);
    this.isRepeated = getMaxRepetitionLevel(schemaPath) > 0;
    this.decoder = {
      pathInSchema: meta.path_in_schema,
      element: schemaPath.at(-1)!.element,
      schemaPath,
      type: meta.type,
      codec: meta.codec,
      parsers: PARSERS,
      utf8: !areBytes,
    } as Decoder;
    this.stored = { ...this.decoder, codec: 'UNCOMPRESSED' };
  }

  /** Values of the next page, or null after the last. Lists that continue are appended to `previous`, which is returned. */
  async next(previous?: PageValues): Promise<PageValues | null> {
    for (let page = await this.step(); page !== null; page = await this.step()) {
      const { data } = readPage(...this.decoding(page), this.dictionary, previous as Decoded | undefined, 0);
      if (data === undefined) throw new Error('a page has no values');
      if (page.header.type === 'DICTIONARY_PAGE') this.dictionary = convert(data, this.decoder);
      else {
        this.countRows(data.length);
        return data;
      }
    }
    return null;
  }

  /** The next page as stored, with references to the dictionary resolved; null after the last. */
  async nextRaw(): Promise<RawPage | null> {
    for (let page = await this.step(); page !== null; page = await this.step()) {
      const { header, bytes } = page;
      if (header.type === 'DICTIONARY_PAGE') {
        this.dictionary = readPage(...this.decoding(page), undefined, undefined, 0).data;
        continue;
      }
      const about = (header.data_page_header ?? header.data_page_header_v2)!;
      this.countRows(about.num_values);
      const { definitionLevels, repetitionLevels, dataPage } =
        header.data_page_header === undefined
          ? readDataPageV2(bytes, header, this.stored)
          : readDataPage(bytes, header.data_page_header, this.stored);
      const values = about.encoding.endsWith('_DICTIONARY') ? this.resolved(dataPage) : dataPage;
      return { count: about.num_values, definitionLevels, repetitionLevels, values };
    }
    return null;
  }

  /** The next page of values or of a dictionary, uncompressed and checked; null after the last. */
  private async step(): Promise<PlainPage | null> {
    while (this.at < this.end && (this.isRepeated || this.rowsLeft > 0)) {
      const { header, length } = await this.header();
      const bodyAt = this.at + length;
      const size = header.compressed_page_size;
      if (!(size >= 0 && bodyAt + size <= this.end)) throw new Error(`a page claims ${size} bytes`);
      this.at = bodyAt + size;
      if (header.type === 'INDEX_PAGE') continue;
      return this.unpacked(header, await this.file.slice(bodyAt, bodyAt + size));
    }
    return null;
  }

  private decoding({ header, bytes }: PlainPage): [Parameters<typeof readPage>[0], PageHeader, Decoder] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return [{ view, offset: 0 }, header, this.stored];
  }

  private countRows(rows: number): void {
    if (this.isRepeated) return;
    if (rows > this.rowsLeft) throw new Error('a page has more rows than its row group');
    this.rowsLeft -= rows;
  }

  private resolved(indexes: ArrayLike<unknown>): unknown[] {
    const { dictionary = [] } = this;
    return Array.from(indexes as ArrayLike<number>, (index) => {
      if (index >= dictionary.length)
        throw new Error(`a page refers to value ${index} of ${dictionary.length}`);
      return dictionary[index];
    });
  }

  private async header(): Promise<{ header: PageHeader; length: number }> {
    // A header has some 30 bytes; with statistics, up to the length of two values more.
    for (let window = 4096; ; window *= 16) {
      const bytes = await this.file.slice(this.at, Math.min(this.end, this.at + window));
      try {
        const length = endOfStruct(bytes, 0, 1000);
        const view = new DataView(bytes.buffer, bytes.byteOffset, length);
        return { header: parquetHeader({ view, offset: 0 }), length };
      } catch (error) {
        if (bytes.length < window || window > 1024 * 1024) throw error;
      }
    }
  }

  /** The page as if it were stored uncompressed, with a matching header; checked. */
  private unpacked(header: PageHeader, body: Buffer): PlainPage {
    const size = Number(header.uncompressed_page_size);
    if (!(size >= 0 && size <= this.mostBytes(body.length)))
      throw new Error(`a page claims ${size} bytes uncompressed`);
    const v2 = header.data_page_header_v2;
    const count = (header.data_page_header ?? v2 ?? header.dictionary_page_header)?.num_values ?? -1;
    if (!(count >= 0 && count <= MAX_PAGE_VALUES)) throw new Error(`a page claims ${count} values`);
    // Lists are assembled for a whole row group at once.
    if (this.isRepeated) this.repeatedValues += count;
    if (this.repeatedValues > 4 * MAX_PAGE_VALUES)
      throw new Error(`a column of lists has more than ${4 * MAX_PAGE_VALUES} values in a row group`);
    let bytes: Uint8Array;
    if (header.type === 'DATA_PAGE_V2' && v2 !== undefined) {
      const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
      const areLevelsSane = v2.repetition_levels_byte_length >= 0 && v2.definition_levels_byte_length >= 0;
      if (!areLevelsSane || levels > body.length || levels > size)
        throw new Error(`a page claims ${levels} bytes of levels`);
      if (!(v2.num_nulls >= 0 && v2.num_nulls <= count))
        throw new Error(`a page claims ${v2.num_nulls} nulls`);
      const values = body.subarray(levels);
      bytes =
        v2.is_compressed === false || values.length === 0
          ? body
          : Buffer.concat([
              body.subarray(0, levels),
              decompressPage(values, size - levels, this.decoder.codec),
            ]);
    } else bytes = decompressPage(body, size, this.decoder.codec);
    // Typed arrays need an aligned start, and hyparquet needs a buffer that ends with the page.
    const isOwn = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
    const own = isOwn ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
    this.check(header, own, count);
    const plain = {
      ...header,
      compressed_page_size: own.length,
      uncompressed_page_size: own.length,
      ...(v2 === undefined ? {} : { data_page_header_v2: { ...v2, is_compressed: false } }),
    };
    return { header: plain, bytes: own };
  }

  /**
   * PyArrow puts up to 1,024 values into a page, whatever their size. A page of images may therefore exceed the usual
   * limit, up to four times its size on disk.
   */
  private mostBytes(onDisk: number): number {
    if (!this.areBytes) return MAX_PAGE_BYTES;
    return Math.max(MAX_PAGE_BYTES, Math.min(MAX_PICTURE_PAGE_BYTES, 4 * onDisk));
  }

  /** Checks the claimed lengths of runs of levels and dictionary indexes, which hyparquet does not check. */
  private check(header: PageHeader, bytes: Uint8Array, count: number): void {
    if (header.type === 'DICTIONARY_PAGE') {
      // Every dictionary value takes at least one byte; booleans have no dictionaries.
      if (count > bytes.length)
        throw new Error(`a dictionary of ${bytes.length} bytes claims ${count} values`);
      return;
    }
    const levels = [getMaxRepetitionLevel(this.schemaPath), getMaxDefinitionLevel(this.schemaPath)];
    const v1 = header.data_page_header;
    const v2 = header.data_page_header_v2;
    let at = 0;
    if (v1 !== undefined)
      for (const most of levels) {
        if (most === 0) continue;
        const length = new DataView(bytes.buffer).getUint32(at, true);
        at += 4;
        if (length > bytes.length - at) throw new Error('levels go beyond their page');
        checkRuns(bytes, at, at + length, bitsFor(most), count);
        at += length;
      }
    else if (v2 !== undefined) {
      const lengths = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
      for (const [index, most] of levels.entries()) {
        if (most > 0) checkRuns(bytes, at, at + lengths[index]!, bitsFor(most), count);
        at += lengths[index]!;
      }
    }
    this.checkValues((v1 ?? v2)?.encoding, bytes, at, count);
  }

  private checkValues(encoding: string | undefined, bytes: Uint8Array, at: number, count: number): void {
    if (encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY') {
      // A page of nulls has no values and may lack the byte for their width.
      if (at >= bytes.length) return;
      const bits = bytes[at]!;
      if (bits > 32) throw new Error(`a dictionary index claims ${bits} bits`);
      if (bits > 0) checkRuns(bytes, at + 1, bytes.length, bits, count, true);
    } else if (encoding === 'RLE') {
      checkRuns(bytes, at + (this.decoder.type === 'BOOLEAN' ? 4 : 1), bytes.length, 1, count, true);
    } else if (encoding?.startsWith('DELTA')) checkDelta(bytes, at, encoding, count);
  }
}

const PARSERS = {
  ...DEFAULT_PARSERS,
  stringFromBytes: decodeBytes,
  // JSON stays text, since one bad value would lose the whole page.
  jsonFromBytes: decodeBytes,
};

const bitsFor = (level: number): number => 32 - Math.clz32(level);
