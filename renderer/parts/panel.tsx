/** A panel with a head: title, a quiet note, and facts on the right. */
import type { ReactElement, ReactNode } from 'react';

export function Panel(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly facts?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className={`panel ${props.className ?? ''}`} aria-label={props.title}>
      <header className="panel-head">
        <h2>{props.title}</h2>
        {props.note !== undefined && <span className="note">{props.note}</span>}
        {props.facts !== undefined && <span className="facts">{props.facts}</span>}
      </header>
      {props.children}
    </section>
  );
}
