/** The bench as it is now: what the cameras see, what the arm does, how the loop fares, and the run in short. */
import { useElementSize } from '@mantine/hooks';
import type { CSSProperties, ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { RunButton } from '../../parts/runButton.tsx';
import { useCameraRoles } from '../../store/cameraRoles.ts';
import { handBlocked } from '../../store/runBlocked.ts';
import { useWindow } from '../../store/windowStore.ts';
import { BeliefPanel } from './beliefPanel.tsx';
import { benchLayout } from './benchLayout.ts';
import { CameraRow } from './cameraRow.tsx';
import { HealthRow } from './healthRow.tsx';
import { JointMinute } from './jointMinute.tsx';
import { JointPanel } from './jointPanel.tsx';
import { NowCard } from './nowCard.tsx';

const noCamera = (roles: readonly string[] | null): string =>
  roles === null
    ? 'Waiting for the bench to answer.'
    : 'This bench has no camera. A task needs at least one: add it in the bench settings.';

function Head(): ReactElement {
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const blocked = useWindow(handBlocked);
  return (
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
  );
}

/** Before anything was measured: bar, rail and alert line taken off. */
const guess = (): readonly [number, number] => [window.innerWidth - 168, window.innerHeight - 80];

export function BenchScreen(): ReactElement {
  const roles = useCameraRoles();
  const { ref, width, height } = useElementSize();
  const [wide, high] = width > 0 ? [width, height] : guess();
  const layout = benchLayout(wide, high, roles?.length ?? 0);
  const sizes = {
    '--camera-columns': layout.columns,
    '--picture-width': `${layout.pictureWidthPx}px`,
    '--main-width': `${layout.mainWidthPx}px`,
    '--joint-row': `${layout.jointRowPx}px`,
  };
  return (
    <div className="bench-room" ref={ref}>
      <div
        className="bench-screen"
        data-plan={layout.plan}
        data-both={layout.both}
        style={sizes as CSSProperties}
      >
        <Head />
        <div className="bench-main">
          <CameraRow roles={roles ?? []} none={noCamera(roles)} />
          <JointPanel switched={!layout.both} />
          {layout.both && <JointMinute />}
          <HealthRow />
        </div>
        <div className="bench-side">
          <NowCard />
          <BeliefPanel />
        </div>
      </div>
    </div>
  );
}
