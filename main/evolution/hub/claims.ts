/**
 * What an agent claims in its commits, as trailers of the last paragraph: `Idea:`, `Parent-Idea:`, `Expect:`. An agent can
 * write any trailer it likes, so these are claims made before a trial and never results.
 */
import { printable } from './git.ts';
import type { Claims } from './hub.ts';

const maxClaim = 400;

/** A line that begins with white space goes on with the one before it; the last of several equal keys counts. */
export function parseClaims(message: string): Claims {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) as string) : '';
  const found = new Map<string, string>();
  for (const line of last.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, key, value] = /^(Idea|Parent-Idea|Expect):[ \t]*(.+)$/i.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(key.toLowerCase(), value);
  }
  const claim = (key: string): string | null => {
    const value = found.get(key);
    return value === undefined ? null : printable(value, maxClaim);
  };
  return { idea: claim('idea'), parentIdea: claim('parent-idea'), expect: claim('expect') };
}
