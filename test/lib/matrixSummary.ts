/** The figures of the anomaly matrix: each test file leaves its part in dist/matrix; dist/matrix.json is all of them. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { summarise } from '../../main/base/lib/stats.ts';
import { anomalyCells, type Room, type RunnableCell } from './anomalyTable.ts';

interface CellFigure {
  readonly cell: string;
  readonly end: string | null;
  readonly heldMs: number | null;
  /** `heldMs` without what passes before the fault can be known. */
  readonly afterNoticeMs: number | null;
  readonly alerts: readonly string[];
  readonly seconds: number;
}

const partsDir = path.resolve('dist', 'matrix');

function save(file: string, content: unknown): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(content, null, 1)}\n`);
  renameSync(fresh, file);
}

export interface MatrixPart {
  add(cell: RunnableCell, figure: Omit<CellFigure, 'cell' | 'afterNoticeMs'>): void;
  /** Writes the part and the whole; gives what to print. */
  write(): string;
}

export function createMatrixPart(room: Room): MatrixPart {
  const cells: CellFigure[] = [];
  return {
    add(cell, figure) {
      const { heldMs } = figure;
      const afterNoticeMs = heldMs === null ? null : Math.max(0, heldMs - cell.plan.noticeMs);
      cells.push({ cell: cell.name, ...figure, afterNoticeMs });
    },
    write() {
      mkdirSync(partsDir, { recursive: true });
      save(path.join(partsDir, `${room.replace(' ', '-')}.json`), cells);
      const parts = readdirSync(partsDir).filter((name) => name.endsWith('.json'));
      const ran = parts.flatMap(
        (name) => JSON.parse(readFileSync(path.join(partsDir, name), 'utf8')) as CellFigure[],
      );
      const notApplicable = anomalyCells.flatMap(({ name, plan }) =>
        typeof plan === 'string' ? [{ cell: name, why: plan }] : [],
      );
      const held = (of: readonly CellFigure[]) => {
        const all = of.flatMap(({ afterNoticeMs }) =>
          afterNoticeMs === null ? [] : [afterNoticeMs],
        );
        const { p50, max } = summarise(all);
        return { n: all.length, p50Ms: Math.round(p50), maxMs: Math.round(max) };
      };
      const whole = { cells: anomalyCells.length, ran: ran.length, held: held(ran) };
      save(path.resolve('dist', 'matrix.json'), { ...whole, figures: ran, notApplicable });
      const { n, p50Ms, maxMs } = held(cells);
      const seconds = cells.reduce((sum, each) => sum + each.seconds, 0);
      const ofAll = `${notApplicable.length} of ${anomalyCells.length} make no sense`;
      const time = `${cells.length} cells in ${seconds.toFixed(0)} s`;
      return `matrix, ${room}: ${time}, held (n ${n}) p50 ${p50Ms} max ${maxMs} ms; ${ofAll}`;
    },
  };
}
