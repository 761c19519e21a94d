/**
 * The guided camera calibration on a whole core: the board on the simulated table, corners in the newest picture, views,
 * the result against the camera that drew them, and what is stored and said when something is missing.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommandArgsParsed, CommandName } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import {
  type BoardPose,
  boardCornerM,
  boardCorners,
  boardHome,
  boardRotation,
} from '../../main/base/model/charucoBoard.ts';
import type { CameraCalibrationView } from '../../main/base/model/phaseOne.ts';
import { projectPoint } from '../../main/base/model/pinhole.ts';
import { never, openTestCore, until } from '../lib/coreUnderTest.ts';

const role = 'overhead';
const tilted = (index: number): BoardPose => {
  const turn = index * 2.4;
  return {
    xM: 0.205 + 0.03 * Math.cos(turn),
    yM: 0.05 * Math.sin(turn * 1.7),
    zM: 0.06,
    yawRad: boardHome.yawRad + 0.5 * Math.sin(index),
    tiltRad: 0.45,
    tiltAboutRad: turn % (2 * Math.PI),
  };
};

/** Where the camera, as it is drawn, sees each corner. */
function cornersOf(model: CameraModel, pose: BoardPose): readonly (readonly [number, number])[] {
  const r = boardRotation(pose);
  return Array.from({ length: boardCorners }, (_, id) => {
    const [u, v] = boardCornerM(id);
    const at = (row: number): number => must(r[row * 3]) * u + must(r[row * 3 + 1]) * v;
    const { xPx, yPx } = projectPoint(model, pose.xM + at(0), pose.yM + at(1), pose.zM + at(2));
    return [xPx, yPx];
  });
}

async function openBoard(dataDir?: string) {
  const core = await openTestCore({
    restBench: true,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const { api } = core;
  const call = <N extends CommandName>(name: N, args: CommandArgsParsed<N>) =>
    api.call(name, args, never);
  const shown = (fits: (view: CameraCalibrationView) => boolean) =>
    until(api, 'board', (view) => view !== null && fits(view));
  await until(api, 'bench', ({ mode, cameras }) => mode === 'holding' && cameras.length > 0);
  return { core, api, call, shown };
}

describe('a camera calibration', () => {
  it('says what is missing, solves, stores, and its hash goes with the bench', async () => {
    const { core, api, call, shown } = await openBoard();
    await using _core = core;
    await expect(call('board.take', { home: true })).rejects.toThrow(/no camera is being/);
    await expect(call('board.begin', { role: 'side' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await call('board.begin', { role });
    await shown(({ seen }) => seen.why === 'The board is not in the picture.');
    await expect(call('board.take', { home: true })).rejects.toThrow(/not in the picture/);
    await expect(call('board.solve', {})).rejects.toThrow(/Lay the board flat/);
    await expect(call('board.end', { save: true })).rejects.toThrow(/no result/);
    const model = must(
      (await until(api, 'bench', () => true)).cameras.find((camera) => camera.role === role),
    ).model;
    /** Puts the board there and takes the first picture that shows it there. */
    const take = async (pose: BoardPose, home: boolean): Promise<void> => {
      await call('sim.board', { pose });
      const there = cornersOf(model, pose);
      await shown(
        ({ seen }) =>
          seen.why === '' &&
          seen.cornersPx.every(([x, y]) => there.some(([u, v]) => Math.hypot(x - u, y - v) < 2)),
      );
      await call('board.take', { home });
    };
    await take(boardHome, true);
    await expect(call('board.take', { home: false })).rejects.toThrow(/almost as in an earlier/);
    expect((await shown(() => true))?.todo).toMatch(/9 more pictures/);
    for (let index = 0; index < 9; index++) await take(tilted(index), false);
    const solved = await call('board.solve', {});
    const truth = model;
    expect(solved.views).toBe(10);
    expect(Math.abs(solved.model.focalPx / truth.focalPx - 1)).toBeLessThan(0.015);
    expect(solved.reprojectionPx).toBeLessThan(0.6);
    for (const axis of [3, 7, 11]) {
      const offM = must(solved.model.worldFromCamera[axis]) - must(truth.worldFromCamera[axis]);
      expect(Math.abs(offM)).toBeLessThan(0.012);
    }
    expect((await shown(({ projectedPx }) => projectedPx.length === 15))?.result).toEqual(solved);
    await call('board.end', { save: true });
    await until(api, 'board', (view) => view === null);
    const file = path.join(core.dataDir, 'benches', 'simulated', `camera-${role}.json`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ value: solved });
  }, 120_000);
});
