/** The pump between a core and a terminal: order, one write in flight, honest acknowledgements, snapshots that replace. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../main/base/lib/rng.ts';
import { createStillClock } from '../../test/lib/createStillClock.ts';
import { createTerminalPump } from './terminalPump.ts';

function createRig() {
  const clock = createStillClock();
  const acks: number[] = [];
  const writes: number[] = [];
  let screen = '';
  let stalls = 0;
  let pending: (() => void) | null = null;
  const pump = createTerminalPump({
    clock,
    reset: () => {
      screen = '';
    },
    write: (bytes, done) => {
      expect(pending).toBeNull();
      writes.push(bytes.byteLength);
      pending = () => {
        screen += new TextDecoder().decode(bytes);
        done();
      };
    },
    ack: (end) => acks.push(end),
    stalled: () => {
      stalls++;
    },
  });
  let end = 0;
  return {
    pump,
    clock,
    acks,
    writes,
    screen: () => screen,
    stalls: () => stalls,
    say: (text: string, kind: 'output' | 'snapshot' = 'output', at?: number) => {
      const bytes = new TextEncoder().encode(text);
      end = at ?? end + bytes.byteLength;
      pump.chunk({ agentId: 'agent-0001', kind, end, bytes });
    },
    /** The screen has taken what was written last. */
    settle: () => {
      const done = pending;
      pending = null;
      done?.();
      return done !== null;
    },
  };
}

describe('the pump', () => {
  it('writes one piece at a time and joins what waits meanwhile', () => {
    const rig = createRig();
    rig.say('a', 'snapshot');
    rig.say('b');
    rig.say('c');
    expect(rig.writes).toEqual([1]);
    rig.settle();
    expect(rig.writes).toEqual([1, 2]);
    rig.settle();
    expect(rig.screen()).toBe('abc');
    expect(rig.pump.waitingBytes).toBe(0);
  });

  it('acknowledges only what is on the screen, soon, or at once when it is much', () => {
    const rig = createRig();
    rig.say('x'.repeat(10), 'snapshot');
    rig.clock.advance(1_000);
    expect(rig.acks).toEqual([]);
    rig.settle();
    expect(rig.acks).toEqual([]);
    rig.clock.advance(25);
    expect(rig.acks).toEqual([10]);
    rig.say('y'.repeat(300_000));
    while (rig.settle());
    // The piece is written in parts, and is not on the screen before its last one.
    expect(rig.acks).toEqual([10, 300_010]);
    expect(Math.max(...rig.writes)).toBe(64 * 1024);
    rig.clock.advance(1_000);
    expect(rig.acks).toHaveLength(2);
  });

  it('lets a snapshot replace what is shown and what waits, also with a smaller count', () => {
    const rig = createRig();
    rig.say('old', 'snapshot', 1_000_000);
    rig.say('lost', 'output', 1_000_004);
    rig.say('new', 'snapshot', 3);
    rig.say('er', 'output', 5);
    while (rig.settle());
    rig.clock.advance(25);
    expect(rig.screen()).toBe('newer');
    expect(rig.acks).toEqual([5]);
  });

  it('tells once that a write never ends, however long it waits, and nothing while it ends', () => {
    const rig = createRig();
    rig.say('a', 'snapshot');
    rig.clock.advance(4_000);
    rig.settle();
    rig.clock.advance(60_000);
    expect(rig.stalls()).toBe(0);
    rig.say('b');
    rig.clock.advance(60_000);
    expect(rig.stalls()).toBe(1);
  });

  it('is silent once it is disposed', () => {
    const rig = createRig();
    rig.say('a', 'snapshot');
    rig.pump[Symbol.dispose]();
    rig.settle();
    rig.say('b');
    rig.clock.advance(1_000);
    expect([rig.writes, rig.acks]).toEqual([[1], []]);
  });

  it('loses nothing and reorders nothing, however pieces and writes interleave', () => {
    const rng = createRng(3);
    const rig = createRig();
    let all = '';
    rig.say('', 'snapshot', 0);
    for (let i = 0; i < 2_000; i++) {
      if (rng.uniform() < 0.5) {
        const text = String.fromCharCode(97 + rng.below(26)).repeat(1 + rng.below(3_000));
        all += text;
        rig.say(text);
      } else rig.settle();
    }
    while (rig.settle());
    rig.clock.advance(25);
    expect(rig.screen() === all).toBe(true);
    expect(rig.acks.at(-1)).toBe(all.length);
    expect(rig.acks).toEqual([...rig.acks].sort((a, b) => a - b));
  });
});
