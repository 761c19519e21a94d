/** The stated box from above with failures per cell, where failed trials came to a halt, and the box that is drawn. */
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, type ReactElement, useRef } from 'react';
import type { OnsetCell, OnsetView } from '../../../main/base/model/onset.ts';
import { signed } from '../../../main/base/model/signed.ts';
import { drawStarts } from '../../actions/onsetMoves.ts';
import { type CropGrip, dragCrop, gripAt } from '../../parts/cropDrag.ts';
import {
  boxOfDraft,
  cellAt,
  draftOf,
  type MapShare,
  shareOfBox,
  stallsOnMap,
  textsOfShare,
} from '../../store/onsetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { MapEnds, MapGrid } from './mapFrame.tsx';
import { type StartMap, startMap } from './startGeometry.ts';

const whole: MapShare = { x: 0, y: 0, w: 1, h: 1 };
const nearPx = 9;
const mm = (metres: number): string => signed(metres * 1000, 0);

/** Colour and figures say the same: neither stands alone. */
function Cell(props: {
  readonly cell: OnsetCell;
  readonly at: { readonly x: number; readonly y: number };
  readonly size: { readonly w: number; readonly h: number };
}): ReactElement {
  const { cell, at, size } = props;
  const share = cell.k / cell.n;
  return (
    <g>
      <rect
        className="onset-cell"
        {...{ x: at.x, y: at.y, width: size.w, height: size.h }}
        fillOpacity={(0.55 * share).toFixed(2)}
      />
      <text className="onset-count" x={at.x + size.w / 2} y={at.y + size.h / 2 + 4}>
        {cell.k}/{cell.n}
      </text>
    </g>
  );
}

function Cells({ view, map }: { readonly view: OnsetView; readonly map: StartMap }): ReactElement {
  const { x, y, w, h } = map.box;
  const size = { w: w / view.across, h: h / view.across };
  const steps = Array.from({ length: view.across }, (_, step) => step);
  return (
    <>
      {steps.flatMap((row) =>
        steps.map((column) => {
          const cell = cellAt(view, row, column);
          const at = { x: x + column * size.w, y: y + row * size.h };
          return cell !== null && <Cell key={`${row} ${column}`} cell={cell} at={at} size={size} />;
        }),
      )}
      <MapGrid map={map} across={view.across} />
    </>
  );
}

function Drawn(props: {
  readonly share: MapShare;
  readonly map: StartMap;
  readonly kind: 'draft' | 'now';
}): ReactElement {
  const { share, map, kind } = props;
  const { x, y, w, h } = map.box;
  return (
    <rect
      className="onset-box"
      data-kind={kind}
      x={x + share.x * w}
      y={y + share.y * h}
      width={share.w * w}
      height={share.h * h}
    />
  );
}

/** Takes the mouse over the stated box: a press outside of the drawn one begins a new one, inside moves it. */
function Surface(props: {
  readonly view: OnsetView;
  readonly map: StartMap;
  readonly share: MapShare | null;
}): ReactElement {
  const { stated } = props.view;
  const { x, y, w, h } = props.map.box;
  const turn = useWindow(({ onsetDesk }) => onsetDesk.draft?.turn ?? null);
  const drag = useRef<{ readonly grip: CropGrip; readonly from: MapShare } | null>(null);
  const at = (event: PointerEvent<SVGRectElement>): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const end = (): void => {
    drag.current = null;
  };
  return (
    <rect
      className="onset-surface"
      {...{ x, y, width: w, height: h }}
      onPointerDown={(event) => {
        const [u, v] = at(event);
        const from = props.share ?? whole;
        drag.current = { grip: gripAt(from, u, v, nearPx / w, nearPx / h), from };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (drag.current === null) return;
        const { grip, from } = drag.current;
        drawStarts({ ...textsOfShare(dragCrop(from, grip, ...at(event)), stated), turn });
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

export function OnsetMap({ view }: { readonly view: OnsetView }): ReactElement {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const typed = useWindow(({ onsetDesk }) => onsetDesk.draft);
  const now = useWindow(({ reset }) => reset?.starts ?? null);
  const { stated } = view;
  const { shown } = stallsOnMap(view);
  const seen = shown.map(({ at }) => ({ seen: at }));
  const map = width > 0 && height > 0 ? startMap(stated, seen, width, height) : null;
  const draft = typed ?? (now === null ? null : draftOf(now));
  const read = draft === null ? null : boxOfDraft(draft);
  const share = read?.ok === true ? shareOfBox(read.box, stated) : null;
  const { k, n } = view.failures;
  return (
    <div className="start-room" ref={ref}>
      {map !== null && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${k} of ${n} trials failed, by where they began`}
        >
          <Cells view={view} map={map} />
          {shown.map(({ trial, at }) => {
            const { x, y } = map.at(at);
            return (
              <path
                key={trial}
                className="onset-stall"
                d={`M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`}
              />
            );
          })}
          {now !== null && <Drawn share={shareOfBox(now, stated)} map={map} kind="now" />}
          {share !== null && typed !== null && <Drawn share={share} map={map} kind="draft" />}
          <MapEnds map={map} box={stated} mm={mm} />
          <Surface view={view} map={map} share={share} />
        </svg>
      )}
    </div>
  );
}
