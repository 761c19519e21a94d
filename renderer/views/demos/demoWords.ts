/** Words and counts of demos. Pure. */
import type { DemoView } from '../../../main/base/model/episode.ts';

/** `demo-000041` → `41` */
export const demoNumber = (id: string): string => String(Number(id.slice('demo-'.length)));

export function originWords({ origin }: DemoView): string {
  if (origin.kind === 'teleop') return `by ${origin.input}`;
  if (origin.kind === 'fooled') return `fooled ${origin.judge}`;
  if (origin.kind === 'synth') return `by the scripted operator, seed ${origin.seed}`;
  return `imported from ${origin.from}`;
}

export interface DemoCounts {
  readonly success: number;
  readonly failure: number;
  readonly nearMisses: ReadonlyMap<string, number>;
}

export function demoCounts(demos: readonly DemoView[]): DemoCounts {
  const nearMisses = new Map<string, number>();
  for (const { nearMiss } of demos)
    if (nearMiss !== null) nearMisses.set(nearMiss, (nearMisses.get(nearMiss) ?? 0) + 1);
  const having = (value: string): number => demos.filter(({ result }) => result === value).length;
  return { success: having('success'), failure: having('failure'), nearMisses };
}

export const lengthWords = ({ fromMs, toMs }: Pick<DemoView, 'fromMs' | 'toMs'>): string =>
  `${((toMs - fromMs) / 1000).toFixed(1)} s`;
