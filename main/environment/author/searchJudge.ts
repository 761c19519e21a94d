/**
 * The search: families cross-validated, labels doubted, families again without those labels, the best judge that can be
 * made of them, and what fewer clips would have bought. In this order, so that whatever the time allows is whole. Writes
 * nothing.
 */
import { must } from '../../base/lib/assert.ts';
import type { AuthorTried, CurvePoint, DoubtedClip } from '../../base/model/judgeWork.ts';
import type { DwellRule } from '../../base/model/trial.ts';
import {
  bestRule,
  type Choice,
  joinTables,
  type PartTable,
  rankChoices,
  scoredClips,
} from './chooseRule.ts';
import { crossValidate, foldCount, type WorkBench } from './crossValidate.ts';
import { doubtLabels, type PartFindings } from './doubtLabels.ts';
import type { Family } from './family.ts';
import { judgeClips } from './judgeClips.ts';
import { partOf } from './splitFolds.ts';

export interface SearchPorts {
  readonly bench: WorkBench;
  readonly families: readonly Family[];
  readonly foldOf: ReadonlyMap<string, number>;
  readonly dwell: DwellRule;
  readonly tried: (tried: AuthorTried) => void;
  readonly doubted: (doubted: readonly DoubtedClip[]) => void;
  readonly curve: (curve: readonly CurvePoint[]) => void;
}

export interface Search {
  readonly choice: Choice;
  /** All that were tried, best first. */
  readonly ranked: readonly Choice[];
  readonly doubted: readonly DoubtedClip[];
  readonly curve: readonly CurvePoint[];
  /** Sentences: what could not be tried, and why. */
  readonly notes: readonly string[];
}

/** A family that only checks and sees no camera decides nothing alone. */
const checkOnly = 'arm';
const shares = [0.25, 0.5, 0.75];
/** The curve is asked of so many folds: it tells whether it still grows, not how good the judge is. */
const curveFolds = 2;

const nameOf = (parts: readonly string[]): string => parts.join(' and ');

function labelsOf(
  { material }: WorkBench,
  without: ReadonlySet<string>,
): ReadonlyMap<string, boolean> {
  return new Map(
    material.clips
      .filter(({ clip }) => !without.has(clip.id))
      .map(({ clip, positive }) => [clip.id, positive]),
  );
}

/** Sets of parts to try, the smaller first. */
function combinationsOf(ids: readonly string[]): readonly (readonly string[])[] {
  const seeing = ids.filter((id) => id !== checkOnly);
  const sets = Array.from({ length: 2 ** seeing.length - 1 }, (_, i) =>
    seeing.filter((_each, bit) => ((i + 1) >> bit) % 2 === 1),
  );
  const checked = ids.includes(checkOnly) ? sets.map((set) => [...set, checkOnly]) : [];
  return [...sets, ...checked].sort((a, b) => a.length - b.length);
}

function triedOf({ parts, rule, outcome }: Choice, families: readonly Family[]): AuthorTried {
  const { fp, negatives, recall, positives, margin } = outcome;
  const goes = parts
    .map((id) => families.find((family) => family.id === id)?.words ?? id)
    .join('; with: ');
  const fused =
    rule.fusion === 'all' ? 'every camera must say so' : 'the cameras that see must say so';
  const words = `${goes}; ${fused}; margin ${margin.toFixed(2)}`;
  return { family: nameOf(parts), fp, negatives, recall, positives, words };
}

async function tablesOf(
  ports: SearchPorts,
  families: readonly Family[],
  excluded: ReadonlySet<string>,
  notes: string[],
  again: boolean,
): Promise<ReadonlyMap<string, PartTable>> {
  const { bench, foldOf } = ports;
  const tables = new Map<string, PartTable>();
  for (const family of families) {
    if (tables.size > 0 && !bench.plan.fits(family.id, foldCount(foldOf), ['final'])) {
      notes.push(`There was no time left to try ${family.id}${again ? ' again' : ''}.`);
      continue;
    }
    const doing = again
      ? `${family.id}: once more without doubted labels`
      : `${family.id}: learning and checking`;
    const table = await crossValidate(bench, family.id, { foldOf, excluded, doing });
    if ('why' in table) notes.push(`${family.id} was not used: ${table.why}`);
    else tables.set(family.id, table);
  }
  return tables;
}

