/** The run in short, beside the cameras: task, trial, phases, attempt, and what came of the run so far. */
import type { ReactElement } from 'react';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { PhaseLine } from '../trials/phaseLine.tsx';

function Empty(): ReactElement {
  const ended = useWindow((state) => state.ended);
  const known = useWindow((state) => state.link.kind === 'online' && state.bench !== null);
  const stopped = useWindow((state) => state.bench?.stopped != null);
  if (!known) return <p className="note">Waiting for the bench to answer.</p>;
  if (ended !== null) {
    const { success, failure, invalid } = ended.summary;
    return (
      <p className="note">
        The last run has ended ({ended.why}): {success} success, {failure} failure, {invalid}{' '}
        invalid. Run trials… starts another one.
      </p>
    );
  }
  return (
    <p className="note">
      {stopped
        ? 'Nothing runs while the robot is stopped. Resume it, then run trials.'
        : 'No run. Press Run trials… to watch the arm try a task; every trial is judged and kept.'}
    </p>
  );
}

function Counts(): ReactElement | null {
  const counts = useWindow((state) => state.run?.counts ?? null);
  if (counts === null) return null;
  return (
    <div className="counts">
      {(['success', 'failure', 'invalid'] as const).map((kind) => (
        <span key={kind}>
          <Mark state={kind} size={10} /> <b>{counts[kind]}</b> {kind}
        </span>
      ))}
    </div>
  );
}

export function NowCard(): ReactElement {
  const run = useWindow((state) => state.run);
  const task = useWindow((state) => state.tasks.find((entry) => entry.id === state.run?.task));
  if (run === null) {
    return (
      <Panel title="Now" className="now-card">
        <div className="panel-body">
          <Empty />
        </div>
      </Panel>
    );
  }
  const done =
    run.trials === null ? `${run.done} done, until ended` : `${run.done} of ${run.trials} done`;
  return (
    <Panel title="Now" facts={done} className="now-card">
      <div className="panel-body">
        {task !== undefined && <p>{task.instruction}</p>}
        <PhaseLine upright />
        <Counts />
        <p className="note">
          seed {run.seed}, {run.clock === 'lockstep' ? 'lockstep' : 'real time'}
        </p>
      </div>
    </Panel>
  );
}
