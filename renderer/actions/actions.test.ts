/** The registry of actions: keys and ids are unambiguous in every state, the search finds, blocked ones say why. */
import { describe, expect, it } from 'vitest';
import { namedStates } from '../gallery/namedStates.ts';
import { firstState, useWindow, type WindowState } from '../store/windowStore.ts';
import { sheetLines } from '../views/frame/keySheet.tsx';
import { moveChoice } from '../views/frame/palette.tsx';
import { actionGroups } from './action.ts';
import { actionOfKey } from './actionKeys.ts';
import { actions, offeredActions, plainWords, runAction } from './actions.ts';
import type { Deck } from './deck.ts';
import { findActions } from './findActions.ts';
import { type KeyPress, keyName } from './keyName.ts';

const states: readonly [string, WindowState][] = Object.entries(namedStates);
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const noDeck = {} as Deck;

describe('in every named state', () => {
  it.each(states)('%s: no two actions share an id, their words or a key', (_, state) => {
    const offered = offeredActions(state);
    const here = offered.filter(({ screen }) => screen === undefined || screen === state.screen);
    const keys = here.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const facts of [offered.map(({ id }) => id), offered.map(({ words }) => words)])
      expect(new Set(facts).size).toBe(facts.length);
  });

  it.each(states)('%s: every key on the sheet does what the sheet says', (_, state) => {
    const lines = actionGroups.flatMap((group) => sheetLines(group, state));
    const keyed = offeredActions(state).filter(
      ({ id, keys, screen }) =>
        id !== 'robot.stop' &&
        keys !== undefined &&
        (screen === undefined || screen === state.screen),
    );
    for (const action of keyed) {
      expect(lines).toContainEqual({ keys: action.keys, words: plainWords(action) });
      for (const key of action.keys ?? []) expect(actionOfKey(key, state)).toBe(action);
    }
  });

  it.each(states)(
    '%s: every action is found by its own words, and a reason is a sentence',
    (_, state) => {
      for (const action of offeredActions(state)) {
        expect(findActions(action.words, state).map(({ id }) => id)).toContain(action.id);
        const why = action.blocked?.(state) ?? null;
        if (why !== null) expect(why).toMatch(/^[A-Z].*\.$/);
      }
    },
  );
});

describe('what a person can do', () => {
  it('is all in the palette: stop, resume, run, end, move, screens, themes, open, copy, keys', () => {
    const ids = actions.map(({ id }) => id);
    const wanted = [
      'robot.stop',
      'robot.resume',
      'run.start',
      'run.end',
      'bench.hand',
      'go.bench',
      'go.trials',
      'go.debug',
      'theme.light',
      'trials.open',
      'trials.copyLink',
      'window.alerts',
      'window.keys',
    ];
    expect(ids).toEqual(expect.arrayContaining(wanted));
  });

  it('is done only when nothing blocks it, and else said in words', () => {
    useWindow.setState({ ...firstState, link: { kind: 'online' } }, true);
    const run = actions.find(({ id }) => id === 'robot.resume');
    if (run === undefined) throw new Error('resume is an action');
    runAction(run, noDeck);
    expect(useWindow.getState()).toMatchObject({
      dialog: null,
      refusal: { what: 'Resume the robot', message: 'The robot is not stopped.' },
    });
    useWindow.setState({ ...namedStates['bench-stopped'] }, true);
    runAction(run, noDeck);
    expect(useWindow.getState()).toMatchObject({ dialog: 'resume', refusal: null });
  });
});

describe('the search', () => {
  const state = namedStates['bench-running'];
  const first = (asked: string): string | undefined => findActions(asked, state)[0]?.words;

  it('finds by parts, by other words, by scattered letters, whatever their case', () => {
    expect(first('stop')).toBe('Stop the robot');
    expect(first('LIGHT')).toBe('Light theme');
    expect(first('abort')).toBe('End this run…');
    expect(first('shortcuts')).toBe('Keys of this view');
    expect(first('mv obj')).toBe('Move object…');
  });

  it('finds a trial by any part of its number, newest first', () => {
    const found = findActions('trial 0038', state);
    expect(found[0]?.words).toBe('Open trial b-0007-0038');
  });

  it('opens an older trial by its whole id', () => {
    expect(first('run-00001-0007')).toBe('Open trial run-00001-0007');
    expect(first('b-0007-0038')).toBe('Open trial b-0007-0038');
    expect(findActions('b-0007-0038', state)).toHaveLength(1);
  });

  it('finds nothing for nonsense, and survives any input', () => {
    expect(findActions('zzqx', state)).toEqual([]);
    for (const asked of ['(', '\\', '*'.repeat(5000), '\u0000', 'ß 💥', '   '])
      expect(() => findActions(asked, state)).not.toThrow();
  });

  it('moves through the list and around its ends', () => {
    expect(moveChoice(0, 3, 'ArrowUp')).toBe(2);
    expect(moveChoice(2, 3, 'ArrowDown')).toBe(0);
    expect(moveChoice(1, 3, 'PageDown')).toBe(2);
    expect(moveChoice(0, 0, 'ArrowDown')).toBeUndefined();
    expect(moveChoice(1, 3, 'x')).toBeUndefined();
  });
});

describe('a key', () => {
  it('is spelled as on the cap, with Ctrl for Ctrl and Cmd, with Shift only where the sign stays', () => {
    expect(keyName(press('r'))).toBe('R');
    expect(keyName(press('?', { shiftKey: true }))).toBe('?');
    expect(keyName(press('k', { metaKey: true }))).toBe('Ctrl K');
    expect(keyName(press('ArrowLeft', { shiftKey: true }))).toBe('Shift ←');
    expect(keyName(press(' '))).toBe('Space');
    expect(keyName(press('Escape'))).toBe('Esc');
  });

  it('never means the stop here: that is heard elsewhere, before everything', () => {
    expect(actionOfKey('Pause', namedStates['bench-running'])).toBeNull();
    expect(actionOfKey('F12', namedStates['bench-running'])).toBeNull();
  });
});
