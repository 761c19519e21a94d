/** The film of a night's row in words. */
import type { NightRow } from '../../../main/base/model/night.ts';

const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en-GB')} ${noun}${n === 1 ? '' : 's'}`;

export function rowWords(row: NightRow): string {
  const between = row.trials - row.inARow;
  const others =
    between === 0 ? '' : `, with ${count(between, 'other trial')} that ran between them`;
  const minutes = row.rateHz === 0 ? 0 : row.pictures / row.rateHz / 60;
  const span = `resets, checks and episodes from ${row.from} to ${row.to}`;
  return `${row.inARow} successes in a row${others}: ${span}, ${minutes.toFixed(1)} minutes of bench time.`;
}

export function rowCutWords({ pictures, longestGapMs, cuts }: NightRow): string {
  const gap = `${count(pictures, 'picture')}, at most ${Math.round(longestGapMs).toLocaleString('en-GB')} ms apart`;
  return cuts === 0
    ? `Uncut: ${gap}.`
    : `Cut in ${count(cuts, 'place')}, each told in row.json: ${gap}.`;
}
