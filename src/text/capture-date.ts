/** A calendar day in UTC and the precision of its source. */
export interface CaptureDate {
  /** `YYYY-MM-DD`; the first day where only a week, month or year is given. */
  readonly day: string;
  readonly precision: 'day' | 'week' | 'month' | 'year';
}

/**
 * Reads a date of capture or publication, independent of locale and time zone: a stated offset is applied, no offset
 * means UTC.
 *
 * Read: ISO 8601 (`2023-04-01`, `2023-04-01T12:00:00+02:00`, `20230401`, `2023-W14`, `2023-04`, `2023`), `2023/04/01`
 * and `2023.04.01`, RFC 2822 (`Sat, 01 Apr 2023 12:00:00 GMT`), English month names (`April 1, 2023`, `1 Apr 2023`,
 * `Apr 2023`), Unix time in seconds, milliseconds, micro- and nanoseconds, Common Crawl's timestamps (`20230401123456`)
 * and crawl names (`CC-MAIN-2022-40`: year and ISO week), `04.03.2019` (day, month, year) and `2019年3月4日`. Not read,
 * because it is ambiguous between countries: `01/04/2023`. It is read if the day is above 12 (`31/12/2022`).
 *
 * Null: none of these, a day that does not exist (`2023-02-30`), or a year outside 1000–2999.
 */
export function readDate(text: string): CaptureDate | null {
  if (text === lastText) return lastDate;
  const known = memo.get(text);
  const found = known === undefined ? read(text) : known;
  if (known === undefined && text.length <= MEMO_CHARACTERS && memo.size < MEMO_LIMIT) memo.set(text, found);
  lastText = text;
  lastDate = found;
  return found;
}

/** Cached, since several readers need the date of each record. */
let lastText = '';
let lastDate: CaptureDate | null = null;
/**
 * Cache of dates, since crawls have few days. Longer texts are not cached: a substring may keep its whole source alive.
 */
const memo = new Map<string, CaptureDate | null>();
const MEMO_CHARACTERS = 12;
const MEMO_LIMIT = 4096;

function read(text: string): CaptureDate | null {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 80) return null;
  for (const reader of READERS) {
    const found = reader(trimmed);
    if (found !== null) return found;
  }
  return null;
}

const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to a day as `readDate` gives it. */
export const dayNumber = (day: string): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8))) / MS_PER_DAY;

const READERS: readonly ((text: string) => CaptureDate | null)[] = [
  isoDay,
  isoWeek,
  yearOrMonth,
  commonCrawl,
  compact,
  epoch,
  monthName,
  dotted,
  eastAsian,
  slashed,
];

