/**
 * A live camera in which the mouse can lead the arm: pressed and held, the tip goes to the point of the table under the
 * pointer; the wheel changes its height; let go, the hand is off. Over it the envelope and where the tip goes.
 */
import { type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { pointAtHeight } from '../../../main/base/model/pinhole.ts';
import { projectPoint } from '../../draw/project.ts';
import { useWindow } from '../../store/windowStore.ts';
import { CameraPanel } from '../bench/cameraPanel.tsx';
import { handActive, type Lead } from './useHand.ts';

const wheelM = 0.005;
const heightRangeM = { min: 0, max: 0.25 };
/** What the ray meets where nobody has chosen a height: the tip's own, which it keeps. */
const tipHeightM = (): number => useWindow.getState().teleop?.tipM?.zM ?? 0;

interface Aim {
  readonly xShare: number;
  readonly yShare: number;
}

/** Where the pointer is in the picture, 0…1. */
function aimOf(event: PointerEvent<HTMLElement>): Aim {
  const box = event.currentTarget.getBoundingClientRect();
  return {
    xShare: (event.clientX - box.left) / box.width,
    yShare: (event.clientY - box.top) / box.height,
  };
}

function pointOf(role: string, { xShare, yShare }: Aim) {
  const { bench, demos } = useWindow.getState();
  const model = bench?.cameras.find((camera) => camera.role === role)?.model;
  if (model === undefined) return null;
  const zM = demos.heightM;
  const seen = pointAtHeight(
    model,
    xShare * model.widthPx,
    yShare * model.heightPx,
    zM ?? tipHeightM(),
  );
  return seen === null ? null : { ...seen, zM };
}

/** Where the tip is now, as a ring. */
function TipMark({ role }: { readonly role: string }): ReactElement | null {
  const tip = useWindow((state) => state.teleop?.tipM ?? null);
  const model = useWindow(
    (state) => state.bench?.cameras.find((camera) => camera.role === role)?.model,
  );
  if (tip === null || model === undefined) return null;
  const seen = projectPoint(model, [tip.xM, tip.yM, tip.zM]);
  if (seen === null) return null;
  return (
    <svg
      className="overlay drive-tip"
      viewBox={`0 0 ${model.widthPx} ${model.heightPx}`}
      aria-hidden="true"
    >
      <circle className="over-halo" cx={seen.x} cy={seen.y} r={9} />
      <circle className="over-line" cx={seen.x} cy={seen.y} r={9} />
    </svg>
  );
}

export function DrivePicture(props: { readonly role: string; readonly lead: Lead }): ReactElement {
  const { role, lead } = props;
  const byMouse = useWindow((state) => state.demos.input === 'mouse' && handActive(state));
  const [held, setHeld] = useState(false);
  const aim = useRef<Aim | null>(null);
  const surface = useRef<HTMLDivElement>(null);
  const follow = (): void => lead(aim.current === null ? null : pointOf(role, aim.current));
  const release = (): void => {
    if (aim.current === null) return;
    aim.current = null;
    setHeld(false);
    lead(null);
  };
  const latest = useRef(follow);
  latest.current = follow;
  useEffect(() => {
    const here = surface.current;
    if (!byMouse || here === null) return;
    // Not passive: the page must not scroll under a hand that lifts the arm.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { demos } = useWindow.getState();
      const from = demos.heightM ?? tipHeightM();
      const to = from - Math.sign(event.deltaY) * wheelM;
      const heightM = Math.min(heightRangeM.max, Math.max(heightRangeM.min, to));
      useWindow.setState({ demos: { ...demos, heightM } });
      latest.current();
    };
    here.addEventListener('wheel', onWheel, { passive: false });
    return () => here.removeEventListener('wheel', onWheel);
  }, [byMouse]);
  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    aim.current = aimOf(event);
    setHeld(true);
    follow();
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (aim.current === null) return;
    aim.current = aimOf(event);
    follow();
  };
  return (
    <div className="drive-picture">
      <CameraPanel role={role} />
      <div className="drive-layer">
        <TipMark role={role} />
        {byMouse && (
          // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard moves the arm as well
          <div
            ref={surface}
            className="drive-surface"
            data-held={held}
            data-role={role}
            title="Press and hold: the tip goes there. Wheel: height."
            onPointerDown={onDown}
            onPointerMove={onMove}
            onPointerUp={release}
            onPointerCancel={release}
            onLostPointerCapture={release}
            onContextMenu={release}
          />
        )}
      </div>
    </div>
  );
}
