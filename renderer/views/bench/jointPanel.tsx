/** The joints: as they are now, or over the last minute. Where both have room only the table is here. */
import type { ReactElement } from 'react';
import { Panel } from '../../parts/panel.tsx';
import { isLastKnown } from '../../store/armReading.ts';
import type { BenchLook } from '../../store/benchLook.ts';
import { setBenchLook } from '../../store/keepBenchLook.ts';
import { useWindow } from '../../store/windowStore.ts';
import { JointPlotsLater } from './jointMinute.tsx';
import { JointTable } from './jointTable.tsx';

const choices: readonly (readonly [BenchLook['joints'], string])[] = [
  ['now', 'Now'],
  ['minute', 'Last 60 s'],
];

function Switch({ joints }: { readonly joints: BenchLook['joints'] }): ReactElement {
  return (
    <fieldset className="tool-group" aria-label="Joints">
      {choices.map(([choice, words]) => (
        <button
          key={choice}
          type="button"
          className="tool"
          aria-pressed={joints === choice}
          onClick={() => setBenchLook({ joints: choice })}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}

export function JointPanel({ switched }: { readonly switched: boolean }): ReactElement {
  const chosen = useWindow((state) => state.benchLook.joints);
  const health = useWindow((state) => state.bench?.health ?? null);
  const old = useWindow((state) => isLastKnown(state.bench));
  const joints = switched ? chosen : 'now';
  const range = 'range of the joint, inside it the envelope, and now';
  const last = 'last known: the arm does not answer';
  const bus =
    health === null
      ? 'no reading'
      : `sync read ${health.busMsP50.toFixed(1)} ms · p99 ${health.busMsP99.toFixed(1)} ms`;
  return (
    <Panel
      title="Joints"
      note={joints === 'now' ? (old ? last : range) : undefined}
      facts={
        <>
          <span>{bus}</span>
          {switched && <Switch joints={joints} />}
        </>
      }
      className="joints"
    >
      {joints === 'now' ? <JointTable /> : <JointPlotsLater />}
    </Panel>
  );
}
