/**
 * The strip of a campaign's outcomes: which column and which of two rows each trial stands in, so that a duel reads as
 * pairs, and what the columns belong to. Pure; columns count from the oldest trial that is known.
 */
import type { CampaignView, StripTrial } from '../../main/base/model/campaign.ts';
import type { RunningTrial } from './campaignFacts.ts';
import { ideaWords } from './ideaWords.ts';

export type StripRow = StripTrial['side'];

export interface StripCell {
  readonly key: string;
  readonly column: number;
  readonly row: StripRow;
  readonly state: StripTrial['outcome'] | 'running';
  /** The robot was kept busy; nobody asked for it. */
  readonly isFill: boolean;
  readonly title: string;
}

export interface StripGroup {
  readonly first: number;
  readonly columns: number;
  /** The longest first; empty where there is no room for any. */
  readonly words: readonly string[];
}

export interface CampaignStrip {
  readonly columns: number;
  readonly cells: readonly StripCell[];
  readonly groups: readonly StripGroup[];
  /** The champion's successes in a row up to now. */
  readonly streak: { readonly first: number; readonly last: number } | null;
}

/** What is known of a trial before it ends. */
type Begun = Omit<StripTrial, 'index' | 'outcome'>;

const isFill = ({ purpose }: Begun): boolean => purpose === 'fill' || purpose === 'confirm';

function whatFor({ side, purpose, ideaId }: Begun): string {
  const whose = ideaId === null ? side : `${side}, ${ideaWords(ideaId)}`;
  const what = purpose === 'pair' ? 'one side of a pair' : purposeTitles[purpose];
  return `${whose}; ${what}`;
}

const purposeTitles: Readonly<Record<Exclude<StripTrial['purpose'], 'pair'>, string>> = {
  first: 'the first measuring of version 0',
  screen: 'screen of an idea',
  confirm: 'the block after a promotion, asked for by nobody',
  fill: 'fill, asked for by nobody',
};

/** What a column belongs to; of a duel by the idea at its head, null where only the champion's side is known. */
interface Column {
  readonly purpose: StripTrial['purpose'];
  readonly ideaId: string | null;
}

function groupWords({ purpose, ideaId }: Column): readonly string[] {
  const idea = ideaId === null ? null : ideaWords(ideaId);
  switch (purpose) {
    case 'screen':
      return idea === null ? ['screen'] : [`screen, ${idea}`, idea, idea.replace('idea ', '')];
    case 'pair':
      return idea === null ? ['duel'] : [`duel, ${idea} at the head`, `duel, ${idea}`, 'duel'];
    case 'first':
      return ['version 0, first', 'version 0', 'v0'];
    case 'confirm':
      return ['after the promotion', 'block'];
    case 'fill':
      return ['fill'];
  }
}

/** A champion's side that ran first is of the duel of its pair, else of the one before it. */
function groupsOf(columns: readonly Column[]): readonly StripGroup[] {
  const groups: { first: number; columns: number; of: Column }[] = [];
  for (const [at, column] of columns.entries()) {
    const before = groups.at(-1);
    const isSame =
      before !== undefined &&
      before.of.purpose === column.purpose &&
      (before.of.ideaId === column.ideaId ||
        (column.purpose === 'pair' && (column.ideaId === null || before.of.ideaId === null)));
    if (isSame) {
      before.columns++;
      if (before.of.ideaId === null) before.of = column;
    } else groups.push({ first: at, columns: 1, of: column });
  }
  return groups.map(({ first, columns, of }) => ({ first, columns, words: groupWords(of) }));
}

/** The champion's newest trials that count, as many as its row of successes is long; invalid ones lie between them. */
function streakOf(cells: readonly StripCell[], streak: number): CampaignStrip['streak'] {
  let left = streak;
  let first: number | null = null;
  let last: number | null = null;
  for (const { row, state, column } of cells.toReversed()) {
    if (left === 0) break;
    if (row !== 'champion' || state === 'invalid' || state === 'running') continue;
    left--;
    first = column;
    last ??= column;
  }
  return first === null || last === null ? null : { first, last };
}

/** The side of a pair that ran first. */
interface FirstLeg {
  readonly pair: number;
  readonly column: number;
  readonly side: StripRow;
}

export function campaignStrip(
  { strip, streak }: Pick<CampaignView, 'strip' | 'streak'>,
  /** What runs now; null: nothing does, or nobody has told yet what for. */
  running: RunningTrial | null,
): CampaignStrip {
  const columns: Column[] = [];
  const cells: StripCell[] = [];
  /** Of the pair whose second side is still to come. */
  let first = null as FirstLeg | null;
  const add = (trial: Begun, key: string, state: StripCell['state'], title: string): void => {
    const { pair, side, purpose, ideaId } = trial;
    const leg: FirstLeg | null = first;
    const isSecond = leg !== null && leg.pair === pair && leg.side !== side;
    const column: number = isSecond ? leg.column : columns.length;
    const headId = purpose === 'pair' && side === 'champion' ? null : ideaId;
    const known = columns[column]?.ideaId ?? null;
    columns[column] = { purpose, ideaId: isFill(trial) ? null : (known ?? headId) };
    first = pair === null || isSecond ? null : { pair, column, side };
    cells.push({ key, column, row: side, state, isFill: isFill(trial), title });
  };
  for (const trial of strip) {
    const { index, outcome } = trial;
    add(trial, String(index), outcome, `trial ${index + 1}: ${outcome}; ${whatFor(trial)}`);
  }
  if (running !== null) add(running, 'now', 'running', `running now; ${whatFor(running)}`);
  return {
    ...{ columns: columns.length, cells, groups: groupsOf(columns) },
    streak: streakOf(cells, streak),
  };
}

/** Its newest `most` columns, counted from the left anew: the oldest fall away whole. */
export function newestColumns(strip: CampaignStrip, most: number): CampaignStrip {
  const from = Math.max(0, strip.columns - most);
  if (from === 0) return strip;
  const { streak } = strip;
  return {
    columns: strip.columns - from,
    cells: strip.cells
      .filter(({ column }) => column >= from)
      .map((cell) => ({ ...cell, column: cell.column - from })),
    groups: strip.groups
      .filter(({ first, columns }) => first + columns > from)
      .map((group) => {
        const cut = Math.max(0, from - group.first);
        return { ...group, first: group.first + cut - from, columns: group.columns - cut };
      }),
    streak:
      streak === null || streak.last < from
        ? null
        : { first: Math.max(0, streak.first - from), last: streak.last - from },
  };
}

/** The longest words that fit over so many columns; null: none do. Widths are those of the small UI type. */
export function fittingWords({ words, columns }: StripGroup, pitchPx: number): string | null {
  const letterPx = 6.4;
  return words.find((text) => text.length * letterPx <= columns * pitchPx - 4) ?? null;
}
