/**
 * The bench check: every line measured again when somebody asks, the stop tested by stopping, the envelope by numbers. One
 * of them at a time. What was measured today on this bench is shown again after a restart, with its time; older lines are
 * not shown as if they were true.
 */
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { CheckView, StopTestView } from '../../base/model/phaseOne.ts';
import { benchesDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { Alerts } from '../alerts.ts';
import type { BenchBook } from '../choice/benchBook.ts';
import type { Station } from '../stationPorts.ts';
import type { Finding } from './finding.ts';
import { judgeArm, servoFacts } from './judgeArm.ts';
import { judgeCameras } from './judgeCameras.ts';
import { judgeClock, judgeDisk, judgeStop, type StopTested } from './judgeHouse.ts';
import { emptyCheck, inOrder, readCheck, writeCheck } from './keepCheck.ts';
import { listenToBench, type MeasurePicture } from './listenToBench.ts';
import { measureClock, measureDisk } from './measureHouse.ts';
import { runStopTest } from './runStopTest.ts';

export type CheckAnswers = Answers<'check.run' | 'check.stopTest' | 'envelope.set'>;

export interface CheckPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly benches: BenchBook;
  readonly measurePicture: MeasurePicture;
}

export interface CheckParts extends CheckPorts {
  readonly station: Station;
  readonly alerts: Alerts;
  readonly dataDir: string;
  /** Why nothing may move now, or null. */
  readonly refusal: () => BenchError | null;
  /** Ends a run that gives way to whoever asks for the bench. */
  readonly giveWay: () => Promise<void>;
  /** The disk refused something. */
  readonly onTrouble: (error: BenchError) => void;
}

/** Long enough for a camera of 5 Hz to show that it is frozen. */
const listenMs = 2000;
const settlesMs = 2000;
const lookEveryMs = 50;

/** The newest stop test of a bench, or null. */
export function stopTested(
  ledger: Pick<CheckPorts['ledger'], 'notes'>,
  benchId: string,
): StopTested | null {
  for (const { body, wallTime } of ledger.notes('stop-tested', 1000)) {
    const entry = body as Omit<StopTested, 'wallTime'>;
    if (entry.benchId === benchId) return { ...entry, wallTime };
  }
  return null;
}

