/** Score traces of the last ten seconds: each camera small, all of them fused large, with threshold and dwell window. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { JudgeLiveView } from '../../../main/base/model/judgeWork.ts';
import { flagsWords } from '../../parts/flagWords.ts';
import { capital } from '../../parts/words.ts';
import {
  dwellFromS,
  fusedScore,
  type TraceBand,
  type TracePoint,
  traceBands,
  traceLines,
  traceSeconds,
} from '../../store/liveTrace.ts';
import { two } from './judgeWords.ts';

const left = 32;
const right = 8;
/** Of a letter of the words in a band. */
const letterPx = 6.7;

interface Plane {
  readonly width: number;
  readonly height: number;
  toX(atS: number): number;
  toY(score: number): number;
}

function planeOf(width: number, height: number, bottom: number): Plane {
  const top = 8;
  return {
    width,
    height,
    toX: (atS) => left + (1 + Math.max(-traceSeconds, atS) / traceSeconds) * (width - left - right),
    toY: (score) => top + (1 - Math.min(1, Math.max(0, score))) * (height - top - bottom),
  };
}

function Lines({
  plane,
  lines,
}: {
  readonly plane: Plane;
  lines: readonly (readonly TracePoint[])[];
}) {
  return (
    <>
      {lines.map((line) => (
        <polyline
          key={line[0]?.atS}
          className="trace-line"
          points={line
            .map(({ atS, score }) => `${plane.toX(atS).toFixed(1)},${plane.toY(score).toFixed(1)}`)
            .join(' ')}
        />
      ))}
    </>
  );
}

function Bands({ plane, bands }: { readonly plane: Plane; readonly bands: readonly TraceBand[] }) {
  const [top, bottom] = [plane.toY(1), plane.toY(0)];
  return (
    <>
      {bands.map(({ fromS, toS }) => (
        <rect
          key={fromS}
          className="trace-band"
          x={plane.toX(fromS)}
          width={Math.max(1, plane.toX(toS) - plane.toX(fromS))}
          y={top}
          height={bottom - top}
        />
      ))}
    </>
  );
}

function Scale({ plane, marks }: { readonly plane: Plane; readonly marks: readonly number[] }) {
  return (
    <>
      {marks.map((score) => (
        <g key={score}>
          <path className="curve-grid" d={`M${left} ${plane.toY(score)}H${plane.width - right}`} />
          <text x={left - 6} y={plane.toY(score) + 4} textAnchor="end">
            {score.toFixed(1)}
          </text>
        </g>
      ))}
    </>
  );
}

function CameraTrace(props: { readonly live: JudgeLiveView; readonly role: string }): ReactElement {
  const { live, role } = props;
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const plane = planeOf(width, height, 8);
  const lines = traceLines(live.trace, ({ cameraScores }) => cameraScores[role]);
  const now = live.trace.at(-1)?.cameraScores[role];
  return (
    <div className="trace trace-camera" ref={ref}>
      {width > 0 && height > 12 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Score of ${role}: ${now === undefined ? 'none' : two(now)}`}
        >
          <Scale plane={plane} marks={[0, 1]} />
          <Lines plane={plane} lines={lines} />
          <text className="trace-name" x={left + 6} y={height / 2 + 4}>
            {capital(role)}
          </text>
        </svg>
      )}
    </div>
  );
}

function Dwell({ plane, live }: { readonly plane: Plane; readonly live: JudgeLiveView }) {
  const fromS = dwellFromS(live);
  if (fromS === null) return null;
  const [top, bottom, x] = [plane.toY(1), plane.toY(0), plane.toX(fromS)];
  return (
    <g data-verdict={live.dwelled ?? 'undecided'}>
      <rect
        className="trace-dwell"
        x={x}
        width={Math.max(1, plane.toX(0) - x)}
        y={top}
        height={bottom - top}
      />
      <path className="trace-dwell-edge" d={`M${x} ${top}V${bottom}`} />
    </g>
  );
}

const ticksS = [-10, -8, -6, -4, -2, 0] as const;

function Seconds({ plane }: { readonly plane: Plane }) {
  return (
    <>
      {ticksS.map((atS) => (
        <text
          key={atS}
          x={plane.toX(atS)}
          y={plane.height - 4}
          textAnchor={atS === 0 ? 'end' : atS === -traceSeconds ? 'start' : 'middle'}
        >
          {atS === 0 ? 'now' : `−${-atS} s`}
        </text>
      ))}
    </>
  );
}

function FusedTrace({ live, fused }: { readonly live: JudgeLiveView; readonly fused: string }) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const plane = planeOf(width, height, 20);
  const bands = traceBands(live.trace);
  const fromS = dwellFromS(live);
  const [top, bottom] = [plane.toY(1), plane.toY(0)];
  const widest = bands.reduce<TraceBand | null>(
    (most, band) => (most === null || band.toS - band.fromS > most.toS - most.fromS ? band : most),
    null,
  );
  const bandPx = widest === null ? 0 : plane.toX(widest.toS) - plane.toX(widest.fromS);
  const bandWords = widest === null ? '' : `${flagsWords(widest.flags.slice(0, 1))}: not judged`;
  const thresholdY = plane.toY(live.threshold);
  const middleY = (top + bottom) / 2 + 16;
  /** Clear of the words at the threshold. */
  const bandY = Math.abs(middleY - thresholdY) < 28 ? bottom - 24 : middleY;
  /** Its words go beside the name of the trace, not under it. */
  const highest = thresholdY < top + 16;
  return (
    <div className="trace trace-fused" ref={ref}>
      {width > 0 && height > 40 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Fused score over ten seconds, threshold ${two(live.threshold)}`}
        >
          <Bands plane={plane} bands={bands} />
          <Dwell plane={plane} live={live} />
          <Scale plane={plane} marks={[0, 0.5, 1]} />
          <path className="trace-threshold" d={`M${left} ${thresholdY}H${width - right}`} />
          <Lines plane={plane} lines={traceLines(live.trace, fusedScore)} />
          <text className="trace-name" x={left + 6} y={top + 13}>
            {fused}
          </text>
          <text className="trace-words" x={left + (highest ? 104 : 6)} y={thresholdY + 14}>
            threshold {two(live.threshold)}
          </text>
          {widest !== null && bandPx > letterPx * bandWords.length && (
            <text
              className="trace-words"
              x={(plane.toX(widest.fromS) + plane.toX(widest.toS)) / 2}
              y={bandY}
              textAnchor="middle"
            >
              {bandWords}
            </text>
          )}
          {fromS !== null && (
            <text className="trace-words" x={width - right - 4} y={bottom - 6} textAnchor="end">
              dwell window
            </text>
          )}
          <Seconds plane={plane} />
        </svg>
      )}
    </div>
  );
}

export function LiveTraces(props: {
  readonly live: JudgeLiveView;
  readonly roles: readonly string[];
}): ReactElement {
  const { live, roles } = props;
  return (
    <div className="traces">
      {roles.map((role) => (
        <CameraTrace key={role} live={live} role={role} />
      ))}
      <FusedTrace live={live} fused={roles.length === 1 ? 'Score' : 'Fused score'} />
    </div>
  );
}
