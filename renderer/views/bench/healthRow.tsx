/** Four numbers that tell a tired bench, each with its last minute. */
import type { ReactElement } from 'react';
import { Panel } from '../../parts/panel.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import type { HealthSample } from '../../store/healthHistory.ts';
import { useWindow } from '../../store/windowStore.ts';

interface Gauge {
  readonly key: keyof HealthSample;
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  readonly leastSpan: number;
}

const gauges: readonly Gauge[] = [
  { key: 'loopHz', name: 'Loop', unit: 'Hz', digits: 1, leastSpan: 4 },
  { key: 'cameraAgeMs', name: 'Oldest picture', unit: 'ms', digits: 0, leastSpan: 40 },
  { key: 'hottestC', name: 'Hottest servo', unit: '°C', digits: 0, leastSpan: 8 },
  { key: 'cpuCores', name: 'Processor', unit: 'cores', digits: 1, leastSpan: 0.5 },
];

const grouped = (value: number): string => value.toLocaleString('en-GB');

export function HealthRow(): ReactElement {
  const history = useWindow((state) => state.history);
  const health = useWindow((state) => state.bench?.health ?? null);
  const facts =
    health === null
      ? 'no reading'
      : `${grouped(health.missedTicks)} of ${grouped(health.ticks)} ticks missed`;
  const last = history.at(-1) ?? null;
  return (
    <Panel title="Health, last 60 s" facts={facts} className="health">
      <div className="gauges">
        {gauges.map((gauge) => (
          <div className="gauge" key={gauge.key}>
            <span className="gauge-name">{gauge.name}</span>
            <span className="gauge-value">
              <b>{last === null ? '–' : last[gauge.key].toFixed(gauge.digits)}</b> {gauge.unit}
            </span>
            <Sparkline
              values={history.map((sample) => sample?.[gauge.key] ?? null)}
              leastSpan={gauge.leastSpan}
            />
          </div>
        ))}
      </div>
    </Panel>
  );
}
