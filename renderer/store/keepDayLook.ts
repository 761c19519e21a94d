/** Keeps on this computer who labels and how a person likes to record demos. What was kept is read back with care. */
import { type DemosState, firstDemos } from './demosState.ts';
import { firstLabels } from './labelsState.ts';
import { useWindow } from './windowStore.ts';

const demosKey = 'nightbench-demos';
const labellerKey = 'nightbench-labeller';

type DemoLook = Pick<DemosState, 'muted' | 'countdownS' | 'speed' | 'lockstep'>;

export function parseDemoLook(text: string | null): DemoLook {
  const { muted, countdownS, speed, lockstep } = firstDemos;
  try {
    const kept = Object(JSON.parse(text ?? '{}')) as Partial<Record<keyof DemoLook, unknown>>;
    const within = (value: unknown, min: number, max: number, other: number): number =>
      typeof value === 'number' && value >= min && value <= max ? value : other;
    return {
      muted: typeof kept.muted === 'boolean' ? kept.muted : muted,
      countdownS: within(kept.countdownS, 0, 10, countdownS),
      speed: within(kept.speed, 0.05, 1, speed),
      lockstep: typeof kept.lockstep === 'boolean' ? kept.lockstep : lockstep,
    };
  } catch {
    return { muted, countdownS, speed, lockstep };
  }
}

export function setDemoLook(part: Partial<DemoLook>): void {
  const demos = { ...useWindow.getState().demos, ...part };
  useWindow.setState({ demos });
  const { muted, countdownS, speed, lockstep } = demos;
  localStorage.setItem(demosKey, JSON.stringify({ muted, countdownS, speed, lockstep }));
}

export function keepLabeller(by: string): void {
  localStorage.setItem(labellerKey, by);
}

/** Reads back what was kept; once, when the window opens. */
export function keepDayLook(): void {
  const by = (localStorage.getItem(labellerKey) ?? '').slice(0, 80).trim();
  useWindow.setState({
    demos: { ...firstDemos, ...parseDemoLook(localStorage.getItem(demosKey)) },
    labels: { ...firstLabels, by },
  });
}