export function openCheckRoom(parts: CheckParts) {
  const { clock, station, benches, alerts, ledger, dataDir } = parts;
  const dirOf = (benchId: string): string => path.join(benchesDir(dataDir), benchId);
  const stopLine = (benchId: string) => {
    const tested = stopTested(ledger, benchId);
    const wallTime = tested?.wallTime ?? null;
    return { ...judgeStop(tested, clock.wallTime()), wallTime };
  };
  const start = (): CheckView => {
    const { id, cameras } = benches.current;
    const roles = cameras.map(({ role }) => role);
    const kept = readCheck(dirOf(id), emptyCheck(id, roles), clock.wallTime());
    const others = kept.lines.filter((line) => line.id !== 'stop');
    const isMeasured = kept.lines.some(({ wallTime }) => wallTime !== null);
    // Before anything was measured, a stop that was never tested is one of many things to do.
    if (!isMeasured && stopTested(ledger, id) === null) return kept;
    return { ...kept, lines: inOrder([...others, stopLine(id)]) };
  };
  const topic = createStateTopic<CheckView>(start());
  let busy: 'check' | 'stop test' | null = null;
  let running: Promise<CheckView> | null = null;

  const change = (part: Partial<CheckView>): void => topic.set({ ...topic.value, ...part });
  const put = (findings: readonly Finding[]): void => {
    const wallTime = clock.wallTime();
    const measured = findings.map((finding) => ({ ...finding, wallTime }));
    const isOver = (id: string): boolean =>
      measured.some(
        (line) => line.id === id || (id === 'cameras' && line.id.startsWith('cameras/')),
      );
    const others = topic.value.lines.filter(({ id }) => !isOver(id));
    change({ lines: inOrder([...others, ...measured]) });
  };
  /** What was measured of an envelope or a calibration that is another one now is not measured. */
  const following = benches.onChange(() => {
    if (benches.current.id !== topic.value.benchId) {
      topic.set(start());
      return;
    }
    const touched = new Set<string>(['envelope', 'ranges']);
    const blank = emptyCheck(topic.value.benchId, []).lines;
    change({
      lines: topic.value.lines.map((line) =>
        touched.has(line.id) ? (blank.find(({ id }) => id === line.id) ?? line) : line,
      ),
    });
  });
  const begin = (what: 'check' | 'stop test'): Disposable => {
    if (busy !== null) throw new BenchError('busy', `a ${busy} runs already`);
    busy = what;
    return {
      [Symbol.dispose]() {
        busy = null;
      },
    };
  };
  const measure = async (signal: AbortSignal): Promise<CheckView> => {
    const { id } = benches.current;
    const before = topic.value;
    change({
      lines: before.lines.map((line) =>
        line.id === 'stop' ? line : { ...line, state: 'running' },
      ),
    });
    try {
      const [heard, time] = await Promise.all([
        listenToBench(
          {
            ...{ clock, setup: station.setup, link: station.link },
            alerts: () => alerts.topic.value,
            cameraWords: station.cameraWords,
            measurePicture: parts.measurePicture,
          },
          listenMs,
          signal,
        ),
        measureClock(clock, listenMs, signal),
      ]);
      const { arm, cameras, picturesBytesPerS } = heard;
      const known = new Set(cameras.map(({ model }) => `cameras/${model.role}`));
      const lines = topic.value.lines.filter(
        (line) => !line.id.startsWith('cameras/') || known.has(line.id),
      );
      const pictures = cameras.flatMap(({ model, picture }) =>
        picture === null ? [] : [[model.role, picture] as const],
      );
      change({ lines, servos: servoFacts(arm), pictures: Object.fromEntries(pictures) });
      put([...judgeArm(arm), ...judgeCameras(cameras, arm.alerts), judgeClock(time)]);
      put([judgeDisk(await measureDisk(clock, dataDir), picturesBytesPerS)]);
      change({
        lines: inOrder([...topic.value.lines.filter((line) => line.id !== 'stop'), stopLine(id)]),
      });
    } catch (cause) {
      topic.set({ ...before, benchId: topic.value.benchId });
      throw cause;
    }
    try {
      writeCheck(dirOf(id), topic.value.lines);
    } catch (cause) {
      parts.onTrouble(toBenchError(cause));
    }
    return topic.value;
  };
  const testStop = async (signal: AbortSignal): Promise<CheckView> => {
    const refused = parts.refusal() ?? station.motionRefusal;
    if (refused !== null) throw refused;
    await parts.giveWay();
    if (station.link === null) throw new BenchError('unavailable', 'no bench is open');
    using _begun = begin('stop test');
    using _held = station.lease('calibration');
    // Just resumed, or a moment of silence: the rows say so a little later.
    for (let waitedMs = 0; !station.healthy && waitedMs < settlesMs; waitedMs += lookEveryMs)
      await clock.sleep(lookEveryMs, signal);
    if (!station.healthy)
      throw new BenchError('refused', 'the arm does not stand well: see the alerts', {
        hint: 'mend what they say, then test again',
      });
    // A stop that came while the lease was waited for is no part of the test.
    const refusedSince = parts.refusal();
    if (refusedSince !== null) throw refusedSince;
    const onView = (stopTest: StopTestView): void => change({ stopTest });
    const tested = await runStopTest({ clock, station, onView }, signal).catch((cause: unknown) => {
      const why = `${toBenchError(cause).message}.`;
      if (topic.value.stopTest !== null) {
        change({ stopTest: { ...topic.value.stopTest, state: 'failed', why } });
      }
      throw cause;
    });
    onView(tested);
    const { wroteAfterMs, stoodAfterMs } = tested;
    const benchId = benches.current.id;
    if (tested.state === 'failed') return topic.value;
    const held = tested.state === 'held';
    ledger.append({ kind: 'stop-tested', benchId, held, wroteAfterMs, stoodAfterMs });
    const others = topic.value.lines.filter((line) => line.id !== 'stop');
    change({ lines: inOrder([...others, stopLine(benchId)]) });
    return topic.value;
  };
  const answers: CheckAnswers = {
    'check.run': async (_none, signal) => {
      await parts.giveWay();
      if (running !== null) return await running;
      const { lease } = station.view.value;
      if (lease !== 'none')
        throw new BenchError('busy', `the bench is held by ${lease}`, {
          hint: 'end what runs, then measure',
        });
      using _begun = begin('check');
      running = measure(signal);
      try {
        return await running;
      } finally {
        running = null;
      }
    },
    'check.stopTest': (_none, signal) => testStop(signal),
    'envelope.set': (edit) => {
      const { lease } = station.view.value;
      if (lease !== 'none' && lease !== 'calibration')
        throw new BenchError('busy', `the bench is held by ${lease}: its envelope stays`, {
          hint: 'end what runs, then set it',
        });
      benches.saveEnvelope(edit, 'numbers');
      return null;
    },
  };
  return {
    topic,
    answers,
    [Symbol.dispose]: () => following[Symbol.dispose](),
  };
}
