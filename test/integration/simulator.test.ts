/**
 * The simulated bench as its own process: does lockstep repeat to the last pixel, does it wait for the bus, does it end
 * with its core, does it show its black box, and is nonsense refused in words?
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openFramedChild } from '../../main/base/host/framedChild.ts';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { encodePacket } from '../../main/bench/servo/packet.ts';
import {
  openSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../main/bench/simulator.ts';
import { askBox } from '../lib/blackBox.ts';
import { createHandClock } from '../lib/createHandClock.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** As Push-T publishes it. */
const rule = {
  words: '',
  goal: { xM: 0.205, yM: 0, yawRad: 0 },
  bounds: { positionM: 0.005, yawRad: 0.174533 },
  guard: { positionM: 0.002, yawRad: 0.05236 },
};
const scratch: string[] = [];
afterEach(() => {
  for (const dir of scratch.splice(0)) rmSync(dir, { recursive: true });
});

function open(more: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return openSimulator({
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    pace: 'lockstep',
    taskDir: path.join(root, 'tasks/push-t'),
    seed: 4,
    settings: {},
    program: { file: process.execPath, args: [path.join(root, 'main/entry/sim.ts')] },
    ...more,
  });
}

/** Writes as the servo process would; answers how many bytes. */
function writeBus(port: string, packets: readonly Buffer[]): number {
  const line = openSync(port, constants.O_RDWR | constants.O_NOCTTY);
  const bytes = Buffer.concat([...packets]);
  writeSync(line, bytes);
  closeSync(line);
  return bytes.length;
}

const torqueOn = encodePacket(0xfe, 3, [40, 1]);
const panTo = (counts: number): Buffer => encodePacket(1, 3, [42, counts & 255, counts >> 8]);

/** A second of bench time: half of it standing, half panning. Every frame and the truth, as one hash. */
async function second(settings: SimulatorOptions['settings'] = {}): Promise<string> {
  await using sim = await open({ settings });
  const hash = createHash('sha256');
  const coming = new Map<string, Uint8Array>();
  sim.onFrame((frame, jpeg) => coming.set(`${frame.tick}/${frame.role}/${frame.seq}`, jpeg));
  sim.seed(4, 0);
  let captures = 0;
  let bytes = 0;
  for (let tick = 0; tick < 50; tick++) {
    if (tick === 25) bytes += writeBus(sim.opened.port, [torqueOn, panTo(2348)]);
    const step = { tick, untilMs: (tick + 1) * 20, busBytes: bytes, pipelined: false };
    captures += (await sim.advance(step)).captures;
  }
  await expect.poll(() => coming.size, { interval: 5, timeout: 20_000 }).toBe(captures);
  expect(captures).toBe(22);
  for (const key of [...coming.keys()].sort()) hash.update(key).update(coming.get(key) ?? '');
  return hash.update(JSON.stringify((await sim.truth(rule)).objects)).digest('hex');
}

test('lockstep gives the same pictures to the last byte in another process', async () => {
  const [first, again, noisier] = await Promise.all([second(), second(), second({ light: 0.8 })]);
  expect(again).toBe(first);
  expect(noisier).not.toBe(first);
});

