/** One camera: its picture on a canvas React never touches, what is believed of it on top, its rate and age. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { CameraHealth } from '../../../main/base/model/view.ts';
import { CameraCanvas } from '../../parts/cameraCanvas.tsx';
import { Mark } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { useWindow } from '../../store/windowStore.ts';
import { CameraOverlay } from './cameraOverlay.tsx';

/** A picture older than this many frame periods is not "now" any more. */
const stalePeriods = 8;

type Freshness = 'live' | 'frozen' | 'stale' | 'none';

const freshWords: Readonly<Record<Exclude<Freshness, 'live'>, string>> = {
  frozen: 'Frozen: the same picture again and again',
  stale: 'Stale: no new picture',
  none: 'Waiting for the first picture',
};

export function freshness(camera: CameraHealth): Freshness {
  if (camera.frozen) return 'frozen';
  if (!Number.isFinite(camera.ageMs) || camera.ageMs < 0) return 'none';
  const periodMs = 1000 / Math.max(1, camera.targetHz);
  return camera.ageMs > Math.max(250, stalePeriods * periodMs) ? 'stale' : 'live';
}

export function ageWords(ageMs: number): string {
  if (!Number.isFinite(ageMs) || ageMs < 0) return 'no age';
  return ageMs < 1000 ? `age ${ageMs.toFixed(0)} ms` : `age ${(ageMs / 1000).toFixed(1)} s`;
}

export function CameraPanel(props: {
  readonly role: string;
  /** Said after its rate and age, where there is room. */
  readonly more?: string | undefined;
}): ReactElement | null {
  const { role, more } = props;
  const camera = useWindow((state) => state.bench?.cameras.find((entry) => entry.role === role));
  const { ref, width, height } = useElementSize();
  if (camera === undefined) return null;
  const fresh = freshness(camera);
  return (
    <section className="panel camera" aria-label={`${capital(role)} camera`}>
      <header className="panel-head">
        <h2>{capital(role)}</h2>
        <span className="facts">
          {width >= 280 && `${camera.rateHz.toFixed(1)} Hz · `}
          {ageWords(camera.ageMs)}
          {more !== undefined && width >= 340 && ` · ${more}`}
        </span>
      </header>
      <div className="picture" ref={ref} data-fresh={fresh}>
        <CameraCanvas role={role} />
        {width > 0 && <CameraOverlay camera={camera} width={width} height={height} />}
        {fresh === 'live' && (
          // The canvas says when it was painted first (draw/paintFrames.ts); then this is hidden.
          <div className="over-state first-wait">
            <Mark state="not-yet" size={14} />
            {freshWords.none}
          </div>
        )}
        {fresh !== 'live' && (
          <div className="over-state">
            <Mark state={fresh === 'none' ? 'not-yet' : 'invalid'} size={14} />
            {freshWords[fresh]}
          </div>
        )}
      </div>
    </section>
  );
}
