/** Pause and F12 stop the robot whatever has the focus: captured at the window before anything else sees the key. */

export const stopKeys: readonly string[] = ['Pause', 'F12'];

export function listenForStopKeys(stop: (reason: string) => void): Disposable {
  const onKey = (event: KeyboardEvent): void => {
    if (!stopKeys.includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) stop(`${event.key} key`);
  };
  window.addEventListener('keydown', onKey, { capture: true });
  return {
    [Symbol.dispose]: () => window.removeEventListener('keydown', onKey, { capture: true }),
  };
}
