/** Over a camera's picture: the board's corners as they were found, and as the result projects them. */
import type { ReactElement } from 'react';
import type { CameraModel } from '../../../main/base/model/camera.ts';
import type { CameraCalibrationView } from '../../../main/base/model/phaseOne.ts';
import { useWindow } from '../../store/windowStore.ts';

export function BoardOver(props: {
  readonly view: CameraCalibrationView;
  /** At the size on screen. */
  readonly model: CameraModel;
}): ReactElement {
  const { view, model } = props;
  const fullPx = useWindow(
    (state) =>
      state.bench?.cameras.find(({ role }) => role === view.role)?.model.widthPx ?? model.widthPx,
  );
  const by = model.widthPx / fullPx;
  return (
    <>
      {view.seen.cornersPx.map(([x, y], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: corners in a fixed order
        <g key={index}>
          <circle className="over-halo" cx={x * by} cy={y * by} r={4} />
          <circle className="over-corner" cx={x * by} cy={y * by} r={4} />
        </g>
      ))}
      {view.projectedPx.map(([x, y], index) => {
        const d = `M${x * by - 3} ${y * by}h6M${x * by} ${y * by - 3}v6`;
        // biome-ignore lint/suspicious/noArrayIndexKey: corners in a fixed order
        return <path key={index} className="over-line" d={d} />;
      })}
    </>
  );
}
