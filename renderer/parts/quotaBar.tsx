/** How many there are of how many that are wanted, as a line and in figures. */
import type { ReactElement } from 'react';
import { Mark, type MarkState } from './mark.tsx';

export function QuotaBar(props: {
  readonly name: string;
  readonly have: number;
  /** Null: nobody wants a number of these. */
  readonly want: number | null;
  readonly mark?: MarkState;
}): ReactElement {
  const { name, have, want, mark } = props;
  const share = want === null || want === 0 ? 0 : Math.min(1, have / want);
  return (
    <div className="quota" data-full={want !== null && want > 0 && have >= want}>
      <span className="quota-name">
        {mark !== undefined && <Mark state={mark} />}
        {name}
      </span>
      <span className="number">
        <b>{have}</b>
        {want !== null && ` / ${want}`}
      </span>
      {want !== null && (
        <span className="quota-line" aria-hidden="true">
          <i style={{ inlineSize: `${(share * 100).toFixed(1)}%` }} />
        </span>
      )}
    </div>
  );
}
