/** How a key is spelled, in the registry and on the screen alike: 'R', '?', 'Ctrl K', 'Shift ←', 'Space'. */

const named: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Ctrl and Cmd are one; Shift is told only where it does not change the sign itself, or a letter of a chord. */
export function keyName(press: KeyPress): string {
  const sign = press.key.length === 1 && press.key !== ' ';
  const chord = (press.ctrlKey || press.metaKey) && /^[a-z]$/i.test(press.key);
  const key = sign ? press.key.toUpperCase() : (named[press.key] ?? press.key);
  const parts = [
    press.ctrlKey || press.metaKey ? 'Ctrl' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey && (!sign || chord) ? 'Shift' : null,
    key,
  ];
  return parts.filter((part) => part !== null).join(' ');
}
