/** Four numbers that tell a tired bench, each with its last minute. */
import type { ReactElement } from 'react';
import { Panel } from '../../parts/panel.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import {
  type HealthHistory,
  type HealthSample,
  missedShown,
  speeds,
} from '../../store/healthHistory.ts';
import { useWindow } from '../../store/windowStore.ts';

interface Gauge {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  readonly leastSpan: number;
  readonly values: readonly (number | null)[];
}

type Plain = Exclude<keyof HealthSample, 'benchMs' | 'atMs' | 'ticks' | 'missedTicks'>;

/** In lockstep a rate of the loop means nothing; how fast bench time runs does. */
function gaugesOf(history: HealthHistory, clock: 'real' | 'lockstep'): readonly Gauge[] {
  const of = (key: Plain): Gauge['values'] => history.map((sample) => sample?.[key] ?? null);
  const first: Gauge =
    clock === 'lockstep'
      ? { name: 'Speed', unit: '× real time', digits: 1, leastSpan: 1, values: speeds(history) }
      : { name: 'Loop', unit: 'Hz', digits: 1, leastSpan: 4, values: of('loopHz') };
  return [
    first,
    { name: 'Camera age', unit: 'ms', digits: 0, leastSpan: 40, values: of('cameraAgeMs') },
    { name: 'Hottest', unit: '°C', digits: 0, leastSpan: 8, values: of('hottestC') },
    { name: 'Processor', unit: 'cores', digits: 1, leastSpan: 0.5, values: of('cpuCores') },
  ];
}

const grouped = (value: number): string => value.toLocaleString('en-GB');

export function HealthRow(): ReactElement {
  const history = useWindow((state) => state.history);
  const clock = useWindow((state) => state.bench?.clock ?? 'real');
  const missed = missedShown(history);
  const facts =
    missed === null
      ? 'no reading'
      : `${grouped(missed.missed)} of ${grouped(missed.of)} ticks missed`;
  return (
    <Panel title="Health, last 60 s" facts={facts} className="health">
      <div className="gauges">
        {gaugesOf(history, clock).map((gauge) => (
          <div className="gauge" key={gauge.name}>
            <span className="gauge-name">{gauge.name}</span>
            <span className="gauge-value">
              <b>{gauge.values.at(-1)?.toFixed(gauge.digits) ?? '–'}</b> {gauge.unit}
            </span>
            <Sparkline values={gauge.values} leastSpan={gauge.leastSpan} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
