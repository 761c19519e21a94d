/** Programs that aren't ours: honest, silent, crashing, lying; each a real process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessTable } from '../../base/host/processTable.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { openProgram, type Program } from './openProgram.ts';

/** Reads frames, answers with what `reply(message)` gives: raw protocol, no SDK. */
const bare = `
let buffer = Buffer.alloc(0);
const send = (header) => {
  const head = Buffer.from(JSON.stringify(header));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(4 + head.length, 0);
  sizes.writeUInt32LE(head.length, 4);
  process.stdout.write(Buffer.concat([sizes, head]));
};
process.stdin.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  while (buffer.length >= 8 && buffer.length >= 4 + buffer.readUInt32LE(0)) {
    const head = buffer.readUInt32LE(4);
    const message = JSON.parse(buffer.subarray(8, 8 + head));
    buffer = buffer.subarray(4 + buffer.readUInt32LE(0));
    reply(message, send);
  }
});
process.stdin.on('end', () => process.exit(0));
`;

let dir = '';
const table = createProcessTable();
const opened: Program[] = [];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nightbench-program-'));
});
afterEach(async () => {
  for (const program of opened.splice(0)) await program[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
  expect(table.list()).toEqual([]);
});

function open(reply: string, answerMs = 5000): Program {
  const file = path.join(dir, 'program.mjs');
  writeFileSync(file, `${bare}\nfunction reply(message, send) { ${reply} }\n`);
  const program = openProgram({
    name: 'policy',
    command: { file: process.execPath, args: [file], env: {} },
    start: {
      kind: 'policy',
      task: 'toy',
      success: {},
      config: {},
      rateHz: 10,
      attempts: 1,
      attemptLimitS: 1,
      cameras: [],
      randomSeed: 1,
    },
    answerMs,
    readyMs: 5000,
    clock: realClock,
    log: silentLog,
    table,
  });
  opened.push(program);
  return program;
}

const ready = `if (message.type === 'start') return send({ type: 'ready', protocol: 1 });`;
const observe = {
  type: 'observe',
  attempt: 1,
  observation: { atMs: 0, positionRad: [], velocityRadS: [], load: [] },
  frames: [],
} as const;

describe('openProgram', () => {
  it('asks and is answered, in order, with its own ids', async () => {
    const program = open(
      `${ready} send({ type: 'act', id: message.id, jointsRad: [message.id, 0, 0, 0, 0, 0] });`,
    );
    expect(await program.ready).toBeNull();
    const [one, two] = await Promise.all([program.ask(observe, []), program.ask(observe, [])]);
    expect(one).toMatchObject({ ok: true, reply: { type: 'act', jointsRad: [1, 0, 0, 0, 0, 0] } });
    expect(two).toMatchObject({ ok: true, reply: { jointsRad: [2, 0, 0, 0, 0, 0] } });
  });

  it.each([
    ['NaN as a joint', `send({ type: 'act', id: message.id, jointsRad: [null, 0, 0, 0, 0, 0] })`],
    ['five joints', `send({ type: 'act', id: message.id, jointsRad: [0, 0, 0, 0, 0] })`],
    ['an unknown key', `send({ type: 'wait', id: message.id, verdict: 'success' })`],
    ['another type', `send({ type: 'success', id: message.id })`],
    ['no frame at all', `process.stdout.write('hello, world, this is no frame')`],
    ['a crash', `process.exit(3)`],
  ])('%s is a crash', async (_name, answer) => {
    const program = open(`${ready} ${answer};`);
    const got = await program.ask(observe, []);
    expect(got).toMatchObject({ ok: false, failure: { kind: 'crashed' } });
    expect(await program.ask(observe, [])).toMatchObject({ ok: false });
  });

  it('silence is late, not for ever', async () => {
    const program = open(`${ready}`, 50);
    await program.ready;
    expect(await program.ask(observe, [])).toMatchObject({ ok: false, failure: { kind: 'late' } });
  });

  it('a program that is not there fails its `ready` with the reason', async () => {
    const program = open('');
    program[Symbol.asyncDispose]();
    expect(await program.ready).toMatchObject({ kind: 'crashed' });
  });
});
