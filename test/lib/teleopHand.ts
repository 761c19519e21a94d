/** A person's hand for tests: inputs as a window sends them, numbered by themselves, and recordings begun and ended. */
import type { Caller } from '../../main/base/api/caller.ts';
import type { CommandArgsParsed, CoreApi } from '../../main/base/api/contract.ts';
import { never } from './coreUnderTest.ts';

export type HandMove = NonNullable<CommandArgsParsed<'teleop.input'>['move']>;
type Input = CommandArgsParsed<'teleop.input'>;

const still: HandMove = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };

export function teleopHand(api: Pick<CoreApi, 'call'>, caller?: Caller) {
  let seq = 0;
  const send = (part: Partial<Input>): Promise<null> =>
    api.call(
      'teleop.input',
      { seq: seq++, move: null, goTo: null, clutch: true, speed: 1, ...part },
      never,
      caller,
    );
  return {
    send,
    push: (part: Partial<HandMove>): Promise<null> => send({ move: { ...still, ...part } }),
    async move(periods: number, part: Partial<HandMove>): Promise<void> {
      for (let i = 0; i < periods; i++) await send({ move: { ...still, ...part } });
    },
    async goTo(periods: number, xM: number, yM: number, zM: number): Promise<void> {
      for (let i = 0; i < periods; i++) await send({ goTo: { xM, yM, zM } });
    },
  };
}

/** In lockstep, unless asked otherwise; nothing is recorded yet. */
export async function beginTeleop(
  api: Pick<CoreApi, 'call'>,
  part: Partial<CommandArgsParsed<'teleop.begin'>> = {},
): Promise<void> {
  const asked = { task: 'touch', input: 'script', lockstep: true, ...part } as const;
  await api.call('teleop.begin', asked, never);
}

export const recordDemo = (api: Pick<CoreApi, 'call'>, countdownS = 0, nearMiss?: string) =>
  api.call('demo.record', { countdownS, nearMiss: nearMiss ?? null }, never);