const OFFSET = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?`;
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?`;
const ISO_DAY = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:[T ,_]+${CLOCK}${OFFSET})?$`, 'i');

function isoDay(text: string): CaptureDate | null {
  const found = ISO_DAY.exec(text);
  if (found === null) return null;
  const [, year, , month, day, hour, minute, second, offset] = found;
  return moment(Number(year), Number(month), Number(day), hour, minute, second, offset);
}

function isoWeek(text: string): CaptureDate | null {
  const found = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/i.exec(text);
  return found === null
    ? null
    : weekDay(Number(found[1]), Number(found[2]), found[3] === undefined ? null : Number(found[3]));
}

function yearOrMonth(text: string): CaptureDate | null {
  const found = /^(\d{4})(?:[-/.](\d{1,2}))?$/.exec(text);
  if (found === null) return null;
  const date = civilDay(Number(found[1]), Number(found[2] ?? '1'), 1);
  return date === null ? null : { day: date, precision: found[2] === undefined ? 'year' : 'month' };
}

/** `CC-MAIN-2022-40` names year and ISO week; `CC-NEWS-20230401123456-00001` a moment. */
function commonCrawl(text: string): CaptureDate | null {
  const week = /^CC-MAIN-(\d{4})-(\d{2})\b/i.exec(text);
  if (week !== null) return weekDay(Number(week[1]), Number(week[2]), null);
  const stamp = /^CC-(?:MAIN|NEWS)-(\d{14})\b/i.exec(text);
  return stamp === null ? null : compact(stamp[1]!);
}

/** `20230401`, `202304011234`, `20230401123456`, `20230401T123456Z`. */
function compact(text: string): CaptureDate | null {
  const found = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text,
  );
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, offset] = found;
  // Ten digits are never read as a compact date, so that they remain Unix seconds.
  return moment(Number(year), Number(month), Number(day), hour, minute, second, offset);
}

/** Unix time. 9 and 10 digits are seconds (from 1973), then milli-, micro- and nanoseconds. */
function epoch(text: string): CaptureDate | null {
  const found = /^(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.\d+)?$/.exec(text);
  if (found === null) return null;
  const digits = found[1]!;
  const perSecond = digits.length <= 10 ? 1 : digits.length <= 13 ? 1e3 : digits.length <= 16 ? 1e6 : 1e9;
  return dayOf((Number(digits) / perSecond) * 1000);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NAMES =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\\s+)?';
const NAMED_CLOCK = `(?:,?(?:\\s+at)?\\s+${CLOCK}${OFFSET}(?:\\s*\\([A-Z]+\\))?)?`;
const DAY_FIRST = new RegExp(
  `^${WEEKDAY}(\\d{1,2})(?:st|nd|rd|th)?[- ]${NAMES}\\.?,?[- ](\\d{4})${NAMED_CLOCK}$`,
  'i',
);
const MONTH_FIRST = new RegExp(
  `^${WEEKDAY}${NAMES}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})${NAMED_CLOCK}$`,
  'i',
);
/** `Sat Apr  1 12:00:00 2023`, with an offset before the year in Twitter's spelling. */
const ASCTIME = new RegExp(`^${WEEKDAY}${NAMES}\\s+(\\d{1,2})\\s+${CLOCK}${OFFSET}\\s+(\\d{4})$`, 'i');
const MONTH_AND_YEAR = new RegExp(`^${NAMES}\\.?,?[- ](\\d{4})$`, 'i');

const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function monthName(text: string): CaptureDate | null {
  const day = DAY_FIRST.exec(text);
  if (day !== null) return moment(Number(day[3]), monthOf(day[2]!), Number(day[1]), ...clockOf(day, 4));
  const month = MONTH_FIRST.exec(text);
  if (month !== null)
    return moment(Number(month[3]), monthOf(month[1]!), Number(month[2]), ...clockOf(month, 4));
  const ascii = ASCTIME.exec(text);
  if (ascii !== null)
    return moment(Number(ascii[7]), monthOf(ascii[1]!), Number(ascii[2]), ...clockOf(ascii, 3));
  const only = MONTH_AND_YEAR.exec(text);
  const first = only === null ? null : civilDay(Number(only[2]), monthOf(only[1]!), 1);
  return first === null ? null : { day: first, precision: 'month' };
}

type Clock = [
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  offset: string | undefined,
];
const clockOf = (found: RegExpExecArray, from: number): Clock => [
  found[from],
  found[from + 1],
  found[from + 2],
  found[from + 3],
];

/** Day, month, year: every country that writes points between them has this order (CLDR). */
function dotted(text: string): CaptureDate | null {
  const found = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?:,? +(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (found === null) return null;
  const [, day, month, year, hour, minute, second] = found;
  return moment(Number(year), Number(month), Number(day), hour, minute, second);
}

/** Chinese, Japanese and Korean: `2019年3月4日`, `2019년 3월 4일`. */
function eastAsian(text: string): CaptureDate | null {
  const found = /^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日号일])?/.exec(text);
  if (found === null) return null;
  const [, year, month, day] = found;
  if (day === undefined) return yearOrMonth(`${year}-${month!.padStart(2, '0')}`);
  return moment(Number(year), Number(month), Number(day));
}

function slashed(text: string): CaptureDate | null {
  const found = /^(\d{1,2})([/-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (found === null) return null;
  const [first, second, year] = [Number(found[1]), Number(found[3]), Number(found[4])];
  if (first > 12 && second <= 12) return moment(year, second, first);
  if (second > 12 && first <= 12) return moment(year, first, second);
  return first === second ? moment(year, first, second) : null;
}

/** The UTC day of a civil date and clock with an offset. */
function moment(
  year: number,
  month: number,
  day: number,
  hour = '0',
  minute = '0',
  second = '0',
  offset = 'Z',
): CaptureDate | null {
  const civil = civilDay(year, month, day);
  if (civil === null || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null;
  if (offset === 'Z' && Number(hour) < 24 && Number(second) < 60) return { day: civil, precision: 'day' };
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.replace(/\D/g, '').padEnd(4, '0');
  const offsetMinutes = sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
  const minutes = Number(hour) * 60 + Number(minute) - offsetMinutes;
  return dayOf(dayNumber(civil) * MS_PER_DAY + minutes * 60_000 + Number(second) * 1000);
}

function dayOf(ms: number): CaptureDate | null {
  const day = new Date(ms).toISOString().slice(0, 10);
  return /^[12]\d{3}-/.test(day) ? { day, precision: 'day' } : null;
}

function weekDay(year: number, week: number, day: number | null): CaptureDate | null {
  if (week < 1 || week > 53) return null;
  const first = civilDay(year, 1, 4);
  if (first === null) return null;
  // 4 January is always in ISO week 1; 1970-01-01 was a Thursday, the fourth day of its week.
  const number = dayNumber(first);
  const monday = number - ((((number + 3) % 7) + 7) % 7);
  const found = dayOf((monday + (week - 1) * 7 + (day ?? 1) - 1) * MS_PER_DAY);
  return found === null ? null : { day: found.day, precision: day === null ? 'week' : 'day' };
}

/** `YYYY-MM-DD`, or null where the calendar has no such day. */
function civilDay(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const days =
    month === 2
      ? isLeap(year)
        ? 29
        : 28
      : month === 4 || month === 6 || month === 9 || month === 11
        ? 30
        : 31;
  return day > days ? null : `${year}-${twoDigits(month)}-${twoDigits(day)}`;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const twoDigits = (number: number): string => (number < 10 ? `0${number}` : String(number));
