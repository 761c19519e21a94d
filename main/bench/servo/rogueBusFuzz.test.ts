/**
 * The real servo process on a bus that lies: answers torn, doubled, late, full of noise, and whole answers whose contents
 * are anything. It lives through all of it, tells only finite numbers, never sends the arm far from where it is, and
 * holds again when the bus is honest.
 */
import { describe, expect, it, vi } from 'vitest';
import { fuzzFactor, fuzzTimeoutMs } from '../../../test/lib/fuzzRuns.ts';
import { openTestBus } from '../../../test/lib/openTestBus.ts';
import { type Message, openTestServo } from '../../../test/lib/openTestServo.ts';
import { openRoguePort, type RoguePort } from '../../../test/lib/roguePort.ts';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { createRng, type Rng } from '../../base/lib/rng.ts';
import { simulatedBenchEnvelope } from '../benchEnvelope.ts';
import { busBlocks } from './busBlocks.ts';
import { leadS } from './envelope.ts';
import { countsOfRad } from './jointUnits.ts';
import { createPacketParser, encodePacket } from './packet.ts';
import { reachCounts } from './plausibleReads.ts';
import { encodeValue, registers } from './sts3215.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const homeRad = [0, -1.2, 1.6, 1.1, 0, 0];
const startCounts = homeRad.map((rad, j) => countsOfRad(must(simulatedCalibration[j]), rad));
const badAnswers = 120 * fuzzFactor;

type Spoil = NonNullable<RoguePort['spoil']>;

const noise = (rng: Rng, most: number): Buffer =>
  Buffer.from(Array.from({ length: rng.below(most) }, () => rng.below(256)));

