/**
 * Going autonomous: the checks, a countdown that any key or click ends, then the night. The checks are made anew right
 * before the countdown, which never starts with a line that fails; the core makes them once more before it begins.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { PreflightLine } from '../../main/base/model/night.ts';
import { sentence } from '../parts/useAsk.ts';
import { asksThinking, goKey } from '../store/goFacts.ts';
import { firstGo, type GoDesk } from '../store/sealDesk.ts';
import { countdownBlocked, goBlocked } from '../store/sealFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import { askInto } from './askInto.ts';
import type { Deck } from './deck.ts';
import { changeSeal } from './sealMoves.ts';

export const countdownS = 5;
const checkMs = 120_000;

const go = (): GoDesk => useWindow.getState().sealDesk.go;
const change = (part: Partial<GoDesk>): void => changeSeal({ go: { ...go(), ...part } });

/** What a countdown runs on: time, and whatever a person does. */
export interface CountdownPorts {
  readonly clock: Pick<Clock, 'every'>;
  /** Calls at every key and click until disposed. */
  onInput(on: () => void): Disposable;
}

let counting: Disposable | null = null;

/** Ends the countdown, where one goes on, with why. */
export function cancelCountdown(why: string | null): void {
  if (counting === null) return;
  counting[Symbol.dispose]();
  counting = null;
  change({ leftS: null, why });
}

/** The dialog with its checks, made now. A simulated bench is offered in lockstep first. */
export function openGo(deck: Deck): void {
  cancelCountdown(null);
  const lockstep = useWindow.getState().bench?.kind === 'simulated';
  changeSeal({ go: { ...firstGo, lockstep } });
  useWindow.setState({ dialog: 'goAutonomous' });
  void askPreflight(deck);
}

export function chooseClock(deck: Deck, lockstep: boolean): void {
  cancelCountdown(null);
  change({ lockstep, why: null });
  void askPreflight(deck);
}

export function chooseAgent(deck: Deck, agent: string): void {
  cancelCountdown(null);
  change({ agent, why: null });
  void askPreflight(deck);
}

export const typeThinking = (think: string): void => change({ think, why: null });

export async function askPreflight(deck: Deck): Promise<void> {
  const task = useWindow.getState().seal?.task ?? null;
  if (task === null) return;
  const { agent, lockstep } = go();
  const args = { task, agent, lockstep };
  await askInto<readonly PreflightLine[]>(
    { read: () => go().lines, put: (lines) => change({ lines }) },
    goKey(go()),
    () => deck.call('night.preflight', args, { timeoutMs: checkMs }),
    sentence,
  );
}

export async function startNight(deck: Deck, by: string): Promise<void> {
  const task = useWindow.getState().seal?.task ?? null;
  if (task === null) return;
  change({ starting: true, why: null });
  try {
    const { agent, lockstep, think } = go();
    const thinking = asksThinking(go()) ? { thinkSeconds: Number(think) } : {};
    const args = { task, agent, lockstep, by, ...thinking };
    await deck.call('night.start', args, { timeoutMs: checkMs });
    changeSeal({ go: firstGo });
    useWindow.setState({ screen: 'night', dialog: null });
  } catch (thrown) {
    const { message, hint } = toBenchError(thrown);
    change({ starting: false, why: sentence(message, hint) });
  }
}

function countDown(deck: Deck, ports: CountdownPorts, by: string): void {
  const stack = new DisposableStack();
  counting = stack;
  change({ leftS: countdownS, why: null });
  stack.use(ports.onInput(() => cancelCountdown('Cancelled: the robot stays where it is.')));
  stack.use(
    ports.clock.every(1000, () => {
      const why = goBlocked(useWindow.getState());
      const left = (go().leftS ?? 0) - 1;
      if (why !== null) cancelCountdown(why);
      else if (left > 0) change({ leftS: left });
      else {
        cancelCountdown(null);
        void startNight(deck, by);
      }
    }),
  );
}

/** Checks once more, then counts down; where a line fails it says so and nothing is counted. */
export async function goAutonomous(deck: Deck, ports: CountdownPorts, by: string): Promise<void> {
  if (countdownBlocked(useWindow.getState()) !== null) return;
  await askPreflight(deck);
  const { dialog } = useWindow.getState();
  if (dialog === 'goAutonomous' && countdownBlocked(useWindow.getState()) === null)
    countDown(deck, ports, by);
}
