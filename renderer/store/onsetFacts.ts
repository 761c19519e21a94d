/** What follows from where trials fail: a drawn box as texts, as shares of the map, as starts, and what is wrong. Pure. */
import type { OnsetCell, OnsetView } from '../../main/base/model/onset.ts';
import { type StartBox, startBoxSchema, startsKey } from '../../main/base/model/starts.ts';
import { type NumberRule, readNumber } from '../parts/numberText.ts';
import type { EndTexts, StartDraft } from './onsetDesk.ts';
import { resetRuns } from './resetFacts.ts';
import type { WindowState } from './windowStore.ts';

export const millimetreRule: NumberRule = { min: -2000, max: 2000, whole: false };
export const degreeRule: NumberRule = { min: -360, max: 360, whole: false };

const degree = Math.PI / 180;

/** To a tenth, without a tail of noise. */
const short = (value: number): string => String(Number(value.toFixed(1)));
const texts = ({ min, max }: { readonly min: number; readonly max: number }, one: number) => ({
  min: short(min / one),
  max: short(max / one),
});

export const draftOf = ({ x, y, yawRad }: StartBox): StartDraft => ({
  x: texts(x, 1e-3),
  y: texts(y, 1e-3),
  turn: yawRad === undefined ? null : texts(yawRad, degree),
});

export type ReadBox =
  | { readonly ok: true; readonly box: StartBox }
  | { readonly ok: false; readonly why: string };

const names = { x: 'x', y: 'y', turn: 'The turn' } as const;

/** The box that stands in the fields, or the first thing that is wrong with it. */
export function boxOfDraft(draft: StartDraft): ReadBox {
  const ends: Partial<Record<keyof StartDraft, { min: number; max: number }>> = {};
  for (const axis of ['x', 'y', 'turn'] as const) {
    const typed = draft[axis];
    if (typed === null) continue;
    const rule = axis === 'turn' ? degreeRule : millimetreRule;
    const min = readNumber(typed.min, rule);
    const max = readNumber(typed.max, rule);
    if (!min.ok || !max.ok) return { ok: false, why: `${names[axis]}: numbers only.` };
    if (min.value >= max.value)
      return { ok: false, why: `${names[axis]}: from the smaller to the larger.` };
    const one = axis === 'turn' ? degree : 1e-3;
    ends[axis] = { min: min.value * one, max: max.value * one };
  }
  const { x, y, turn } = ends;
  const parsed = startBoxSchema.safeParse({
    x,
    y,
    ...(turn === undefined ? {} : { yawRad: turn }),
  });
  return parsed.success
    ? { ok: true, box: parsed.data }
    : { ok: false, why: 'The turn: at most once round.' };
}

export interface MapShare {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

type Stated = OnsetView['stated'];

/** A box as shares of the map, from its top left: x forward is up, y to the left is left. */
export function shareOfBox({ x, y }: Pick<StartBox, 'x' | 'y'>, stated: Stated): MapShare {
  const deep = stated.x.max - stated.x.min;
  const wide = stated.y.max - stated.y.min;
  return {
    x: (stated.y.max - y.max) / wide,
    y: (stated.x.max - x.max) / deep,
    w: (y.max - y.min) / wide,
    h: (x.max - x.min) / deep,
  };
}

/** The other way round, as texts. */
export function textsOfShare(
  { x, y, w, h }: MapShare,
  stated: Stated,
): { readonly x: EndTexts; readonly y: EndTexts } {
  const deep = stated.x.max - stated.x.min;
  const wide = stated.y.max - stated.y.min;
  const top = stated.x.max - y * deep;
  const left = stated.y.max - x * wide;
  return {
    x: texts({ min: top - h * deep, max: top }, 1e-3),
    y: texts({ min: left - w * wide, max: left }, 1e-3),
  };
}

/** Newest failures that came to a halt at a place the map does not show. */
export function stallsOnMap({ stalls, stated }: OnsetView) {
  const near = ({ min, max }: Stated['x'], value: number): boolean => {
    const beside = 0.25 * (max - min);
    return value >= min - beside && value <= max + beside;
  };
  const placed = stalls.flatMap(({ trial, at }) => (at === null ? [] : [{ trial, at }]));
  const shown = placed.filter(({ at }) => near(stated.x, at.xM) && near(stated.y, at.yM));
  return { shown, beside: placed.length - shown.length, unplaced: stalls.length - placed.length };
}

/** Cells as a person looks at them: rows from the far end, each from the left. */
export function cellAt(view: OnsetView, row: number, column: number): OnsetCell | null {
  const [alongX, alongY] = [view.across - 1 - row, view.across - 1 - column];
  return view.cells.find((cell) => cell.alongX === alongX && cell.alongY === alongY) ?? null;
}

type State = Pick<WindowState, 'link' | 'reset' | 'onsetDesk'>;

/** Null box: all of the stated starts. */
export function practiseBlocked(
  { link, reset, onsetDesk }: State,
  box: ReadBox | null,
): string | null {
  if (link.kind !== 'online') return 'The core is not connected.';
  if (reset === null) return 'Open a task first.';
  if (onsetDesk.wait === 'choose') return 'It is being changed.';
  if (resetRuns(reset)) return 'Resets are being measured.';
  if (box !== null && !box.ok) return box.why;
  return startsKey(reset.starts) === startsKey(box?.box) ? 'Trials begin there already.' : null;
}
