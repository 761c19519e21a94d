/**
 * Opens the window and says what becomes of it: closed, opened elsewhere, not opened. An Electron that does not start
 * (no sandbox allowed, a library missing) is followed by Chromium, and a Chromium that does not by a link to open.
 * The core lives on whatever happens here.
 */

import { toBenchError } from '../../base/model/errors.ts';
import { openShell } from './openShell.ts';
import type { OpenedWindow, WindowPlace } from './openWindow.ts';
import { openChromium, planWindow } from './openWindow.ts';

/** A window that ends before this has not really opened. */
const startMs = 5000;

export interface WindowCall {
  readonly place: WindowPlace;
  /** Called when it is opened, so that the link is fresh. */
  readonly mintUrl: () => Promise<string>;
  /** How the person gets the window back. */
  readonly comeBack: string;
  /** A line of result: the link, when a person must open it. */
  readonly out: (line: string) => void;
}

export interface KeptWindow extends Disposable {
  /** No window of ours is open any more. */
  readonly gone: Promise<void>;
}

async function printLink({ mintUrl, out, place }: WindowCall): Promise<void> {
  try {
    out(await mintUrl());
  } catch (thrown) {
    place.note(`The core gave no link: ${toBenchError(thrown).message}`);
  }
}

async function openPlanned(call: WindowCall, tryElectron: boolean) {
  const { place } = call;
  const plan = await planWindow(place, tryElectron);
  if (place.signal.aborted) return null;
  if (plan.kind === 'link') {
    place.note(`${plan.why}; open this link in a browser. It opens one window, once:`);
    await printLink(call);
    return null;
  }
  if (place.machine.isRoot) place.note('Running as root, so the window has no sandbox of its own.');
  const window: OpenedWindow =
    plan.kind === 'electron'
      ? await openShell(plan, place)
      : openChromium(plan, await call.mintUrl(), place.clock);
  return { kind: plan.kind, window };
}

/** Whatever cannot be opened is said and followed by the next thing; null when nothing is left but the link. */
async function openNext(call: WindowCall, tryElectron: boolean) {
  const { note, signal } = call.place;
  for (const electronToo of tryElectron ? [true, false] : [false]) {
    try {
      return await openPlanned(call, electronToo);
    } catch (thrown) {
      if (signal.aborted) return null;
      note(`The window did not open: ${toBenchError(thrown).message}`);
    }
  }
  note('Open this link in a browser instead. It opens one window, once:');
  await printLink(call);
  return null;
}

/** Opens a window where one can be opened; otherwise prints the link and is gone at once. Rejects for nothing. */
export async function keepWindow(call: WindowCall): Promise<KeptWindow> {
  const { signal, note } = call.place;
  const windows = new DisposableStack();
  const follow = async (opened: Awaited<ReturnType<typeof openNext>>): Promise<void> => {
    if (opened === null) return;
    const { openedMs, failed, handedOver } = await windows.use(opened.window).closed;
    if (signal.aborted) return;
    if (handedOver) note('The window opened in a program that was running already.');
    else if (failed === null || openedMs >= startMs)
      note(`The window is closed; the core goes on. ${call.comeBack}`);
    else if (opened.kind === 'electron') {
      note(`Electron did not start: ${failed.split('\n').at(-1) ?? ''}`);
      await follow(await openNext(call, false));
    } else {
      note(`The window did not open: ${failed.split('\n').at(-1) ?? ''}`);
      note('Open this link in a browser instead. It opens one window, once:');
      await printLink(call);
    }
  };
  const first = await openNext(call, true);
  const gone = follow(first);
  gone.catch((error: unknown) => note(`The window is not kept: ${String(error)}`));
  return { gone, [Symbol.dispose]: () => windows.dispose() };
}
