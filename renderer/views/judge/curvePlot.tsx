/** What more clips bought: recall and false positives out of sample over the number of clips, labelled at their ends. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { CurvePoint } from '../../../main/base/model/judgeWork.ts';
import { spreadLabels } from '../../parts/spreadLabels.ts';
import { curveWords, percent, two } from './judgeWords.ts';

const page = { left: 28, right: 128, top: 8, bottom: 20, height: 112 } as const;
const labelPx = 14;

export function CurvePlot({ curve }: { readonly curve: readonly CurvePoint[] }): ReactElement {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const words = curveWords(curve);
  const [first, last] = [curve[0], curve.at(-1)];
  const { left, right, top, bottom, height } = page;
  const most = last?.clips ?? 1;
  const least = Math.min(first?.clips ?? 0, most - 1);
  const toX = (clips: number): number =>
    left + ((clips - least) / (most - least)) * Math.max(1, width - left - right);
  const toY = (share: number): number => top + (1 - share) * (height - top - bottom);
  const line = (of: (point: CurvePoint) => number): string =>
    curve.map((point) => `${toX(point.clips).toFixed(1)},${toY(of(point)).toFixed(1)}`).join(' ');
  const [recallAt = 0, fprAt = 0] =
    last === undefined
      ? []
      : spreadLabels([toY(last.recall), toY(last.fpr)], labelPx, top + 4, height - bottom);
  return (
    <div className="curve">
      <div ref={ref} className="curve-room">
        {width > 0 && last !== undefined && curve.length > 1 && (
          <svg width={width} height={height} role="img" aria-label={words ?? 'Learning curve'}>
            {[0, 0.5, 1].map((share) => (
              <g key={share}>
                <path className="curve-grid" d={`M${left} ${toY(share)}H${width - right}`} />
                <text x={left - 6} y={toY(share) + 4} textAnchor="end">
                  {share.toFixed(1)}
                </text>
              </g>
            ))}
            <polyline className="curve-recall" points={line(({ recall }) => recall)} />
            <polyline className="curve-fpr" points={line(({ fpr }) => fpr)} />
            {curve.map((point) => (
              <g key={point.clips}>
                <circle className="curve-dot" cx={toX(point.clips)} cy={toY(point.recall)} r={2} />
                <circle className="curve-dot" cx={toX(point.clips)} cy={toY(point.fpr)} r={2} />
                <text x={toX(point.clips)} y={height - 4} textAnchor="middle">
                  {point.clips}
                </text>
              </g>
            ))}
            <text className="curve-name" x={width - right + 8} y={recallAt + 4}>
              recall {two(last.recall)}
            </text>
            <text className="curve-name" x={width - right + 8} y={fprAt + 4}>
              false pos. {percent(last.fpr)}
            </text>
          </svg>
        )}
      </div>
      <p>{words ?? 'Too few clips yet to say whether more would help.'}</p>
    </div>
  );
}
