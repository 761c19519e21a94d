/** How many locked failures prove which bound: 59, 149, 299 for 5, 2, 1 %, and how far one has come. */
import type { ReactElement } from 'react';
import { lockedBounds } from '../../../main/base/model/episode.ts';

const most = lockedBounds[lockedBounds.length - 1]?.negatives ?? 1;

const share = (negatives: number): string => `${(Math.min(1, negatives / most) * 100).toFixed(2)}%`;

export function BoundScale({ negatives }: { readonly negatives: number }): ReactElement {
  const words = lockedBounds
    .map((bound) => `${bound.negatives} failures for ${(bound.fprBelow * 100).toFixed(0)} %`)
    .join(', ');
  return (
    <div className="bound-scale number" role="img" aria-label={`${negatives} locked; ${words}`}>
      <span className="bound-line">
        <i style={{ inlineSize: share(negatives) }} />
      </span>
      {lockedBounds.map((bound) => (
        <span
          key={bound.negatives}
          className="bound-tick"
          style={{ insetInlineStart: share(bound.negatives) }}
          data-last={bound.negatives === most}
        >
          <b>{(bound.fprBelow * 100).toFixed(0)} %</b>
          <i />
          <span>{bound.negatives}</span>
        </span>
      ))}
    </div>
  );
}
