/**
 * One camera's calibration while a person holds the board into its view: which views there are, what the newest picture
 * shows, what is missing, and the result. Views differ enough to say something new; one shows the board at its known
 * place. It moves nothing and stores nothing.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { boardCorners } from '../../base/model/charucoBoard.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { CameraCalibration, CameraCalibrationView } from '../../base/model/phaseOne.ts';
import type { BoardView, SolvedCamera } from '../../base/wire/board.ts';
import type { LinkFrame } from '../link.ts';
import type { BoardEye } from './boardEye.ts';

export interface BoardSessionParts {
  readonly camera: CameraModel;
  readonly clock: Pick<Clock, 'nowMs' | 'wallTime'>;
  readonly eye: BoardEye;
  readonly onFrame: (on: (frame: LinkFrame) => void) => Disposable;
}

export interface BoardSession extends AsyncDisposable {
  readonly topic: StateTopic<CameraCalibrationView>;
  /** The newest picture as a view; the number of views. @throws BenchError `refused` with why not. */
  take(home: boolean): Promise<number>;
  /** @throws BenchError `refused` with what is missing. */
  solve(): Promise<CameraCalibration>;
  /** The picture with the board at its known place. */
  readonly homeJpeg: Uint8Array | null;
}

export const wantedViews = 10;
const maxViews = 40;
/** Half of the board tells its pose well; fewer corners mostly lie along one line. */
const fewestCorners = 8;
/** A view says something new when its corners stand this share of the picture's width elsewhere. */
const newShare = 0.025;
const lookEveryMs = 200;

interface Taken {
  readonly view: BoardView;
  readonly home: boolean;
}

/** Mean distance of the corners that both have; infinite when they share too few. */
function distancePx(a: BoardView, b: BoardView): number {
  const known = new Map(a.ids.map((id, i) => [id, a.cornersPx[i]]));
  const both = b.ids.flatMap((id, i) => {
    const [p, q] = [known.get(id), b.cornersPx[i]];
    return p === undefined || q === undefined ? [] : [Math.hypot(p[0] - q[0], p[1] - q[1])];
  });
  if (both.length < fewestCorners / 2) return Number.POSITIVE_INFINITY;
  return both.reduce((sum, each) => sum + each, 0) / both.length;
}

function whyNot(view: BoardView): string {
  if (view.ids.length === 0) return 'The board is not in the picture.';
  return view.ids.length < fewestCorners
    ? `Only ${view.ids.length} of ${boardCorners} corners are seen: show more of the board.`
    : '';
}

function todoOf(taken: readonly Taken[], result: CameraCalibration | null): string {
  const left = wantedViews - taken.length;
  if (result !== null) return 'Compare the drawn board with the picture, then save.';
  if (!taken.some(({ home }) => home))
    return 'Lay the board flat at its marked place, its long side across, and take that picture.';
  if (left > 0) return `${left} more pictures: tilt the board, turn it, move it to every corner.`;
  return 'Enough: solve.';
}

export function openBoardSession(parts: BoardSessionParts): BoardSession {
  const { camera, clock, eye } = parts;
  const taken: Taken[] = [];
  let newest: { readonly view: BoardView; readonly jpeg: Uint8Array } | null = null;
  let homeJpeg: Uint8Array | null = null;
  let solved: SolvedCamera | null = null;
  let result: CameraCalibration | null = null;
  let projectedPx: CameraCalibrationView['projectedPx'] = [];
  let looking: Promise<void> | null = null;
  let nextLookMs = Number.NEGATIVE_INFINITY;
  let ended = false;
  let trouble = '';

  const view = (): CameraCalibrationView => ({
    role: camera.role,
    views: taken.length,
    wantedViews,
    homeTaken: homeJpeg !== null,
    seen: {
      cornersPx: newest?.view.cornersPx ?? [],
      why: trouble !== '' ? trouble : newest === null ? 'No picture yet.' : whyNot(newest.view),
    },
    result,
    projectedPx,
    todo: todoOf(taken, result),
  });
  const topic = createStateTopic(view());
  const tell = (): void => {
    if (!ended) topic.set(view());
  };
  const look = async (jpeg: Uint8Array): Promise<void> => {
    try {
      const seen = await eye.detect(jpeg);
      newest = { view: seen, jpeg };
      trouble = '';
      const fits = solved !== null && whyNot(seen) === '';
      projectedPx = fits && solved !== null ? await eye.project(seen, solved) : [];
    } catch (thrown) {
      newest = null;
      trouble = toBenchError(thrown).message;
    }
    tell();
  };
  const listening = parts.onFrame((frame) => {
    if (frame.role !== camera.role || looking !== null || clock.nowMs() < nextLookMs) return;
    nextLookMs = clock.nowMs() + lookEveryMs;
    looking = look(frame.jpeg).finally(() => {
      looking = null;
    });
  });
  const refuse = (why: string): never => {
    throw new BenchError('refused', why);
  };
  return {
    topic,
    get homeJpeg() {
      return homeJpeg;
    },
    async take(home) {
      await looking;
      if (newest === null) return refuse('no picture of this camera has come yet');
      const { view: seen, jpeg } = newest;
      const why = whyNot(seen);
      if (why !== '') refuse(why);
      if (taken.length >= maxViews) refuse(`${maxViews} pictures are enough`);
      const nearest = Math.min(...taken.map((each) => distancePx(each.view, seen)));
      if (!home && nearest < newShare * camera.widthPx)
        refuse('The board stands almost as in an earlier picture: move or tilt it.');
      if (home) {
        for (const [i, each] of taken.entries()) taken[i] = { ...each, home: false };
        homeJpeg = jpeg;
      }
      taken.push({ view: seen, home });
      result = null;
      solved = null;
      projectedPx = [];
      tell();
      return taken.length;
    },
    async solve() {
      const home = taken.find((each) => each.home);
      if (home === undefined || taken.length < wantedViews) return refuse(todoOf(taken, null));
      const { role, widthPx, heightPx } = camera;
      const views = taken.map((each) => each.view);
      solved = await eye.solve(views, home.view, { role, widthPx, heightPx });
      const { model, distortion, reprojectionPx } = solved;
      const wallTime = clock.wallTime();
      result = { role, model, distortion, reprojectionPx, views: views.length, wallTime };
      if (newest !== null && whyNot(newest.view) === '')
        projectedPx = await eye.project(newest.view, solved);
      tell();
      return result;
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      listening[Symbol.dispose]();
      await eye[Symbol.asyncDispose]();
    },
  };
}
