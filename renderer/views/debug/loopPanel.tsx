/**
 * The control loop by section, over the seconds the servo process's own rows cover: median, 99th percentile, longest,
 * and how the periods are spread. The scale of the spread is the same for all sections.
 */
import type { ReactElement } from 'react';
import {
  type LoopSectionName,
  type LoopView,
  type SectionView,
  sectionEdgesMs,
} from '../../../main/base/model/view.ts';
import { Panel } from '../../parts/panel.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { msWords } from './debugWords.ts';

const words: Readonly<Record<LoopSectionName, readonly [name: string, does: string]>> = {
  read: ['Read', 'Ask all servos and hear them; in lockstep also the wait for the simulator'],
  decide: ['Decide', 'Watchdogs, plan and envelope'],
  write: ['Write', 'Hand the goals to the port'],
  report: ['Report', 'Tell the core'],
  slack: ['Slack', 'Left over until the next period begins'],
  period: ['Period', 'From one beginning to the next'],
};

const bin = { width: 12, height: 22 } as const;

function Spread({ section }: { readonly section: SectionView }): ReactElement {
  const most = Math.max(1, ...section.counts);
  return (
    <svg
      className="spread"
      viewBox={`0 0 ${section.counts.length * bin.width} ${bin.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {section.counts.map((count, index) => {
        // By the root, so that the one period in five hundred that was long is seen at all.
        const height = count === 0 ? 0 : Math.max(2, bin.height * Math.sqrt(count / most));
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins in a fixed order
            key={index}
            x={index * bin.width + 1}
            y={bin.height - height}
            width={bin.width - 2}
            height={height}
          />
        );
      })}
    </svg>
  );
}

/** Edges that are written under their bin; the others have no room. */
const written: readonly number[] = [0.1, 1, 10, 21, 100];

function Sections({ loop }: { readonly loop: LoopView }): ReactElement {
  return (
    <table className="loop-table">
      <thead>
        <tr>
          <th scope="col">Section</th>
          <th scope="col">Median, ms</th>
          <th scope="col">99 %, ms</th>
          <th scope="col">Longest, ms</th>
          <th scope="col">
            <span className="spread-scale">
              {sectionEdgesMs.map((edge) => (
                <i key={edge}>{written.includes(edge) ? edge : ''}</i>
              ))}
              <i className="unit">ms</i>
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {loop.sections.map((section) => (
          <tr key={section.name}>
            <th scope="row" title={words[section.name][1]}>
              {words[section.name][0]}
            </th>
            <td className="number">{msWords(section.p50)}</td>
            <td className="number">{msWords(section.p99)}</td>
            <td className="number">{msWords(section.max)}</td>
            <td>
              <Spread section={section} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LoopPanel(): ReactElement {
  const loop = useWindow((state) => state.debug?.loop ?? null);
  const asked = useWindow((state) => state.debug !== null);
  const facts =
    loop === null
      ? undefined
      : `${loop.missedLately} of ${loop.periods + loop.missedLately} ticks missed, ` +
        `${loop.missedTicks} in all`;
  const note =
    loop === null
      ? undefined
      : `${loop.targetHz} Hz, ${loop.clock === 'lockstep' ? 'lockstep, ' : ''}last ${loop.seconds.toFixed(0)} s`;
  return (
    <Panel title="Control loop" note={note} facts={facts} className="loop-panel">
      {loop === null ? (
        <p className="note debug-none">
          {asked ? 'No control loop runs: the bench is not open.' : 'Waiting for the core.'}
        </p>
      ) : (
        <Sections loop={loop} />
      )}
    </Panel>
  );
}
