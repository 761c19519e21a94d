/** Contracts as lines for people: the card that is signed, what would be sealed, what was. No figure is counted here. */
import { textTable } from '../../base/lib/textTable.ts';
import { cardSections, shortHash } from '../../base/model/contractCard.ts';
import type { SealCard, SealContract, SealPlan, Todo } from '../../base/model/seal.ts';

/** What is judged, by what, within which limits, for which target and budget: the same sentences as in the window. */
const contractLines = (contract: SealContract): readonly string[] =>
  cardSections(contract).flatMap(({ title, rows }) => [
    '',
    title,
    ...rows.map(({ name, words, hash }) => {
      const of = hash === undefined ? '' : ` [${shortHash(hash)}]`;
      return `  ${name.padEnd(16)}${words}${of}`;
    }),
  ]);

const fact = (name: string, words: string): string => `${name.padEnd(18)}${words}`;

export function cardLines(card: SealCard): readonly string[] {
  const { hash, contract, signedBy, wallTime, overrode, dir, problem } = card;
  return [
    `Seal ${hash}`,
    fact('Signed', `${signedBy}, ${wallTime}`),
    ...(overrode === null ? [] : [fact('Although', overrode)]),
    ...contractLines(contract),
    '',
    fact('Lies in', dir),
    problem === null ? 'Every file is what was sealed.' : `Not what was sealed: ${problem}`,
  ];
}

/** What is to be done, and how it is typed. */
const commandWords = ({ words, command }: Todo): string =>
  command === '' ? words : `${words} ${command}`;

export function planLines({ contract, hash, lines }: SealPlan): readonly string[] {
  return [
    `Would be ${hash}`,
    ...contractLines(contract),
    '',
    ...lines.flatMap(({ ok, words, todo }) => [
      `${ok ? 'ok   ' : 'lacks'} ${words}`,
      ...(todo === null ? [] : [`      ${commandWords(todo)}`]),
    ]),
  ];
}

export function listLines(cards: readonly Omit<SealCard, 'contract'>[]): readonly string[] {
  if (cards.length === 0) return ['Nothing was sealed yet.'];
  const rows = cards.map(({ hash, signedBy, wallTime, overrode }) => [
    ...[shortHash(hash), signedBy, wallTime.slice(0, 19).replace('T', ' '), overrode ?? ''],
  ]);
  return textTable(['Seal', 'Signed by', 'At (UTC)', 'Although'], rows);
}
