/**
 * Where trials fail, and which starts are practised. Facts are read from records and labels when somebody asks; choosing
 * starts is a change of task.json like any other. Runs no trial.
 */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { OnsetView } from '../../base/model/onset.ts';
import { type StartBox, startsKey, startWords } from '../../base/model/starts.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import { countedLabel } from '../../environment/clips/clipView.ts';
import { type OnsetFacts, onsetOf } from '../../environment/onset/onsetOf.ts';
import { leastShare } from '../../environment/onset/proposeStarts.ts';
import { asksTurn, boxOf } from '../../environment/reset/spreadOf.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import { changeStarts } from '../../environment/task/writeTask.ts';
import type { NightFacts, NightParts, NightPorts } from '../night/nightParts.ts';
import type { ResetRoom } from './openResetRoom.ts';
import { createTrialReader } from './trialReader.ts';

export interface OnsetRoom extends Disposable {
  readonly answers: Answers<'reset.onset' | 'reset.practise'>;
}

export interface OnsetParts extends Pick<NightParts, 'locked' | 'tasks'> {
  readonly clips: Pick<ClipBook, 'clips'>;
  readonly resets: Pick<ResetRoom, 'show' | 'references'>;
}

/** A stated bound is known from samples, and is typed in whole millimetres. */
const besideM = 0.001;

const millimetres = (metres: number): string => (1000 * metres).toFixed(0);

function mustLieWithin(starts: StartBox, stated: OnsetView['stated']): void {
  for (const axis of ['x', 'y'] as const) {
    const { min, max } = stated[axis];
    const inside = starts[axis].min >= min - besideM && starts[axis].max <= max + besideM;
    if (inside) continue;
    const words = `${axis} from ${millimetres(min)} to ${millimetres(max)} mm`;
    throw new BenchError('bad-input', `${startWords(starts)} leaves what is stated: ${words}`, {
      hint: 'nothing was changed',
    });
  }
}

export function openOnsetRoom(
  { ledger, clock }: Pick<NightPorts, 'ledger' | 'clock'>,
  { dataDir, templatesDir }: Pick<NightFacts, 'dataDir' | 'templatesDir'>,
  { locked, tasks, clips, resets }: OnsetParts,
): OnsetRoom {
  const ended = new AbortController();
  const isLocked = (id: string): boolean => locked.isLocked(id);
  const reader = createTrialReader({ ledger, clock, dataDir, isLocked }, ended.signal);
  const demosOf = (task: string): OnsetFacts['demos'] => {
    const told = clips.clips(task).flatMap((clip) => {
      if (clip.source === 'trial' || clip.locked || isLocked(clip.recordingId)) return [];
      const label = countedLabel(clip.looks);
      return label?.value === 'success' || label?.value === 'failure' ? [{ clip, label }] : [];
    });
    const failedS = told.flatMap(({ clip, label }) =>
      label.value === 'failure' && label.decidedMs !== null
        ? [(label.decidedMs - clip.fromMs) / 1000]
        : [],
    );
    return { labelled: told.length, failedS };
  };
  const onset = async (task: string): Promise<OnsetView> => {
    const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
    const { success, starts = null } = await readManifest(manifestDir);
    const reference = await resets.references.of(templateDir, undefined);
    const trials = await reader.of(task);
    const turns = asksTurn(success.bounds.yawRad);
    return onsetOf({ task, trials, demos: demosOf(task), reference, turns, starts });
  };
  /** @throws BenchError `bad-input`. */
  const mustHoldStarts = async (templateDir: string, starts: StartBox): Promise<void> => {
    mustLieWithin(starts, boxOf(await resets.references.of(templateDir, undefined)));
    const share = await resets.references.shareOf(templateDir, starts);
    if (share >= leastShare) return;
    const percent = (100 * share).toFixed(1);
    throw new BenchError(
      'bad-input',
      `only ${percent} % of the stated starts lie in ${startWords(starts)}`,
      { hint: `at least ${100 * leastShare} % must; nothing was changed` },
    );
  };
  return {
    answers: {
      'reset.onset': ({ task }) => onset(task),
      'reset.practise': async ({ task, starts, by }) => {
        await tasks.changes.inTurn(async () => {
          const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
          const now = await readManifest(manifestDir);
          if (starts !== null) await mustHoldStarts(templateDir, starts);
          if (startsKey(now.starts) === startsKey(starts)) return;
          const changed = await changeStarts({ templatesDir, dataDir }, task, starts);
          const { hash: taskHash } = await tasks.changes.written(changed, 'starts');
          ledger.append({ kind: 'starts-chosen', task, starts, taskHash, by });
        });
        return await resets.show(task);
      },
    },
    [Symbol.dispose]: () => ended.abort(new BenchError('cancelled', 'the core ends')),
  };
}
