/** Primary or plain button. A disabled one stays reachable by keyboard and says why, on screen or in its tooltip. */
import type { ReactElement, ReactNode } from 'react';

export function ActionButton(props: {
  readonly kind?: 'primary' | 'plain';
  /** Why it cannot be pressed now; null when it can. */
  readonly blocked?: string | null;
  /** Where the reason is already written beside the button. */
  readonly quiet?: boolean;
  readonly keyCap?: string;
  /** Its name where the words on it are too short to stand alone. */
  readonly name?: string;
  readonly autoFocus?: boolean;
  /** Enter in a field of its form presses it. */
  readonly submits?: boolean;
  onPress(): void;
  readonly children: ReactNode;
}): ReactElement {
  const blocked = props.blocked ?? null;
  return (
    <span className="action">
      {blocked !== null && !props.quiet && <span className="why">{blocked}</span>}
      <button
        type={props.submits === true ? 'submit' : 'button'}
        className={`button ${props.kind ?? 'plain'}`}
        aria-disabled={blocked !== null}
        title={blocked ?? undefined}
        aria-label={props.name}
        data-autofocus={props.autoFocus ? true : undefined}
        onClick={(event) => {
          event.preventDefault();
          if (blocked === null) props.onPress();
        }}
      >
        {props.children}
        {props.keyCap !== undefined && <KeyCap>{props.keyCap}</KeyCap>}
      </button>
    </span>
  );
}

export function KeyCap({ children }: { readonly children: ReactNode }): ReactElement {
  return <kbd className="key-cap">{children}</kbd>;
}
