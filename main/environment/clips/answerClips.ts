/** The contract's commands on clips, their labels and the locked split. Rules are the book's and the split's. */
import type { Answers } from '../../base/api/answers.ts';
import type { ClipSummary } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import type { ClipBook, ClipCut } from './clipBook.ts';
import { cutTrials, trialRoles } from './cutTrials.ts';
import type { LockedBook } from './lockedBook.ts';
import type { Split } from './openSplit.ts';
import { type Quotas, summariseClips } from './summariseClips.ts';
import { takeSaid } from './takeSaid.ts';

export type ClipsAnswers = Answers<
  | 'clip.list'
  | 'clip.blind'
  | 'clip.cut'
  | 'clip.cutTrials'
  | 'clip.label'
  | 'clip.takeSaid'
  | 'clip.amend'
  | 'clip.undo'
  | 'clip.summary'
  | 'clip.split'
>;

export interface ClipsPorts {
  readonly book: ClipBook;
  readonly locked: LockedBook;
  readonly demos: Pick<DemoBook, 'list' | 'demo'>;
  readonly ledger: Pick<Ledger, 'trial' | 'trials'>;
  readonly dataDir: string;
  /** What the task asks for; zeros where it says nothing. */
  readonly quotasOf: (task: string) => Promise<Quotas>;
  /** Lets the loop turn. */
  readonly pause: () => Promise<void>;
}

type Span = Pick<ClipCut, 'recordingId' | 'fromMs' | 'toMs' | 'nearMiss'>;

/** Null: the recording is no demo's. */
function cutOfDemo({ demos, book }: ClipsPorts, span: Span): ClipCut | null {
  const task = demos.demo(span.recordingId)?.task ?? book.taskOf(span.recordingId);
  const own = (task === null ? [] : demos.list(task)).filter(
    ({ recordingId }) => recordingId === span.recordingId,
  );
  if (own.length === 0) return null;
  const demo = own.find(({ fromMs, toMs }) => fromMs <= span.fromMs && toMs >= span.toMs);
  if (demo === undefined)
    throw new BenchError('bad-input', `no demo of ${span.recordingId} has that span`, {
      hint: `There is: ${own.map(({ id, fromMs, toMs }) => `${id} ${fromMs}–${toMs} ms`).join(', ')}`,
    });
  const source = demo.origin.kind === 'import' ? 'import' : 'demo';
  return { ...span, task: demo.task, source, demoId: demo.id, roles: demo.roles, hint: null };
}

function cutSpan(ports: ClipsPorts, span: Span): ClipCut {
  const { locked, ledger, dataDir } = ports;
  const missing = new BenchError('not-found', `there is no recording ${span.recordingId}`, {
    hint: '`bench demos list` and `bench trial list` say which there are',
  });
  if (locked.isLocked(span.recordingId)) throw missing;
  const same = ports.book
    .clips(ports.book.taskOf(span.recordingId) ?? '')
    .find(
      ({ recordingId, fromMs, toMs }) =>
        recordingId === span.recordingId && fromMs === span.fromMs && toMs === span.toMs,
    );
  // Twice in the counts, it would prove what one clip cannot.
  if (same !== undefined)
    throw new BenchError('refused', `${same.id} is that very span`, {
      hint: 'Label that one, or cut another span.',
    });
  const ofDemo = cutOfDemo(ports, span);
  if (ofDemo !== null) return ofDemo;
  const row = ledger.trial(span.recordingId);
  if (row === null || row.stepHash === '') throw missing;
  const roles = trialRoles(dataDir, row.id);
  return { ...span, task: row.task, source: 'trial', demoId: null, roles, hint: null };
}

export async function clipSummary(ports: ClipsPorts, task: string): Promise<ClipSummary> {
  const { book, locked } = ports;
  const quotas = await ports.quotasOf(task);
  return summariseClips({
    task,
    revision: book.revision(task),
    clips: book.clips(task),
    sets: locked.sets(task),
    quotas,
    canUndo: book.canUndo(task),
  });
}

export function answerClips(ports: ClipsPorts, split: Split): ClipsAnswers {
  const { book } = ports;
  const cutting = new Set<string>();
  return {
    'clip.list': ({ task, since }) => book.changes(task, since),
    'clip.blind': ({ task, by, ids }) => book.blind(task, by, ids),
    'clip.cut': (span) => book.cut(cutSpan(ports, span)),
    'clip.cutTrials': async ({ task }, signal) => {
      // Two at once would each find what neither has cut yet, and cut it twice.
      if (cutting.has(task))
        throw new BenchError('busy', `clips of the trials of ${task} are being cut already`, {
          hint: 'Ask again in a moment.',
        });
      cutting.add(task);
      try {
        return { clips: await cutTrials(ports, task, signal) };
      } finally {
        cutting.delete(task);
      }
    },
    'clip.label': (answer) => book.label(answer),
    'clip.takeSaid': async ({ task, by }, signal) => ({
      clips: await takeSaid(ports, task, by, signal),
    }),
    'clip.amend': ({ id, nearMiss, decidedMs }) => {
      if (nearMiss === undefined && decidedMs === undefined)
        throw new BenchError('bad-input', 'there is nothing to amend', {
          hint: 'Give nearMiss or decidedMs.',
        });
      return book.amend(id, {
        ...(nearMiss === undefined ? {} : { nearMiss }),
        ...(decidedMs === undefined ? {} : { decidedMs }),
      });
    },
    'clip.undo': ({ task }) => book.undo(task),
    'clip.summary': ({ task }) => clipSummary(ports, task),
    'clip.split': ({ lock, by, ...wanted }) => (lock ? split.lock(wanted, by) : split.plan(wanted)),
  };
}
