/** A camera's live picture with whatever a view draws over it, and its role and rate above. For dialogs and forms. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement, ReactNode } from 'react';
import type { CameraModel } from '../../main/base/model/camera.ts';
import { scaleModel } from '../draw/scaleModel.ts';
import { useWindow } from '../store/windowStore.ts';
import { CameraCanvas } from './cameraCanvas.tsx';
import { capital } from './words.ts';

export function LivePicture(props: {
  readonly role: string;
  readonly facts?: ReactNode;
  /** Drawn in an svg over the picture, by the model at the size on screen. */
  over?(model: CameraModel): ReactNode;
  /** On top of all, for the mouse. */
  readonly children?: ReactNode;
}): ReactElement | null {
  const camera = useWindow((state) =>
    state.bench?.cameras.find((entry) => entry.role === props.role),
  );
  const { ref, width, height } = useElementSize();
  if (camera === undefined) return null;
  return (
    <figure className="live-picture" aria-label={`${capital(props.role)} camera`}>
      <figcaption>
        <b>{capital(props.role)}</b>
        <span className="facts">{props.facts ?? `${camera.rateHz.toFixed(0)} Hz`}</span>
      </figcaption>
      <div className="picture" ref={ref}>
        <CameraCanvas role={props.role} />
        {width > 0 && props.over !== undefined && (
          <svg className="overlay" width={width} height={height} aria-hidden="true">
            {props.over(scaleModel(camera.model, width))}
          </svg>
        )}
        {props.children}
      </div>
    </figure>
  );
}
