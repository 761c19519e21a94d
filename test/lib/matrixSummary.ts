/**
 * The figures of the anomaly matrix: each test file leaves its part in dist/matrix; dist/matrix.json is all of them. Times
 * until the arm was held are raw, from the blow on, and stand beside what is allowed, kind by kind: nothing is taken off.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import { summarise } from '../../main/base/lib/stats.ts';
import type { CellEvidence } from './anomalyBench.ts';
import {
  anomalyCells,
  type Device,
  type Hold,
  type Room,
  type RunnableCell,
} from './anomalyTable.ts';
import { stillRad } from './blackBox.ts';

interface CellFigure {
  readonly cell: string;
  readonly hold: Hold;
  readonly end: string | null;
  /** From the blow on; for `lead` and `gone` how far the last goal was ahead. */
  readonly heldMs: number | null;
  readonly boxHeldMs: number | null;
  readonly allowedMs: number;
  readonly speedRadS: number | null;
  readonly alerts: readonly string[];
  readonly tries: number;
  readonly seconds: number;
}

/** What the issue promises; the time until a fault can be known at all comes before it. */
export const holdWithinMs = 100;

const partsDir = path.resolve('dist', 'matrix');

function save(file: string, content: unknown): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 1)}\n`);
  renameSync(fresh, file);
}

const tally = (values: readonly number[]) => {
  const { n, p50, max } = summarise(values);
  return { n, p50Ms: Math.round(p50), maxMs: Math.round(max) };
};

/** One entry for each kind of hold and what it is allowed. */
function heldByKind(figures: readonly CellFigure[]) {
  const kinds = Map.groupBy(
    figures.filter(({ heldMs }) => heldMs !== null),
    ({ hold, allowedMs }) => `${hold}, allowed ${allowedMs} ms`,
  );
  return [...kinds].map(([kind, of]) => {
    const boxed = of.flatMap(({ boxHeldMs }) => boxHeldMs ?? []);
    const held = tally(of.map(({ heldMs }) => must(heldMs)));
    return { kind, ...held, box: boxed.length === 0 ? null : tally(boxed) };
  });
}

export type PartFigure = Pick<CellEvidence, 'end' | 'heldMs' | 'raised'> &
  Partial<Pick<CellEvidence, 'boxHeldMs' | 'speedRadS' | 'tries'>>;

export interface MatrixPart {
  add(cell: RunnableCell, seen: PartFigure, seconds: number): void;
  /** Writes the part and the whole; gives what to print. */
  write(): string;
}

export function createMatrixPart(room: Room, devices: readonly Device[] = []): MatrixPart {
  /** By cell: one that is struck once more counts once. */
  const found = new Map<string, CellFigure>();
  const name = [room, ...devices].join('-').replaceAll(' ', '-');
  return {
    add({ name: cell, plan: { hold, noticeMs } }, seen, seconds) {
      const { end, heldMs, boxHeldMs = null, speedRadS = null, raised: alerts, tries = 1 } = seen;
      const allowedMs = noticeMs + holdWithinMs;
      const facts = { cell, hold, end, heldMs, boxHeldMs, allowedMs, speedRadS, alerts, tries };
      found.set(cell, { ...facts, seconds: Math.round(1000 * seconds) / 1000 });
    },
    write() {
      const cells = [...found.values()];
      mkdirSync(partsDir, { recursive: true });
      save(path.join(partsDir, `${name}.json`), cells);
      const parts = readdirSync(partsDir).filter((file) => file.endsWith('.json'));
      const ran = parts.flatMap(
        (file) => JSON.parse(readFileSync(path.join(partsDir, file), 'utf8')) as CellFigure[],
      );
      const notApplicable = anomalyCells.flatMap(({ name: cell, plan }) =>
        typeof plan === 'string' ? [{ cell, why: plan }] : [],
      );
      const whole = { cells: anomalyCells.length, ran: ran.length, stillRad };
      const held = heldByKind(ran);
      save(path.resolve('dist', 'matrix.json'), { ...whole, held, figures: ran, notApplicable });
      const seconds = cells.reduce((sum, each) => sum + each.seconds, 0);
      const again = cells.filter(({ tries }) => tries > 1).length;
      const lines = heldByKind(cells).map(({ kind, n, p50Ms, maxMs, box }) => {
        const boxed =
          box === null ? '' : `; in the box n ${box.n} p50 ${box.p50Ms} max ${box.maxMs}`;
        return `  ${kind}: n ${n} p50 ${p50Ms} max ${maxMs} ms after the blow${boxed}`;
      });
      const unasked = cells.filter(({ heldMs }) => heldMs === null).length;
      return [
        `matrix, ${[room, ...devices].join(', ')}: ${cells.length} cells in ${seconds.toFixed(0)} s, ${again} struck again`,
        `  still: no joint ever again further than ${stillRad} rad from its end; ${unasked} cells need no hold`,
        ...lines,
      ].join('\n');
    },
  };
}
