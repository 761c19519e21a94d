/** The two answers under a question: leave it, which has the focus, and do it. */
import type { ReactElement } from 'react';
import { ActionButton } from './actionButton.tsx';

export function QuestionActions(props: {
  readonly leave: string;
  readonly act: string;
  /** Why it cannot be done now; null when it can. */
  readonly blocked?: string | null;
  onLeave(): void;
  /** The question is closed by whoever asked it. */
  onAct(): void;
}): ReactElement {
  return (
    <div className="dialog-actions">
      <ActionButton autoFocus onPress={props.onLeave}>
        {props.leave}
      </ActionButton>
      <ActionButton kind="primary" blocked={props.blocked ?? null} onPress={props.onAct}>
        {props.act}
      </ActionButton>
    </div>
  );
}
