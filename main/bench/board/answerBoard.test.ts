/** Whose camera a calibration is saved for: the bench and camera that gave the pictures, and nobody's while they work. */
import { beforeEach, expect, it } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { createStateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import type { CameraCalibration } from '../../base/model/phaseOne.ts';
import type { BenchView } from '../../base/model/view.ts';
import type { BoardView, SolvedCamera } from '../../base/wire/board.ts';
import type { LinkFrame } from '../link.ts';
import { openBoardRoom } from './answerBoard.ts';
import { wantedViews } from './boardSession.ts';

const never = new AbortController().signal;
const model: CameraModel = {
  ...{ role: 'front', widthPx: 640, heightPx: 480, focalPx: 600, centreXPx: 320, centreYPx: 240 },
  worldFromCamera: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
};
const solved = { model, distortion: [], reprojectionPx: 0.2 } as unknown as SolvedCamera;

function openRoom() {
  const view = createStateTopic({
    benchId: 'simulated',
    lease: 'none',
    cameras: [{ role: 'front', model }],
  } as unknown as BenchView);
  const listeners = new Set<(frame: LinkFrame) => void>();
  const saved: CameraCalibration[] = [];
  const eyes = { open: 0 };
  let looks = 0;
  let nowMs = 0;
  const room = openBoardRoom({
    clock: { ...realClock, nowMs: () => nowMs },
    openEye: () => {
      eyes.open++;
      return {
        detect: async () => {
          const off = 30 * looks++;
          const ids = Array.from({ length: 12 }, (_, i) => i);
          return { ids, cornersPx: ids.map((i) => [i * 10 + off, i * 7]) } as unknown as BoardView;
        },
        solve: async () => solved,
        project: async () => [],
        [Symbol.asyncDispose]: async () => void eyes.open--,
      };
    },
    station: {
      view,
      onFrame: (on) => {
        listeners.add(on);
        return { [Symbol.dispose]: () => void listeners.delete(on) };
      },
      setScene: async () => undefined,
    },
    benches: { saveCameraCalibration: (calibration) => void saved.push(calibration) },
  });
  const { answers } = room;
  const solve = async (): Promise<void> => {
    for (let n = 0; n < wantedViews; n++) {
      nowMs += 1000;
      for (const on of listeners) on({ role: 'front', jpeg: new Uint8Array(1) } as LinkFrame);
      await answers['board.take']({ home: n === 0 }, never);
    }
    await answers['board.solve']({}, never);
  };
  return { room, answers, view, saved, eyes, solve };
}

let board: ReturnType<typeof openRoom>;
beforeEach(() => {
  board = openRoom();
});

const save = () => board.answers['board.end']({ save: true }, never);

it('is saved for the bench that gave the pictures', async () => {
  await board.answers['board.begin']({ role: 'front' }, never);
  await board.solve();
  await save();
  expect(board.saved).toHaveLength(1);
  expect(board.eyes.open).toBe(0);
});

it.each([
  ['refused', { benchId: 'bench-2' }],
  ['refused', { cameras: [{ role: 'front', model: { ...model, widthPx: 1280 } }] }],
  ['busy', { lease: 'trial' }],
] as const)('is %s while the bench is another one or at work: %j', async (code, change) => {
  await board.answers['board.begin']({ role: 'front' }, never);
  await board.solve();
  board.view.set({ ...board.view.value, ...change } as unknown as BenchView);
  await expect(save()).rejects.toMatchObject({ code });
  expect(board.saved).toEqual([]);
  await board.answers['board.end']({ save: false }, never);
  expect(board.eyes.open).toBe(0);
});

it('is one session, however many windows begin one at once', async () => {
  const begin = () => board.answers['board.begin']({ role: 'front' }, never);
  await begin();
  await Promise.all([begin(), begin(), begin()]);
  expect(board.eyes.open).toBe(1);
});