/** Recall, false positives and gap of one family with fewer clips to learn from, out of sample all the same. */
async function curveOf(
  ports: SearchPorts,
  family: Family,
  full: PartTable,
  doubted: ReadonlySet<string>,
): Promise<readonly CurvePoint[]> {
  const { bench, foldOf, dwell } = ports;
  const { clips, roles } = bench.material;
  const kept = clips.map(({ clip }) => clip).filter(({ id }) => !doubted.has(id));
  const all = foldCount(foldOf);
  const folds = Math.min(curveFolds, all);
  const labels = new Map(
    [...labelsOf(bench, doubted)].filter(([id]) => (foldOf.get(id) ?? all) < folds),
  );
  const cameras = Object.fromEntries(roles.map((role) => [role, { threshold: 0.5 }]));
  const point = (table: PartTable, count: number): CurvePoint => {
    const rule = { cameras, fusion: 'seeing', dwell } as const;
    const { recall, fpr, margin } = judgeClips(scoredClips(table, labels), rule);
    return { clips: Math.round((count * (all - 1)) / all), recall, fpr, margin };
  };
  const curve: CurvePoint[] = [];
  for (const share of shares) {
    if (!bench.plan.fits(family.id, folds, ['final'])) break;
    const only = partOf(kept, share, bench.seed);
    const percent = Math.round(100 * share);
    const doing = `${family.id}: what ${percent} % of the clips would have bought`;
    const table = await crossValidate(bench, family.id, {
      ...{ foldOf, excluded: doubted, only, asked: folds, doing },
    });
    if (!('why' in table)) curve.push(point(table, only.size));
    ports.curve([...curve, point(full, kept.length)]);
  }
  return [...curve, point(full, kept.length)];
}

function choicesOf(
  { bench, dwell }: SearchPorts,
  tables: ReadonlyMap<string, PartTable>,
  without: ReadonlySet<string>,
): readonly Choice[] {
  const labels = labelsOf(bench, without);
  return combinationsOf([...tables.keys()]).map((parts) => {
    const joined = joinTables(parts.map((id) => must(tables.get(id))));
    return bestRule(parts, scoredClips(joined, labels), bench.material.roles, dwell);
  });
}

/** @throws what the families throw; null with notes where no family can make anything of the material. */
export async function searchJudge(
  ports: SearchPorts,
): Promise<Search | { readonly notes: readonly string[] }> {
  const { bench, families, foldOf, dwell } = ports;
  const folds = foldCount(foldOf);
  for (const { id } of families) bench.plan.intend(id, folds);
  const notes: string[] = [];
  let tables = await tablesOf(ports, families, new Set(), notes, false);
  if ([...tables.keys()].every((id) => id === checkOnly)) return { notes };
  const first = choicesOf(ports, tables, new Set());
  const findings = first
    .filter(({ parts }) => parts.length === 1)
    .map((choice): PartFindings => ({ choice, table: must(tables.get(must(choice.parts[0]))) }));
  const clips = bench.material.clips.map(({ clip }) => clip);
  const doubted = doubtLabels(clips, findings, dwell);
  const without = new Set(doubted.map(({ clipId }) => clipId));
  if (doubted.length > 0) ports.doubted(doubted);
  // Who judges all other clips rightly although it learnt from the doubted ones too, will not do worse without them.
  const soFar = must(rankChoices(choicesOf(ports, tables, without))[0]).outcome;
  if (doubted.length > 0 && soFar.fp + soFar.fn > 0) {
    const able = families.filter(({ id }) => tables.has(id));
    for (const { id } of able) bench.plan.intend(id, folds);
    const again = await tablesOf(ports, able, without, notes, true);
    tables = new Map([...tables].map(([id, table]) => [id, again.get(id) ?? table]));
  }
  const ranked = rankChoices(choicesOf(ports, tables, without));
  for (const choice of ranked) ports.tried(triedOf(choice, families));
  const choice = must(ranked[0]);
  const cheap = families.find(({ id }) => id === choice.parts[0] && tables.has(id));
  for (const { id } of families)
    bench.plan.intend(id, id === cheap?.id ? shares.length * curveFolds : 0);
  const curve =
    cheap === undefined ? [] : await curveOf(ports, cheap, must(tables.get(cheap.id)), without);
  return { choice, ranked, doubted, curve, notes };
}
