/**
 * Exams and attacks: scenes drawn on the simulated bench (a port; the core constructs no device), judged by the judge's
 * own process for the full dwell, and compared with the hidden oracle, which nobody but the counts sees. Both processes
 * stay for a while after an exam, because a long one comes in many short calls.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { BenchError } from '../../base/model/errors.ts';
import { attackKinds } from '../../base/model/examScene.ts';
import type { FindJudge, FoundJudge } from '../../environment/judge/foundJudge.ts';
import { type JudgePorts, openJudge } from '../../environment/judge/openJudge.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import { planAttack } from './attackKinds.ts';
import { countAttack, countExam, sumAttack } from './examCounts.ts';
import { createExaminee, type Examined, type Examinee, examineScenes } from './examineScenes.ts';
import type { ExamDraw, ExamScenes, OpenExamScenes } from './examScenes.ts';
import { planExam } from './planExam.ts';

export interface ExamRoomPorts extends JudgePorts {
  readonly findJudge: FindJudge;
  readonly openExamScenes: OpenExamScenes;
  readonly templatesDir: string;
  readonly dataDir: string;
  /** Wall milliseconds for one answer, where the task gives less. Tests have less patience. */
  readonly patienceMs?: number | undefined;
}

export interface ExamRoom extends AsyncDisposable {
  readonly answers: Answers<'judge.exam' | 'judge.attack' | 'judge.scenes'>;
}

/** A judge and the scenes of its task, ready. */
interface Seat extends AsyncDisposable {
  readonly key: string;
  readonly found: FoundJudge;
  readonly scenes: ExamScenes;
  readonly examinee: Examinee;
}

/** So long after the last exam both processes are let go. */
const keptMs = 20_000;

/** An exam asks what a judge sees, not how fast: only one that hangs is late, however busy the machine is. */
const defaultPatienceMs = 15_000;

function patient(found: FoundJudge, patienceMs = defaultPatienceMs): FoundJudge {
  const { manifest } = found;
  const answerMs = Math.max(manifest.judge.answerMs, patienceMs);
  return { ...found, manifest: { ...manifest, judge: { ...manifest.judge, answerMs } } };
}

async function openSeat(ports: ExamRoomPorts, key: string, found: FoundJudge): Promise<Seat> {
  const { templatesDir, dataDir } = ports;
  const { manifest } = found;
  await using undo = new AsyncDisposableStack();
  const { templateDir } = await findTask(templatesDir, dataDir, manifest.id);
  const scenes = undo.use(await ports.openExamScenes(manifest, templateDir));
  const examinee = undo.use(
    createExaminee(() => openJudge(ports, patient(found, ports.patienceMs), scenes.cameras)),
  );
  const owned = undo.move();
  return {
    ...{ key, found, scenes, examinee },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** One seat at a time, kept between calls. */
function createSeats(ports: ExamRoomPorts) {
  let seat: Seat | null = null;
  let timer: Disposable | null = null;
  let busy = false;
  let closed = false;
  const letGo = async (): Promise<void> => {
    const ending = seat;
    seat = null;
    await ending?.[Symbol.asyncDispose]();
  };
  const seatOf = async (found: FoundJudge): Promise<Seat> => {
    const key = JSON.stringify([found.dir, found.hash, found.main, found.manifest]);
    if (seat?.key !== key) {
      await letGo();
      seat = await openSeat(ports, key, found);
    }
    return seat;
  };
  return {
    /** @throws BenchError `busy` while another exam runs. What fails leaves no process that might be broken. */
    async use<T>(task: string, judge: string, work: (seat: Seat) => Promise<T>): Promise<T> {
      if (busy || closed) {
        throw new BenchError('busy', 'another exam of a judge runs', { hint: 'Wait for its end.' });
      }
      busy = true;
      timer?.[Symbol.dispose]();
      try {
        return await work(await seatOf(await ports.findJudge(task, judge)));
      } catch (thrown) {
        await letGo();
        throw thrown;
      } finally {
        busy = false;
        if (closed) await letGo();
        else timer = ports.clock.after(keptMs, () => void (busy ? null : letGo()));
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      timer?.[Symbol.dispose]();
      await letGo();
    },
  };
}

export function openExamRoom(ports: ExamRoomPorts): ExamRoom {
  const seats = createSeats(ports);
  const examine = async (
    { found, scenes, examinee }: Seat,
    list: readonly ExamDraw[],
    seed: number,
    signal: AbortSignal,
  ): Promise<Examined[]> => {
    const { dwell } = found;
    const examined = await examineScenes({ scenes, examinee, dwell, seed }, list, signal);
    const lost = examined.filter(({ fault }) => fault !== null);
    if (lost.length > 0) {
      const [{ answer, fault }] = lost as [Examined];
      const scene = String(answer.id);
      ports.log.log('warn', 'a judge failed in its exam', { scene, fault, scenes: lost.length });
    }
    return examined;
  };

  /** An attack knows failures by the published bounds alone. */
  const checkGoal = async (seat: Seat, seed: number, signal: AbortSignal): Promise<void> => {
    const { goal } = seat.found.manifest.success;
    const scene = { id: 'goal', objects: { t: goal } };
    const { truth } = await seat.scenes.draw({ scene }, { from: 0, count: 1 }, seed);
    signal.throwIfAborted();
    if (truth?.success === true) return;
    throw new BenchError('refused', 'this task’s success is not an object at its goal', {
      hint: 'Write scenes yourself and use bench judge exam.',
    });
  };

  const attack = async (
    { task, judge, seed, each, kinds = [...attackKinds] }: CommandArgsParsed<'judge.attack'>,
    signal: AbortSignal,
  ) =>
    await seats.use(task, judge, async (seat) => {
      await checkGoal(seat, seed, signal);
      const { manifest, id } = seat.found;
      const subject = { rule: manifest.success, roles: seat.scenes.cameras.map((c) => c.role) };
      const rows = [];
      for (const kind of kinds) {
        const list = planAttack(kind, subject, each, seed);
        rows.push(countAttack(kind, await examine(seat, list, seed, signal)));
      }
      return sumAttack({ task, judge: id, seed }, rows);
    });

  return {
    answers: {
      'judge.exam': async ({ task, judge, scenes, seed }, signal) =>
        await seats.use(task, judge, async (seat) => {
          const list = scenes.map((scene) => ({ scene }));
          const examined = await examine(seat, list, seed, signal);
          const answers = examined.map(({ answer }) => answer);
          return { task, judge: seat.found.id, answers, counts: countExam(examined) };
        }),
      'judge.attack': attack,
      'judge.scenes': async ({ task, count, seed }) => {
        const { manifestDir } = await findTask(ports.templatesDir, ports.dataDir, task);
        const { success, cameras } = await readManifest(manifestDir);
        return { scenes: planExam({ rule: success, roles: cameras }, count, seed) };
      },
    },
    [Symbol.asyncDispose]: () => seats[Symbol.asyncDispose](),
  };
}
