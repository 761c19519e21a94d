/**
 * The part of a picture that is judged, drawn with the mouse over the picture: a press outside begins a new one, inside
 * moves it, at a corner sizes it. Shares of width and height in, shares out; the number fields do the same by keyboard.
 */
import { type PointerEvent, type ReactElement, useRef } from 'react';
import { type Crop, type CropGrip, dragCrop, gripAt } from './cropDrag.ts';

export function CropEditor(props: { readonly crop: Crop; change(crop: Crop): void }): ReactElement {
  const { crop } = props;
  const drag = useRef<{ readonly grip: CropGrip; readonly from: Crop } | null>(null);
  const at = (event: PointerEvent<HTMLDivElement>): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const whole = Number.isFinite(crop.x + crop.y + crop.w + crop.h);
  const percent = (share: number): string => `${100 * share}%`;
  return (
    <div
      className="crop-editor"
      onPointerDown={(event) => {
        const [x, y] = at(event);
        const box = event.currentTarget.getBoundingClientRect();
        drag.current = { grip: gripAt(crop, x, y, 10 / box.width, 10 / box.height), from: crop };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (drag.current === null) return;
        const [x, y] = at(event);
        props.change(dragCrop(drag.current.from, drag.current.grip, x, y));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
    >
      {whole && (
        <div
          className="crop-here"
          style={{
            left: percent(crop.x),
            top: percent(crop.y),
            width: percent(crop.w),
            height: percent(crop.h),
          }}
        >
          <i />
          <i />
          <i />
          <i />
        </div>
      )}
    </div>
  );
}
