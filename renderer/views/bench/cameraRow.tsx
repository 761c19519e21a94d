/** What the cameras see, side by side; or why nothing is seen. */
import type { ReactElement } from 'react';
import { CameraPanel } from './cameraPanel.tsx';

export function CameraRow(props: {
  readonly roles: readonly string[];
  readonly none: string;
}): ReactElement {
  const { roles, none } = props;
  if (roles.length === 0) {
    return (
      <section className="panel empty cameras-none" aria-label="Cameras">
        <p>{none}</p>
      </section>
    );
  }
  return (
    <div className="cameras">
      {roles.map((role) => (
        <CameraPanel key={role} role={role} />
      ))}
    </div>
  );
}
