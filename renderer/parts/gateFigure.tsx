/** One large figure with its evidence, and what a gate asks of it where one does. */
import type { ReactElement } from 'react';
import { Mark, type MarkState } from './mark.tsx';

export interface FigureWords {
  readonly id: string;
  readonly name: string;
  /** Null: nothing is asked of it. */
  readonly asked: string | null;
  readonly mark: MarkState | null;
  readonly value: string;
  readonly unit: string;
  /** Interval and n, or what there is to say before it is measured. */
  readonly evidence: string;
}

export function GateFigure({ figure }: { readonly figure: FigureWords }): ReactElement {
  return (
    <div className="gate-figure" data-gate={figure.id}>
      <p className="gate-name">
        <span>{figure.name}</span>
        <span className="gate-asked">
          {figure.mark !== null && <Mark state={figure.mark} />}
          {figure.asked ?? 'no gate'}
        </span>
      </p>
      <p className="gate-value number">
        <b>{figure.value}</b> {figure.unit !== '' && <span>{figure.unit}</span>}
      </p>
      <p className="number gate-evidence">{figure.evidence}</p>
    </div>
  );
}
