/**
 * What a person pastes, as it may be typed: no control signs but tabs and line ends, so that what is pasted cannot end the
 * bracket around itself or press keys. And the address of a link as it may be opened: the web only, written out.
 */

/** C0 and C1 but tab and line feed; delete. */
const controls = /(?![\t\n])[\p{Cc}]/gu;

export const plainPaste = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(controls, '');

/** Every line end is an Enter that somebody may act on. */
export const needsAsking = (text: string): boolean => text.includes('\n');

export const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length;

export interface WebLink {
  /** As the browser will read it: no tricks of letters or signs. */
  readonly href: string;
  readonly host: string;
}

const longest = 2_048;

/** Null: not an address of the web, or not one that a person could read. */
export function webLink(text: string): WebLink | null {
  if (text.length > longest || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return url.href.length > longest ? null : { href: url.href, host: url.host };
}
