/** The first step: every part of the bench measured before anything may move, and where each is mended. */
import { useElementSize } from '@mantine/hooks';
import type { CSSProperties, ReactElement } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useCameraRoles } from '../../store/cameraRoles.ts';
import { goOnBlocked, measuring, passed } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { BeliefPanel } from '../bench/beliefPanel.tsx';
import { CameraPanel } from '../bench/cameraPanel.tsx';
import { HealthRow } from '../bench/healthRow.tsx';
import { JointPanel } from '../bench/jointPanel.tsx';
import { checkLayout } from './checkLayout.ts';
import { ChecksPanel } from './checksPanel.tsx';
import { SetUpPanel } from './setUpPanel.tsx';

function Cameras({ roles }: { readonly roles: readonly string[] | null }): ReactElement {
  const pictures = useWindow((state) => state.check?.pictures);
  if (roles === null || roles.length === 0) {
    return (
      <section className="panel empty cameras-none" aria-label="Cameras">
        <p>
          {roles === null
            ? 'Waiting for the bench to answer.'
            : 'This bench has no camera. A task needs at least one: choose the bench and add it.'}
        </p>
      </section>
    );
  }
  return (
    <div className="cameras">
      {roles.map((role) => {
        const sharpness = pictures?.[role]?.sharpness;
        const more = sharpness === undefined ? undefined : `sharp ${sharpness.toFixed(2)}`;
        return <CameraPanel key={role} role={role} more={more} />;
      })}
    </div>
  );
}

function Head(): ReactElement {
  const check = useWindow((state) => state.check);
  const why = goOnBlocked(check);
  const { pass, of } = passed(check);
  const words =
    of === 0 || pass < of
      ? 'Every part is measured before anything may move.'
      : 'Every part was measured and passes.';
  return (
    <header className="view-head">
      <h1>Bench check</h1>
      <span className="note">{words}</span>
      <span className="view-actions">
        {why !== null && !measuring(check) && (
          <span className="head-why">
            <Mark state="needs-you" /> {why}
          </span>
        )}
        <ActionButton
          quiet
          kind={why === null ? 'primary' : 'plain'}
          blocked={why}
          onPress={() => useWindow.setState({ screen: 'task' })}
        >
          Continue to task
        </ActionButton>
      </span>
    </header>
  );
}

const guess = (): readonly [number, number] => [window.innerWidth - 168, window.innerHeight - 80];

/** From here on the side has room for the belief as well. */
const beliefFromPx = 1000;

export function CheckScreen(): ReactElement {
  const roles = useCameraRoles();
  const { ref, width, height } = useElementSize();
  const [wide, high] = width > 0 ? [width, height] : guess();
  const layout = checkLayout(wide, high, roles?.length ?? 0);
  const sizes = {
    '--camera-columns': layout.columns,
    '--picture-width': `${layout.pictureWidthPx}px`,
    '--main-width': `${layout.mainWidthPx}px`,
    '--joint-row': `${layout.jointRowPx}px`,
  };
  return (
    <div className="bench-room" ref={ref}>
      <div className="bench-screen check-screen" data-plan="beside" style={sizes as CSSProperties}>
        <Head />
        <div className="bench-main">
          <Cameras roles={roles} />
          <JointPanel switched={false} />
          {layout.health && <HealthRow />}
        </div>
        <div className="bench-side">
          <ChecksPanel />
          <SetUpPanel />
          {high >= beliefFromPx && <BeliefPanel />}
        </div>
      </div>
    </div>
  );
}
