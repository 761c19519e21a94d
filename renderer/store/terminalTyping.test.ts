/** What a person types: in order, together while a call is on its way, bounded, and gone whole after a failed call. */
import { describe, expect, it } from 'vitest';
import { createTyping } from './terminalTyping.ts';

function createRig() {
  const sent: string[] = [];
  const problems: string[] = [];
  let answer = Promise.withResolvers<void>();
  const typing = createTyping({
    send: (text) => {
      sent.push(text);
      answer = Promise.withResolvers<void>();
      return answer.promise;
    },
    lost: (thrown) => problems.push(String(thrown)),
    tooMuch: (chars) => problems.push(`${chars} signs`),
  });
  const turn = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return {
    sent,
    problems,
    type: typing.type,
    answered: async () => {
      answer.resolve();
      await turn();
    },
    failed: async () => {
      answer.reject(new Error('gone'));
      await turn();
    },
  };
}

describe('typing', () => {
  it('sends what comes while a call is on its way as one, in order', async () => {
    const rig = createRig();
    for (const key of 'hello') rig.type(key);
    expect(rig.sent).toEqual(['h']);
    await rig.answered();
    expect(rig.sent).toEqual(['h', 'ello']);
    await rig.answered();
    rig.type('!');
    expect(rig.sent.join('')).toBe('hello!');
  });

  it('sends no more at once than the core takes, and never half a sign', async () => {
    const rig = createRig();
    const text = `${'a'.repeat(65_535)}😀${'b'.repeat(10)}`;
    rig.type(text);
    await rig.answered();
    expect(rig.sent.map((each) => each.length)).toEqual([65_535, 12]);
    expect(rig.sent.join('')).toBe(text);
  });

  it('refuses what is too much as a whole, and says so', async () => {
    const rig = createRig();
    rig.type('a'.repeat(300_000));
    expect(rig.sent).toEqual([]);
    expect(rig.problems).toEqual(['300000 signs']);
  });

  it('drops what waits when a call has failed, tells it once, and goes on', async () => {
    const rig = createRig();
    rig.type('rm ');
    rig.type('-r half');
    await rig.failed();
    expect(rig.problems).toEqual(['Error: gone']);
    rig.type('x');
    expect(rig.sent).toEqual(['rm ', 'x']);
  });
});
