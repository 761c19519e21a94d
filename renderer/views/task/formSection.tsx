/** One part of a form: what it is about, a sentence why, and its fields. */
import type { ReactElement, ReactNode } from 'react';

export function FormSection(props: {
  readonly title: string;
  readonly note?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section className="form-section" aria-label={props.title}>
      <header>
        <h3>{props.title}</h3>
        {props.note !== undefined && <p className="note">{props.note}</p>}
      </header>
      <div className="form-fields">{props.children}</div>
    </section>
  );
}

/** What is wrong with fields that have no room for it below them. */
export function FieldWrong(props: {
  readonly id: string;
  readonly words: string | undefined;
}): ReactElement {
  return (
    <p className="field-wrong" id={props.id} data-empty={props.words === undefined}>
      {props.words}
    </p>
  );
}
