/** Plain made-up contracts for the gallery: one of Push-T, what must hold, the checks before a night. */

import { must } from '../../main/base/lib/assert.ts';
import { elsewhereWords, makersSentence, makersWords } from '../../main/base/model/makers.ts';
import type { PreflightLine } from '../../main/base/model/night.ts';
import type {
  DecisionRule,
  SealCard,
  SealContract,
  SealedTree,
  SealLine,
  SealPlan,
  SealView,
} from '../../main/base/model/seal.ts';
import { galleryBench } from './plainData.ts';

/** Looks like one, and is the same every time. */
const hashOf = (number: number): string =>
  Array.from({ length: 64 }, (_, at) =>
    ((at * 7 + number * 11 + ((at * at) % 5)) % 16).toString(16),
  ).join('');

const tree = (number: number, ...files: readonly (readonly [string, number])[]): SealedTree => ({
  hash: hashOf(number),
  files: files.map(([path, bytes], at) => ({ path, bytes, sha256: hashOf(number + 20 + at) })),
});

const bench = must(galleryBench(2).envelope);

export const galleryContract: SealContract = {
  version: 1,
  task: {
    id: 'push-t',
    version: '0.1.0',
    name: 'Push-T',
    instruction: 'Push the T onto its painted outline with the closed gripper.',
    success: {
      words:
        'The T lies flat, its centroid within 5 mm of the goal and its stem within 10° of the goal’s direction, seen from the clear view.',
      goal: { xM: 0.205, yM: 0, yawRad: 0 },
      bounds: { positionM: 0.005, yawRad: 0.174533 },
      guard: { positionM: 0.002, yawRad: 0.05236 },
    },
    tree: tree(1, ['task.json', 3_104]),
  },
  judge: {
    ...tree(2, ['judge/judge.ts', 4_012], ['judge/judge.json', 2_210], ['judge/net.onnx', 288_104]),
    dwell: { need: 12, of: 15 },
    recheck: { afterMs: 500 },
  },
  reset: {
    ...tree(3, ['reset/reset.ts', 3_120], ['reset/putBack.ts', 5_808]),
    retries: 2,
    limitS: 60,
  },
  scene: tree(4, ['scene/starts.ts', 1_020], ['scene/scene.ts', 4_410]),
  envelopes: {
    bench,
    reset: { ...bench, maxTiltRad: 0.6 },
    episode: { ...bench, gripperLockRad: { min: -0.05, max: 0.02 }, maxTiltRad: 0.36 },
  },
  cameras: [
    { role: 'overhead', crop: { x: 0.15, y: 0.1, w: 0.7, h: 0.8 } },
    { role: 'front', crop: null },
  ],
  clearViewRad: [1.3, -2, 1.95, 1.62, 0, 0],
  rateHz: 25,
  attempts: 8,
  attemptLimitS: 45,
  target: { inARow: 50 },
  budget: { trials: 200, robotHours: null, wallHours: 12, tokens: null, usd: null },
  caps: { inARow: 5, of50: 10 },
  decision: { rule: 'stack', metric: 'pass-k' },
  editable: ['policy/**', 'train/**', 'notes/**'],
  lockedSetId: 'set-2',
  agentsSee: ['outcome', 'reason', 'attempts'],
  bench: { benchId: 'sim-1', calibrationHash: hashOf(5), cameraCalibrationHash: hashOf(6) },
  software: { version: '0.1.0', tree: hashOf(7) },
};

export const gallerySealHash = hashOf(9);

const holds = (id: SealLine['id'], words: string): SealLine => ({
  id,
  ok: true,
  words,
  todo: null,
});

export const galleryLines: readonly SealLine[] = [
  holds('judge', 'Judge v4 met its gate on set-2: 0 false positives of 149, recall 0.95.'),
  holds('reset', '20 resets in a row, spread within 0.17.'),
  holds('locked', 'set-2 is locked: 40 successes, 149 failures.'),
  holds('task', 'The task’s form is complete.'),
  holds('envelope', 'Its envelope lies inside the bench’s.'),
];

