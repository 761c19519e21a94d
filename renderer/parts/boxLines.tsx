/**
 * A box of the world drawn over a camera's picture: its floor with whole lines, the rest dashed, each on a halo. In the
 * envelope's colour when the arm may move in it, plain when it is only there to compare with.
 */
import type { ReactElement } from 'react';
import type { Box } from '../../main/base/model/arm.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import { boxEdges } from '../draw/boxEdges.ts';
import { projectSegment } from '../draw/project.ts';

export function BoxLines(props: {
  /** At the size on screen. */
  readonly model: CameraModel;
  readonly box: Box;
  readonly plain?: boolean;
}): ReactElement {
  const drawn = boxEdges(props.box).map(({ from, to, floor }, index) => {
    const seen = projectSegment(props.model, from, to);
    if (seen === null) return null;
    const [a, b] = seen;
    const d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: twelve edges in a fixed order
      <g key={index}>
        <path className="over-halo" d={d} />
        <path
          className={props.plain === true ? 'over-line' : 'over-envelope'}
          d={d}
          strokeDasharray={floor ? undefined : '4 3'}
        />
      </g>
    );
  });
  return <>{drawn}</>;
}
