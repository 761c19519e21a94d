/** The last minute of the joints as a panel. Its plots are fetched when they are first shown. */
import { lazy, type ReactElement, Suspense } from 'react';
import { Panel } from '../../parts/panel.tsx';

const JointPlots = lazy(async () => {
  const { JointPlots: plots } = await import('./jointPlots.tsx');
  return { default: plots };
});

export function JointPlotsLater(): ReactElement {
  return (
    <Suspense fallback={<div className="joint-plots" data-pending="true" />}>
      <JointPlots />
    </Suspense>
  );
}

export function JointMinute(): ReactElement {
  return (
    <Panel title="Joints, last 60 s" className="joint-minute">
      <JointPlotsLater />
    </Panel>
  );
}