function tear(rng: Rng, bytes: Buffer): readonly Buffer[] {
  const at = rng.below(bytes.length + 1);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** What a bad cable does. One flipped bit never passes the checksum; these do not make whole packets. */
function badCable(rng: Rng): Spoil {
  let last: Buffer = Buffer.alloc(0);
  return (answer) => {
    const before = last;
    last = answer;
    const spoilt = Buffer.from(answer);
    const at = rng.below(spoilt.length);
    spoilt[at] = (spoilt[at] ?? 0) ^ (1 << rng.below(8));
    return (
      [
        () => tear(rng, answer),
        () => [answer.subarray(0, rng.below(answer.length))],
        () => [spoilt],
        () => [answer, answer],
        () => [before],
        () => [Buffer.from([0xff]), answer],
        () => [Buffer.from([0xff, 0xff, 1 + rng.below(6), 250])],
        () => [],
      ][rng.below(8)] as () => readonly Buffer[]
    )();
  };
}

/** Whole packets with a right checksum and contents of any kind, in one answer of `every`. */
function liar(rng: Rng, every: number): Spoil {
  return (answer) => {
    if (rng.below(every) > 0) return [answer];
    const lies: Buffer[] = [];
    const parser = createPacketParser(({ id, code, params }) => {
      const lie = Uint8Array.from(params, (byte) => (rng.below(4) === 0 ? rng.below(256) : byte));
      lies.push(encodePacket(id, rng.below(8) === 0 ? rng.below(256) : code, lie));
    });
    parser.push(answer);
    return lies;
  };
}

/** Answers to the first `reads` sync-reads tell each a wild position of every servo; questions to one pass. */
function falseStart(rng: Rng, reads: number): Spoil {
  let told = 0;
  return (answer) => {
    const lies: Buffer[] = [];
    let isState = false;
    const parser = createPacketParser(({ id, code, params }) => {
      const { from, length, lengths } = busBlocks.state;
      isState ||= params.length >= length && params.length < length + lengths;
      const lie = Uint8Array.from(params);
      const counts = must(startCounts[id - 1]) + (rng.below(2) * 2 - 1) * (300 + rng.below(1200));
      const { presentPosition } = registers;
      lie.set(encodeValue(presentPosition, counts), presentPosition.address - from);
      lies.push(encodePacket(id, code, lie));
    });
    parser.push(answer);
    if (!isState || told >= reads) return [answer];
    told++;
    return lies;
  };
}

async function openRogueBench(spoil: Spoil | null = null) {
  const desk = openTestBus({ realTime: true, startCounts });
  const rogue = await openRoguePort(desk.bus.path);
  let farthest = 0;
  rogue.spoil = (answer) => {
    for (const { facts } of desk.plants)
      farthest = Math.max(farthest, Math.abs(facts.goalCounts - facts.positionCounts));
    return spoil?.(answer) ?? [answer];
  };
  const servo = await openTestServo(rogue.path, 'real');
  const alive = servo.keepAlive();
  const insist = realClock.every(50, () =>
    servo.send({
      type: 'target',
      seq: 1,
      jointsRad: homeRad.map((rad) => rad + 0.1),
      arriveInMs: 500,
      expiresInMs: 2000,
    }),
  );
  return {
    desk,
    rogue,
    servo,
    insist,
    /** Of any goal from its servo, until the spoiling is changed. */
    farthest: () => farthest,
    async [Symbol.asyncDispose]() {
      insist[Symbol.dispose]();
      alive[Symbol.dispose]();
      await servo[Symbol.asyncDispose]();
      await rogue[Symbol.asyncDispose]();
      desk[Symbol.dispose]();
    },
  };
}

const isTold = ({ state }: Message<'state'>): boolean =>
  [state.positionRad, state.velocityRadS, state.appliedRad, state.load]
    .flat()
    .every(Number.isFinite);

/** Spoils so many answers, then lets them through, and gives how far a goal ever was from its servo. */
async function suffer(
  bench: Awaited<ReturnType<typeof openRogueBench>>,
  spoil: Spoil,
  rng: Rng,
): Promise<number> {
  const { desk, rogue, servo } = bench;
  const begun = servo.messages.length;
  let farthest = 0;
  let left = badAnswers;
  const enough = Promise.withResolvers<void>();
  rogue.spoil = (answer) => {
    for (const { facts } of desk.plants)
      farthest = Math.max(farthest, Math.abs(facts.goalCounts - facts.positionCounts));
    if (rng.below(6) === 0) rogue.babble(noise(rng, 60));
    if (left-- > 0) return spoil(answer);
    enough.resolve();
    return [answer];
  };
  await enough.promise;
  rogue.spoil = null;
  bench.insist[Symbol.dispose]();
  const after = servo.messages.length;
  await servo.next('state', ({ state }) => state.mode === 'holding', after);
  const states = servo.messages.slice(begun).filter((message) => message.type === 'state');
  expect(states.length).toBeGreaterThan(10);
  expect(states.filter((message) => !isTold(message))).toEqual([]);
  return farthest;
}

describe('the servo process on a bus that lies', () => {
  const leadCounts = Math.max(
    ...simulatedBenchEnvelope.speedRadS.map((speed) => (leadS * speed * 4096) / (2 * Math.PI)),
  );
  it('lives through a bad cable, and no goal ever leads by more than the bound', async () => {
    await using bench = await openRogueBench();
    const rng = createRng(21);
    // 20 ms of travel beyond it: the arm moves between the read and the look.
    expect(await suffer(bench, badCable(rng), rng)).toBeLessThan(1.5 * leadCounts + 40);
  });

  it('lets no single untrue answer send a goal far from its servo', async () => {
    await using bench = await openRogueBench();
    const rng = createRng(22);
    // A lie that the servo could have reached since the last read is believed.
    const reach = 1.5 * leadCounts + 40 + reachCounts(60);
    expect(await suffer(bench, liar(rng, 12), rng)).toBeLessThan(reach);
  });

  it.each([1, 2, 3, 5])(
    'begins where its arm is when the first %i answers are untrue',
    async (answers) => {
      await using bench = await openRogueBench(falseStart(createRng(30 + answers), answers));
      const { servo } = bench;
      const first = await servo.next('state', ({ state }) => state.mode !== 'offline');
      await servo.next('state', ({ state }) => state.tick > first.state.tick + 20);
      expect(bench.farthest()).toBeLessThan(1.5 * leadCounts + 40);
      expect(bench.desk.plants.every(({ facts }) => facts.torque)).toBe(true);
    },
  );

  it('lives through nothing but untrue answers', async () => {
    await using bench = await openRogueBench();
    const rng = createRng(23);
    await suffer(bench, liar(rng, 1), rng);
  });
});
