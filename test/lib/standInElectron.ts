/**
 * Runs our shell's real entry as Electron would, with the strict fake in Electron's place: the module is evaluated
 * first, and only then the app gets ready. A test plays the person through a socket, one JSON line each way. Started
 * as `electron main.ts --link …` by the launcher; everything but Electron itself is the product.
 */
import { registerHooks } from 'node:module';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { createLineCutter } from '../../main/base/wire/shellLink.ts';
import { createFakeElectron } from './fakeElectron.ts';

/** What the test may do as a person. */
export type Gesture =
  | { readonly pick: string }
  | { readonly answer: string }
  | { readonly close: true }
  | { readonly click: true };

/** What a person would see. */
export interface Sight {
  readonly windows: number;
  readonly title: string | null;
  readonly loads: number;
  readonly question: string | null;
  readonly buttons: readonly string[];
  readonly tip: string | null;
  readonly seen: readonly string[];
}

const fake = createFakeElectron();
const place = globalThis as { standInElectron?: unknown };
place.standInElectron = fake.electron;
Object.defineProperty(process.versions, 'electron', { value: '45.4.1' });
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: 'stand-in:electron', shortCircuit: true } : next(name, context),
  load: (url, context, next) =>
    url === 'stand-in:electron'
      ? {
          format: 'commonjs',
          source: 'module.exports = globalThis.standInElectron',
          shortCircuit: true,
        }
      : next(url, context),
});

function sight(): Sight {
  const [window] = fake.windows;
  const box = fake.boxes[0]?.options;
  return {
    windows: fake.windows.length,
    title: window?.title ?? null,
    loads: fake.seen.filter((line) => line.startsWith('load ')).length,
    question: box === undefined ? null : `${box.message}\n${box.detail}`,
    buttons: box?.buttons ?? [],
    tip: fake.tray?.tip ?? null,
    seen: fake.seen.filter((line) => !line.startsWith('load ')),
  };
}

async function act(gesture: Gesture): Promise<void> {
  if ('pick' in gesture) fake.pick(gesture.pick);
  else if ('answer' in gesture) await must(fake.boxes[0]).answer(gesture.answer);
  else if ('close' in gesture) must(fake.windows[0]).close();
  else must(fake.tray).events.fire('click');
}

/** As at once as app.exit, and as good an end: no handler of ours runs any more. */
function end(): void {
  (process as unknown as { reallyExit(code: number): never }).reallyExit(0);
}

const socket = connect(must(process.env.STAND_IN));
socket.setEncoding('utf8');
socket.on('error', () => undefined);
socket.on('close', end); // the test is over, however it went
socket.on(
  'data',
  createLineCutter((line) => void act(JSON.parse(line) as Gesture)),
);
let told = '';
realClock.every(20, () => {
  const now = JSON.stringify(sight());
  if (now !== told) socket.write(`${now}\n`);
  told = now;
  if (fake.exited !== null) end();
});
const main = must(process.argv.find((word) => word.endsWith('electron/main.ts')));
await import(pathToFileURL(main).href);
await fake.becomeReady();