const makers = { wallTime: '2026-01-12T10:00:00.000Z', counts: true };

/** A task as it came, on a new data folder. */
export const galleryShippedLines: readonly SealLine[] = [
  holds(
    'judge',
    'The judge that came with the task met its gate: 0 of 59 negatives called success (below 5.0 %), ' +
      `100.0 % of 20 positives found, ${makersWords(makers)}.`,
  ),
  holds(
    'reset',
    '100 of 100 in a row within the retries; 20 are asked. Starts differ from the stated ones by ' +
      `x 0.08, y 0.06, the turn 0.07 (n = 100); at most 0.25 is asked. ${makersSentence(makers)}`,
  ),
  holds('locked', 'No clips are locked here: the judge came with its own report.'),
  ...galleryLines.slice(3),
];

export const galleryOpenLines: readonly SealLine[] = galleryLines.map((line) =>
  line.id === 'judge'
    ? {
        ...{ id: line.id, ok: false },
        words:
          'The judge that came with the task was not measured on locked clips. ' +
          elsewhereWords({ ...makers, counts: false }),
        todo: {
          words: 'Measure it on locked clips.',
          command: 'bench judge measure --task push-t',
        },
      }
    : line.id === 'reset'
      ? {
          ...{ id: line.id, ok: false },
          words: '9 resets in a row were verified: 20 are asked.',
          todo: { words: 'Measure it on the bench.', command: 'bench reset run --task push-t' },
        }
      : line.id === 'locked'
        ? {
            ...{ id: line.id, ok: false, words: 'No clips are locked.' },
            todo: { words: 'Lock some.', command: 'bench clips split --lock --task push-t' },
          }
        : line,
);

export const galleryPlan = (
  lines: readonly SealLine[],
  decision: DecisionRule = galleryContract.decision,
): SealPlan => ({
  contract: { ...galleryContract, decision },
  hash: gallerySealHash,
  lines,
});

export const gallerySigned: SealCard = {
  hash: gallerySealHash,
  contract: galleryContract,
  signedBy: 'Maria',
  wallTime: '2026-01-14T18:02:11.000Z',
  overrode: null,
  dir: `/home/maria/nightbench/seals/${gallerySealHash}`,
  problem: null,
};

export const gallerySeal: SealView = { task: 'push-t', seal: gallerySigned, changed: [] };
export const galleryUnsealed: SealView = { task: 'push-t', seal: null, changed: [] };

const line = (
  id: PreflightLine['id'],
  name: string,
  words: string,
  change: Partial<PreflightLine> = {},
): PreflightLine => ({ id, name, state: 'pass', words, remedy: '', ...change });

export const galleryPreflight: readonly PreflightLine[] = [
  line('seal', 'Seal', 'Signed by Maria; all 9 files are as they were sealed.'),
  line('judge', 'Judge', 'v4: gate met on set-2.'),
  line('canaries', 'Canaries', 'Looked 3 h ago: 24 of 24 known clips as before.', {
    state: 'warn',
    remedy: 'Look for drift at the judge.',
  }),
  line('reset', 'Reset', '20 in a row, 19 of 20 at the first check.'),
  line('stop', 'Stop', 'Tested today: the arm held within 31 ms.'),
  line('envelope', 'Envelope', 'Inside the bench’s.'),
  line('servos', 'Servos', 'Hottest 41 °C, rests at 60 °C.'),
  line('disk', 'Disk', '212 GB free; 200 trials need 9 GB.'),
  line('budget', 'Budget', '200 trials, 12 h on the wall clock.'),
  line('agent', 'Agent', 'None: the champion runs, nothing is confined.'),
];

export const galleryFailingPreflight: readonly PreflightLine[] = galleryPreflight.map((each) =>
  each.id === 'stop'
    ? {
        ...each,
        state: 'fail',
        words: 'Not tested today.',
        remedy: 'Test the stop at the bench check.',
      }
    : each,
);
