/** A text as one word of a POSIX shell or fish. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
