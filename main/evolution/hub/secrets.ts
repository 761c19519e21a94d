/**
 * Shapes of keys that must not get into a hub, which every agent reads. What is found is named by its kind, file and
 * line, never repeated. Only well-known shapes in plain text are found: this stops accidents, not smuggling. Any bytes are
 * gone through in a time that grows with their number alone, and in turns.
 */
import type { Turns } from '../../base/lib/turns.ts';

export interface FoundSecret {
  readonly kind: string;
  /** From 1. */
  readonly line: number;
}

interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
  /** What a match must hold as well. */
  readonly holding: RegExp | null;
}

const shape = (kind: string, pattern: RegExp, holding: RegExp | null = null): Shape => ({
  kind,
  pattern,
  holding,
});

/** No pattern may go through the same bytes again and again: what repeats is taken greedily, and once. */
const shapes: readonly Shape[] = [
  shape('a private key', /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g),
  shape('a PuTTY private key', /PuTTY-User-Key-File-\d/g),
  shape('an Anthropic key', /\bsk-ant-[\w-]{16,}/g),
  shape('an API key', /\bsk-[\w-]{20,}/g, /\d/),
  shape('an AWS key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g),
  shape('a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{22,})/g),
  shape('a GitLab token', /\bglpat-[\w-]{20,}/g),
  shape('a Google key', /\bAIza[\w-]{35}/g),
  shape('a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}/g),
  shape('a Slack token', /\bxox[abeprs]-[\w-]{10,}/g),
  shape('an npm token', /\bnpm_[A-Za-z0-9]{36}/g),
  shape('a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}/g),
];

/** What is looked through in one go. */
export const windowBytes = 32 << 10;
/** How far into the next window one looks: more than the shortest match of any shape. */
const overlap = 256;
const step = windowBytes - overlap;

/** Where a match begins, at or after `from` and before `to`. */
function findIn(text: string, from: number, to: number): { kind: string; at: number } | null {
  for (const { kind, pattern, holding } of shapes) {
    pattern.lastIndex = from;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match.index >= to) break;
      if (holding === null || holding.test(match[0])) return { kind, at: match.index };
    }
  }
  return null;
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (bytes[at] === 10) lines++;
  return lines;
}

/** The first in a file's bytes (of its kinds, within a window), or null. */
export async function findSecret(bytes: Buffer, turns: Turns): Promise<FoundSecret | null> {
  let line = 1;
  for (let start = 0; start < bytes.length; start += step) {
    const end = Math.min(bytes.length, start + windowBytes);
    await turns.take(end - start);
    // One byte of what was before, so that a word is not taken for one that begins here.
    const lead = Math.min(1, start);
    const text = bytes.toString('latin1', start - lead, end);
    const found = findIn(text, lead, lead + step);
    if (found !== null) {
      const at = start - lead + found.at;
      return { kind: found.kind, line: line + countLines(bytes, start, at) };
    }
    line += countLines(bytes, start, Math.min(bytes.length, start + step));
  }
  return null;
}
