/**
 * The contract's commands on camera calibration with a board: one session at a time, its view as a topic, its result
 * stored with the bench. On the simulated bench the board is a setting of the scene.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { CameraCalibrationView } from '../../base/model/phaseOne.ts';
import type { BenchBook } from '../choice/benchBook.ts';
import type { Station } from '../stationPorts.ts';
import type { BoardEye } from './boardEye.ts';
import { type BoardSession, openBoardSession } from './boardSession.ts';

export type BoardAnswers = Answers<
  'board.begin' | 'board.take' | 'board.solve' | 'board.end' | 'sim.board'
>;

export interface BoardRoomPorts {
  readonly clock: Clock;
  readonly openEye: () => BoardEye;
  readonly station: Pick<Station, 'view' | 'onFrame' | 'setScene'>;
  readonly benches: Pick<BenchBook, 'saveCameraCalibration'>;
}

export interface BoardRoom extends AsyncDisposable {
  readonly topic: StateTopic<CameraCalibrationView | null>;
  readonly answers: BoardAnswers;
}

const sizeOf = ({ widthPx, heightPx }: CameraModel): string => `${widthPx} × ${heightPx}`;

export function openBoardRoom({ clock, openEye, station, benches }: BoardRoomPorts): BoardRoom {
  const topic = createStateTopic<CameraCalibrationView | null>(null);
  let session: {
    readonly of: BoardSession;
    readonly watch: Disposable;
    readonly benchId: string;
    readonly role: string;
    readonly size: string;
  } | null = null;
  const end = async (): Promise<void> => {
    const ending = session;
    session = null;
    topic.set(null);
    ending?.watch[Symbol.dispose]();
    await ending?.of[Symbol.asyncDispose]();
  };
  const now = (): BoardSession => {
    if (session === null)
      throw new BenchError('refused', 'no camera is being calibrated', { hint: 'Begin first.' });
    return session.of;
  };
  const modelOf = (role: string): CameraModel => {
    const camera = station.view.value.cameras.find((each) => each.role === role);
    if (camera !== undefined) return camera.model;
    throw new BenchError('not-found', `the bench has no camera "${role}"`);
  };
  /** Models of what runs stay what they were when it began; a result is of the camera that gave the pictures. */
  const refuseSaving = ({ benchId, size, role }: NonNullable<typeof session>): void => {
    const { lease, benchId: now } = station.view.value;
    if (now !== benchId || sizeOf(modelOf(role)) !== size)
      throw new BenchError('refused', 'another bench or camera was chosen since this began', {
        hint: 'end it without saving, then calibrate the camera that is there now',
      });
    if (lease !== 'none')
      throw new BenchError('busy', `the bench is held by ${lease}: its cameras stay as they are`, {
        hint: 'end what runs, then save',
      });
  };
  return {
    topic,
    answers: {
      'board.begin': async ({ role }) => {
        modelOf(role);
        // Another window may have begun while the old one ended.
        while (session !== null) await end();
        const camera = modelOf(role);
        const of = openBoardSession({
          camera,
          clock,
          eye: openEye(),
          onFrame: station.onFrame,
        });
        const watch = of.topic.watch((value) => topic.set(value));
        session = { of, watch, benchId: station.view.value.benchId, role, size: sizeOf(camera) };
        return null;
      },
      'board.take': async ({ home }) => ({ views: await now().take(home) }),
      'board.solve': () => now().solve(),
      'board.end': async ({ save }) => {
        const { result } = now().topic.value;
        if (save && result === null)
          throw new BenchError('refused', 'there is no result to save yet', {
            hint: 'Solve first.',
          });
        if (save && result !== null && session !== null) {
          refuseSaving(session);
          benches.saveCameraCalibration(result);
        }
        await end();
        return null;
      },
      'sim.board': async ({ pose }) => {
        await station.setScene({ board: pose });
        return null;
      },
    },
    [Symbol.asyncDispose]: end,
  };
}
