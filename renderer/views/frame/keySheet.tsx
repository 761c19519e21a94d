/** The `?` sheet: the keys of the present view, from the registry of actions, the stop first. */
import type { ReactElement } from 'react';
import { type ActionGroup, actionGroups } from '../../actions/action.ts';
import { actions, keyNotes, plainWords } from '../../actions/actions.ts';
import { robotActions } from '../../actions/robotActions.ts';
import { taughtKey } from '../../actions/stopInputs.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { useWindow, type WindowState } from '../../store/windowStore.ts';

interface SheetLine {
  readonly keys: readonly string[];
  readonly words: string;
}

/** Lines of one group for this state: what has a key and works on this screen. */
export function sheetLines(group: ActionGroup, state: WindowState): readonly SheetLine[] {
  const here = (at: { readonly screen?: WindowState['screen'] }): boolean =>
    at.screen === undefined || at.screen === state.screen;
  const keyed = actions.filter(
    (action) =>
      action.group === group &&
      action.keys !== undefined &&
      here(action) &&
      action.offered?.(state) !== false &&
      !robotActions.slice(0, 1).includes(action),
  );
  return [
    ...keyed.map((action) => ({ keys: action.keys ?? [], words: plainWords(action) })),
    ...keyNotes.filter(
      (note) => note.group === group && here(note) && note.offered?.(state) !== false,
    ),
  ];
}

function Line({ keys, words }: SheetLine): ReactElement {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <KeyCap key={key}>{key}</KeyCap>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  );
}

export function KeySheet(): ReactElement {
  const state = useWindow();
  const taught = taughtKey();
  const stopKeys = [...(robotActions[0]?.keys ?? []), ...(taught === null ? [] : [taught.name])];
  const groups = actionGroups
    .map((group) => ({ group, lines: sheetLines(group, state) }))
    .filter(({ lines }) => lines.length > 0);
  return (
    <>
      <dl className="key-list">
        <Line keys={stopKeys} words="Stop the robot, whatever has the focus" />
      </dl>
      <p className="note">
        Also button B (circle) of a gamepad. It is a software stop, no emergency stop.{' '}
        <button
          type="button"
          className="link"
          onClick={() => useWindow.setState({ dialog: 'stopInputs' })}
        >
          Set up a foot switch…
        </button>
      </p>
      <div className="key-groups">
        {groups.map(({ group, lines }) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl className="key-list">
              {lines.map((line) => (
                <Line key={line.words} {...line} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}
