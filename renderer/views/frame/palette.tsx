/**
 * The command palette: every action, found by a few letters, done by Enter. A blocked one stays in the list and says
 * why. The field keeps the focus; the chosen line is told to screen readers (`aria-activedescendant`).
 */
import { Modal } from '@mantine/core';
import {
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Action } from '../../actions/action.ts';
import { runAction } from '../../actions/actions.ts';
import { useDeck } from '../../actions/deck.ts';
import { findActions } from '../../actions/findActions.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { useWindow } from '../../store/windowStore.ts';

const lineId = (action: Action): string => `find-${action.id}`;

function Line(props: {
  readonly action: Action;
  readonly why: string | null;
  readonly chosen: boolean;
  choose(): void;
  press(): void;
}): ReactElement {
  const { action, why } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does the chosen line
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field (aria-activedescendant)
    <div
      role="option"
      id={lineId(action)}
      className="find-line"
      aria-selected={props.chosen}
      aria-disabled={why !== null}
      onMouseMove={props.choose}
      onClick={props.press}
    >
      <span className="find-words">{action.words}</span>
      <span className="find-why">{why}</span>
      <span className="find-group">{action.group}</span>
      <span className="find-keys">
        {(action.keys ?? []).map((key) => (
          <KeyCap key={key}>{key}</KeyCap>
        ))}
      </span>
    </div>
  );
}

/** The next line for a key; undefined when the key means nothing in the list. */
export function moveChoice(at: number, count: number, key: string): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'PageDown') return Math.min(count - 1, at + 8);
  if (key === 'PageUp') return Math.max(0, at - 8);
  return undefined;
}

function PaletteBody(): ReactElement {
  const deck = useDeck();
  const state = useWindow();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // The dialog's own focus comes a timer later, and letters typed until then would be lost; who had it gets it back.
  useLayoutEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const found = findActions(state.find, state);
  const chosen = found[Math.min(at, found.length - 1)];
  const chosenId = chosen === undefined ? undefined : lineId(chosen);
  useEffect(() => {
    if (chosenId === undefined) return;
    list.current
      ?.querySelector(`[id="${CSS.escape(chosenId)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  const press = (action: Action | undefined): void => {
    if (action === undefined || (action.blocked?.(state) ?? null) !== null) return;
    useWindow.setState({ dialog: null });
    runAction(action, deck);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      press(chosen);
    }
    const next = moveChoice(Math.min(at, found.length - 1), found.length, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <>
      <input
        className="find-field"
        ref={field}
        data-autofocus
        role="combobox"
        aria-label="Find an action"
        aria-expanded="true"
        aria-controls="find-list"
        aria-autocomplete="list"
        aria-activedescendant={chosenId}
        placeholder="What do you want to do? A few letters, or a trial’s number"
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        value={state.find}
        onChange={(event) => {
          useWindow.setState({ find: event.currentTarget.value });
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div className="find-list" id="find-list" role="listbox" aria-label="Actions" ref={list}>
        {found.map((action) => (
          <Line
            key={action.id}
            action={action}
            why={action.blocked?.(state) ?? null}
            chosen={action === chosen}
            choose={() => setAt(found.indexOf(action))}
            press={() => press(action)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="note find-none">
          Nothing here is called that. Fewer letters find more; a trial is found by its number.
        </p>
      )}
      <p className="unseen" role="status">
        {found.length === 0 ? 'No action found' : `${found.length} found`}
      </p>
      <footer className="find-foot note">
        <KeyCap>↑</KeyCap> <KeyCap>↓</KeyCap> choose <KeyCap>Enter</KeyCap> do it{' '}
        <KeyCap>Esc</KeyCap> close
      </footer>
    </>
  );
}

export function Palette(): ReactElement {
  const open = useWindow((state) => state.dialog === 'palette');
  return (
    <Modal.Root
      opened={open}
      onClose={() => useWindow.setState({ dialog: null })}
      size={640}
      returnFocus={false}
      centered={false}
      yOffset="var(--bar-height)"
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find an action">
        <Modal.Body className="find-body">{open && <PaletteBody />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
