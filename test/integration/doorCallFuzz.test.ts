/**
 * Every command of the contract with arguments that fit and with arguments beside them, drawn from its schema; message
 * orders of any kind; JSON of any depth. A call reaches the core exactly when it fits, every other gets one typed
 * refusal, and what a client held is let go when it leaves.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandName, commands } from '../../main/base/api/contract.ts';
import { BenchError, errorCodes } from '../../main/base/model/errors.ts';
import { answerCall } from '../../main/entry/door/answerCall.ts';
import type { Door } from '../../main/entry/door/openDoor.ts';
import { never } from '../lib/coreUnderTest.ts';
import { openPeer } from '../lib/doorClient.ts';
import { fuzzRuns, fuzzTimeoutMs } from '../lib/fuzzRuns.ts';
import { openWatchedDoor } from '../lib/openWatchedDoor.ts';
import { beside, fitting } from '../lib/schemaArbitrary.ts';
import { createTinyCore } from '../lib/tinyCore.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const names = Object.keys(commands) as CommandName[];
const answers = Object.fromEntries(names.map((name) => [name, () => ({ took: name })]));
const core = createTinyCore(answers);
let door: Door;
let errorsLogged: readonly unknown[];

beforeAll(async () => {
  ({ door, errorsLogged } = await openWatchedDoor(core.api));
});
afterAll(() => door[Symbol.asyncDispose]());

const viaJson = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
};

/** Reached the core, or the code of the refusal. */
async function outcome(name: string, args: unknown): Promise<string> {
  const before = core.calls.length;
  try {
    await answerCall(core.api, name, args, never);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BenchError);
    const { code, message } = thrown as BenchError;
    expect(message.length).toBeLessThan(700);
    expect(core.calls.length).toBe(before);
    return code;
  }
  expect(core.calls.length).toBe(before + 1);
  return 'reached';
}

describe.each(names)('%s', (name) => {
  const { args: schema } = commands[name];

  it('takes what fits', async () => {
    await fc.assert(
      fc.asyncProperty(fitting(schema), async (args) => {
        expect(await outcome(name, viaJson(args))).toBe('reached');
      }),
      fuzzRuns(40),
    );
  });

  it('refuses what does not, typed, before anything is done', async () => {
    await fc.assert(
      fc.asyncProperty(beside(schema), async (args) => {
        const given = viaJson(args);
        const fits = schema.safeParse(given ?? {}).success;
        expect(await outcome(name, given)).toBe(fits ? 'reached' : 'bad-input');
      }),
      fuzzRuns(150),
    );
  });
});

it('knows no other command', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString', 'core', 'core.info ')),
      async (name) => {
        fc.pre(!names.includes(name as CommandName));
        expect(await outcome(name, {})).toBe('not-found');
      },
    ),
    fuzzRuns(200),
  );
});

const topics = fc.oneof(
  fc.constantFrom('bench', 'run', 'alerts', 'debug', 'batches', 'trials', 'camera/front'),
  fc.constantFrom('__proto__', 'camera/', 'camera/../x', 'constructor', 'BENCH'),
  fc.string({ maxLength: 80 }),
);
const message = fc.oneof(
  fc.record({ type: fc.constant('subscribe'), topic: topics, cursor: fc.integer() }),
  fc.record({ type: fc.constantFrom('subscribe', 'unsubscribe'), topic: topics }),
  fc.record({ type: fc.constant('credit'), topic: topics, count: fc.integer({ min: -1, max: 6 }) }),
  fc.record({
    type: fc.constant('hello'),
    client: fc.constantFrom('window', 'cli', 'script', 'x'),
  }),
  fc.record({
    type: fc.constant('call'),
    id: fc.nat(),
    name: fc.constantFrom(...names),
    args: fc.jsonValue(),
  }),
  fc.jsonValue(),
);

it('lets go of all that a client held, whatever it said in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      await using peer = await openPeer(door.port, { authorization: `Bearer ${door.token}` });
      for (const each of messages) peer.send(each);
      peer.send({ type: 'call', id: 999_999_999, name: 'core.info', args: {} });
      await peer.next('result', ({ id }) => id === 999_999_999);
      for (const said of peer.seen)
        if (said.type === 'error') expect(errorCodes).toContain(said.error.code);
      expect(core.open.logs + core.open.states + core.open.cameras).toBeLessThanOrEqual(8);
      await peer[Symbol.asyncDispose]();
      await expect
        .poll(() => Object.values(core.open).reduce((sum, each) => sum + each, 0))
        .toBe(0);
    }),
    fuzzRuns(40),
  );
});

it('sends no more pictures than were granted, however the grants come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(6)), { maxLength: 12 }),
      async (grants) => {
        await using peer = await openPeer(door.port, { authorization: `Bearer ${door.token}` });
        peer.send({ type: 'subscribe', topic: 'camera/front' });
        let id = 0;
        const settled = async (): Promise<void> => {
          peer.send({ type: 'call', id: ++id, name: 'core.info', args: {} });
          await peer.next('result', (each) => each.id === id);
        };
        let most = 0;
        for (const [count, frames] of grants) {
          peer.send({ type: 'credit', topic: 'camera/front', count });
          most += count;
          await settled();
          for (let seq = 0; seq < frames; seq++) core.frame('front', seq, new Uint8Array(10));
        }
        await settled();
        expect(peer.seen.filter(({ type }) => type === 'frame').length).toBeLessThanOrEqual(most);
      },
    ),
    fuzzRuns(30),
  );
});

it('survives JSON as deep as a message is long', async () => {
  const depth = 120_000;
  const deep = '['.repeat(depth) + ']'.repeat(depth);
  for (const text of [
    deep,
    `{"type":"call","id":1,"name":"trial.run","args":${deep}}`,
    `{"type":${deep}}`,
    `${`{"a":`.repeat(40_000)}1${'}'.repeat(40_000)}`,
    '['.repeat(200_000),
  ]) {
    await using peer = await openPeer(door.port, { authorization: `Bearer ${door.token}` });
    peer.socket.send(text);
    const { error } = await peer.next('error');
    expect(['bad-input', 'protocol']).toContain(error.code);
  }
});

it('failed nowhere inside', () => {
  expect(errorsLogged).toEqual([]);
});
