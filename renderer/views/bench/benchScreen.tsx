/** The bench as it is now: what the cameras see, what the arm does, how the loop fares, and the run in short. */
import type { ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { RunButton } from '../../parts/runButton.tsx';
import { handBlocked } from '../../store/runBlocked.ts';
import { useWindow } from '../../store/windowStore.ts';
import { BeliefPanel } from './beliefPanel.tsx';
import { CameraPanel } from './cameraPanel.tsx';
import { HealthRow } from './healthRow.tsx';
import { JointTable } from './jointTable.tsx';
import { NowCard } from './nowCard.tsx';

function Cameras(): ReactElement {
  const roles = useWindow((state) => state.bench?.cameras.map((camera) => camera.role).join(' '));
  const list = roles === undefined || roles === '' ? [] : roles.split(' ');
  if (list.length === 0) {
    return (
      <section className="panel empty" aria-label="Cameras">
        <p>
          {roles === undefined
            ? 'Waiting for the bench to answer.'
            : 'This bench has no camera. A task needs at least one: add it in the bench settings.'}
        </p>
      </section>
    );
  }
  return (
    <div className="cameras" data-count={Math.min(list.length, 4)}>
      {list.slice(0, 4).map((role) => (
        <CameraPanel key={role} role={role} />
      ))}
    </div>
  );
}

export function BenchScreen(): ReactElement {
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const blocked = useWindow(handBlocked);
  return (
    <div className="bench-screen">
      <header className="view-head">
        <h1>Bench</h1>
        <span className="note">What the arm and the cameras say now.</span>
        <span className="view-actions">
          {simulated && (
            <ActionButton
              quiet
              blocked={blocked}
              onPress={() => useWindow.setState({ dialog: 'hand' })}
            >
              Move object…
            </ActionButton>
          )}
          <RunButton />
        </span>
      </header>
      <div className="bench-main">
        <Cameras />
        <JointTable />
        <HealthRow />
      </div>
      <div className="bench-side">
        <NowCard />
        <BeliefPanel />
      </div>
    </div>
  );
}
