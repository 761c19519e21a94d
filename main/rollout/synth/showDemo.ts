/**
 * One planned demo, shown and recorded: the T as it lies at first, the arm where it is to be, the push or the hand that
 * moves it, and then what can be seen of the end. The label is the oracle's at the last moment; a push that missed is put
 * right by hand, as a person would.
 */
import type { DemoView, LabelValue } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TeleopScript } from '../teleop/openTeleopScript.ts';
import type { OperatorHand, Seen } from './operatorHand.ts';
import { planPush } from './planPush.ts';
import type { PlannedDemo } from './planSession.ts';

export interface ShownDemo {
  readonly demo: DemoView;
  readonly label: LabelValue;
  /** When the T first lay where it stayed; null where nothing is decided. */
  readonly decidedMs: number | null;
  readonly pushed: boolean;
}

const restS = 0.5;
const endS = 0.5;
/** Longer than any dwell takes. */
const clearS = 1;
const triesToPut = 3;

const labelOf = ({ success, edge }: Seen): LabelValue =>
  edge ? 'unclear' : success ? 'success' : 'failure';

export async function showDemo(
  script: TeleopScript,
  hand: OperatorHand,
  planned: PlannedDemo,
  seed: number,
): Promise<ShownDemo> {
  const { final, before, after, result, nearMiss, index } = planned;
  const maxTiltRad = Math.min(script.envelope.maxTiltRad ?? 0.36, 0.36);
  const push =
    planned.push === null
      ? null
      : planPush(final, planned.push.awayM, planned.push.facesFirst, maxTiltRad);
  const start = push?.from ?? planned.start;
  await hand.rise();
  await hand.put(start);
  await hand.goTo(before, start);
  let decidedMs = 0;
  const decided = async (): Promise<boolean> => {
    decidedMs = script.now.atMs;
    return labelOf(await hand.look()) === result;
  };
  const putRight = async (): Promise<void> => {
    for (let n = 0; n < triesToPut; n++) {
      await hand.put(final);
      await hand.wait(0.1);
      if (await decided()) return;
    }
    throw new BenchError('refused', `the oracle does not call demo ${index} ${result}`, {
      hint: 'The task’s bounds and guards leave no room for what was asked.',
    });
  };
  const origin = { kind: 'synth', seed, index } as const;
  const demo = await script.record({ origin, nearMiss, result }, async () => {
    await hand.wait(restS);
    if (push === null) {
      await putRight();
      await hand.wait(restS);
    } else {
      await hand.push(push, final);
      if (!(await decided())) await putRight();
    }
    await hand.goTo(after, final);
    await hand.wait(endS);
    // As a trial ends, whatever the kind: no judge of trials decides anything before the arm is out of the way.
    if (after !== 'away') await hand.goTo('away', final);
    await hand.wait(clearS);
    if (labelOf(await hand.look()) !== result) {
      await putRight();
      await hand.wait(clearS);
    }
  });
  const moment =
    result === 'unclear' ? null : Math.min(Math.max(decidedMs, demo.fromMs), demo.toMs);
  return { demo, label: result, decidedMs: moment, pushed: push !== null };
}
