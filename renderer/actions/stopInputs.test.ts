/** The foot switch's lesson and the gamepad's button: what is taken, what is refused, what stops. */
import { describe, expect, it } from 'vitest';
import { learnFrom, padsHolding, stopPadButton } from './stopInputs.ts';

const press = (key: string, code: string, more: object = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('the foot switch', () => {
  it('teaches any key that is not needed otherwise', () => {
    expect(learnFrom(press('F13', 'F13'))).toEqual({
      kind: 'taught',
      key: { code: 'F13', name: 'F13' },
      warning: null,
    });
  });

  it('is warned of on a key with which people type', () => {
    expect(learnFrom(press('b', 'KeyB'))).toMatchObject({
      kind: 'taught',
      key: { code: 'KeyB', name: 'B' },
      warning: expect.stringContaining('while you type'),
    });
  });

  it.each([
    ['Tab', 'Tab'],
    ['Enter', 'Enter'],
    ['Enter', 'NumpadEnter'],
    [' ', 'Space'],
    ['Escape', 'Escape'],
    ['ArrowDown', 'ArrowDown'],
    ['Pause', 'Pause'],
    ['Unidentified', ''],
  ])('is refused on %s: the window could not be worked, or nothing would change', (key, code) => {
    expect(learnFrom(press(key, code)).kind).toBe('refused');
  });

  it('waits on while only a modifier is down', () => {
    expect(learnFrom(press('Shift', 'ShiftLeft', { shiftKey: true }))).toEqual({ kind: 'waiting' });
  });
});

describe('the gamepad', () => {
  const pad = (index: number, mapping: GamepadMappingType, held: number | null) => ({
    index,
    mapping,
    buttons: Array.from({ length: 4 }, (_, button) => ({
      pressed: button === held,
      touched: button === held,
      value: button === held ? 1 : 0,
    })),
  });

  it('stops by its one button, and by no other', () => {
    expect(padsHolding([null, pad(1, 'standard', stopPadButton)])).toEqual([1]);
    expect(padsHolding([pad(0, 'standard', 0), pad(1, 'standard', null)])).toEqual([]);
  });

  it('of unknown layout stops by every button; with no buttons by none', () => {
    expect(padsHolding([pad(0, '', 3)])).toEqual([0]);
    expect(padsHolding([{ index: 0, mapping: '', buttons: [] }])).toEqual([]);
  });
});