test('the hand, faults and settings are answered, and nonsense is refused in words', async () => {
  await using sim = await open();
  await sim.hand('tee', { xM: 0.207, yM: 0, yawRad: 0 });
  expect((await sim.truth(rule)).truth).toEqual({ success: true, edge: false });
  await sim.hand('tee', { xM: 0.2055, yM: 0.004, yawRad: 0 });
  expect((await sim.truth(rule)).truth).toEqual({ success: true, edge: true });
  await expect(sim.hand('cup', { xM: 0.2, yM: 0, yawRad: 0 })).rejects.toMatchObject({
    code: 'not-found',
  });
  await sim.fault({ kind: 'overheat', on: true, servo: 3, amount: 80 });
  await sim.fault({ kind: 'freeze-camera', on: true, role: 'overhead' });
  await sim.fault({ kind: 'half-rate', on: true, role: 'front' });
  await expect(sim.fault({ kind: 'stall', on: true, servo: 9 })).rejects.toMatchObject({
    code: 'bad-input',
  });
  await expect(sim.fault({ kind: 'half-rate', on: true, role: 'rear' })).rejects.toThrow('rear');
  await sim.set({ friction: 1.5, distractors: 3 });
  await expect(sim.set({ mass: -1 })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(sim.set({ imageSize: '640x480' })).rejects.toMatchObject({ code: 'refused' });
  const seen: string[] = [];
  sim.onFrame((frame) => seen.push(`${frame.role} ${frame.seq}`));
  let captures = 0;
  for (let tick = 0; tick < 20; tick++) {
    const step = { tick, untilMs: (tick + 1) * 20, busBytes: 0, pipelined: false };
    captures += (await sim.advance(step)).captures;
  }
  await expect.poll(() => seen.length, { interval: 5, timeout: 20_000 }).toBe(captures);
  expect(seen.filter((each) => each.startsWith('front'))).toEqual([
    'front 0',
    'front 1',
    'front 2',
  ]);
  expect(seen.filter((each) => each.startsWith('overhead')).length).toBe(5);
});

test('a folder without a scene is said so', async () => {
  await expect(open({ taskDir: path.join(root, 'docs') })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('in real time frames come by themselves, and the black box shows the arm to whoever asks', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'nightbench-'));
  scratch.push(dir);
  const blackBoxPath = path.join(dir, 'box.json');
  const sim = await open({ pace: 'real', blackBoxPath });
  const roles = new Set<string>();
  const both = new Promise<void>((resolve) => {
    sim.onFrame((frame) => {
      expect(frame.tick).toBe(-1);
      roles.add(frame.role);
      if (roles.size === 2) resolve();
    });
  });
  await both;
  writeBus(sim.opened.port, [torqueOn, panTo(2300)]);
  await realClock.sleep(450);
  const box = await askBox(blackBoxPath, sim.pid);
  await sim[Symbol.asyncDispose]();
  expect(box.writes.some((write) => write.id === 1 && write.address === 42)).toBe(true);
  const last = box.joints.at(-1);
  expect(last?.positionRad[0]).toBeGreaterThan(0.3);
});

test('one that stands still is killed when its patience is over, and said to be lost', async () => {
  await using sim = await open({ stepTimeoutMs: 300 });
  const lost = Promise.withResolvers<string>();
  using _lost = sim.onLost(lost.resolve);
  process.kill(sim.pid, 'SIGSTOP');
  const step = { tick: 0, untilMs: 20, busBytes: 0, pipelined: false };
  await expect(sim.advance(step)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await lost.promise).toContain('SIGKILL');
});

test('one that stands still in real time is killed after so many beats without a word, and none is left', async () => {
  const { clock, repeated, beat } = createHandClock();
  await using sim = await open({ clock, pace: 'real' });
  const lost = Promise.withResolvers<string>();
  using _lost = sim.onLost(lost.resolve);
  for (let words = 0; words < 3; words++) {
    beat(20);
    await sim.truth(rule);
  }
  process.kill(sim.pid, 'SIGSTOP');
  beat(20);
  expect(repeated.size).toBe(1);
  beat(1);
  expect(await lost.promise).toContain('SIGKILL');
  expect(repeated.size).toBe(0);
});

test('says that it lives when it is asked', async () => {
  const said = Promise.withResolvers<unknown>();
  await using child = openFramedChild({
    name: 'simulator',
    file: process.execPath,
    args: [path.join(root, 'main/entry/sim.ts')],
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    onFrame: ({ header }) => said.resolve(header),
  });
  child.send({ type: 'alive' });
  expect(await said.promise).toEqual({ type: 'alive' });
});
