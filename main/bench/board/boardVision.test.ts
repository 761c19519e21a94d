/** The board as the simulated cameras see it, found and solved by the real OpenCV, against the cameras that drew it. */
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../../tasks/push-t/scene/scene.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import {
  type BoardPose,
  boardCells,
  boardCornerM,
  boardCorners,
  boardHome,
  boardRotation,
} from '../../base/model/charucoBoard.ts';
import { projectPoint } from '../../base/model/pinhole.ts';
import type { BoardView } from '../../base/wire/board.ts';
import { cameraModelOf } from '../devices/sim/raster/cameraModelOf.ts';
import { encodeJpeg } from '../devices/sim/raster/cameraWorker.ts';
import { pictureInputOf } from '../devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../devices/sim/raster/pictureRenderer.ts';
import { type BoardVision, openBoardVision } from './boardVision.ts';
import { loadOpenCv } from './openCv.ts';
import { readGrey } from './readGrey.ts';

const size = { widthPx: 320, heightPx: 240 };
const [overhead, front] = scene.cameras;
if (overhead === undefined || front === undefined) throw new Error('two cameras');
let vision: BoardVision;
beforeAll(async () => {
  vision = await openBoardVision();
});

async function pictureOf(camera: typeof overhead, board: BoardPose | null): Promise<Uint8Array> {
  const { input, fixedPoses } = pictureInputOf(scene, camera as never, [], { board });
  const rgb = createPictureRenderer(input).render(fixedPoses, createRng(5));
  return await encodeJpeg(rgb, size.widthPx, size.heightPx);
}

async function seen(camera: typeof overhead, board: BoardPose | null): Promise<BoardView> {
  return vision.detect(await readGrey(await pictureOf(camera, board)));
}

/** Where a corner of the board is in the picture, by the model that drew it. */
function expectedPx(model: CameraModel, pose: BoardPose, id: number): readonly [number, number] {
  const r = boardRotation(pose);
  const [u, v] = boardCornerM(id);
  const at = (row: number): number => (r[row * 3] as number) * u + (r[row * 3 + 1] as number) * v;
  const { xPx, yPx } = projectPoint(
    model,
    pose.xM + at(0),
    pose.yM + at(1),
    pose.zM + 0.0012 + at(2),
  );
  return [xPx, yPx];
}

const tilted = (index: number): BoardPose => {
  const turn = index * 2.4;
  return {
    xM: 0.205 + 0.03 * Math.cos(turn),
    yM: 0.05 * Math.sin(turn * 1.7),
    zM: 0.06,
    yawRad: boardHome.yawRad + 0.5 * Math.sin(index),
    tiltRad: 0.45,
    tiltAboutRad: turn,
  };
};

describe('the board', () => {
  it('is cell by cell what OpenCV prints', async () => {
    const { cv } = await loadOpenCv();
    const dictionary = cv.getPredefinedDictionary(0);
    const board = new cv.aruco_CharucoBoard(
      new cv.Size(6, 4),
      0.04,
      0.03,
      dictionary,
      new cv.Mat(),
    );
    const print = new cv.Mat();
    board.generateImage(new cv.Size(48, 32), print, 0, 1);
    const cells = boardCells();
    const printed = cells.map((row, y) => row.map((_, x) => (print.data[y * 48 + x] ?? 0) < 128));
    expect(cells).toEqual(printed);
  });

  it.each([
    ['overhead', overhead],
    ['front', front],
  ])('is found by the %s camera within a quarter of a pixel (median)', async (_role, camera) => {
    const model = cameraModelOf(camera, size);
    const { ids, cornersPx } = await seen(camera, boardHome);
    expect(ids).toHaveLength(boardCorners);
    const off = ids.map((id, i) => {
      const [x, y] = expectedPx(model, boardHome, id);
      return Math.hypot((cornersPx[i]?.[0] ?? 0) - x, (cornersPx[i]?.[1] ?? 0) - y);
    });
    expect(off.sort((a, b) => a - b)[7]).toBeLessThan(0.25);
  });

  it('is not found where it is not', async () => {
    expect((await seen(overhead, null)).ids).toEqual([]);
  });
});

describe('the camera', () => {
  it('is solved to 1 % of its focal length and 10 mm of its place', async () => {
    const home = await seen(overhead, boardHome);
    const views = [home];
    for (let index = 0; index < 11; index++) views.push(await seen(overhead, tilted(index)));
    const model = cameraModelOf(overhead, size);
    const solved = vision.solve(views, home, boardHome, { role: 'overhead', ...size });
    expect(Math.abs(solved.model.focalPx / model.focalPx - 1)).toBeLessThan(0.01);
    expect(solved.reprojectionPx).toBeLessThan(0.5);
    for (const axis of [3, 7, 11]) {
      const offM = (solved.model.worldFromCamera[axis] ?? 9) - (model.worldFromCamera[axis] ?? 0);
      expect(Math.abs(offM)).toBeLessThan(0.01);
    }
    const drawn = vision.project(home, solved);
    home.ids.forEach((id, i) => {
      const [x, y] = drawn[id] ?? [0, 0];
      const [u, v] = home.cornersPx[i] ?? [99, 99];
      expect(Math.hypot(x - u, y - v)).toBeLessThan(1);
    });
  });

  it.each([
    ['three corners', async () => corners(await seen(overhead, boardHome), 3)],
    ['one flat view', () => seen(overhead, boardHome)],
  ])('is not made up from %s', async (_name, of) => {
    const view = await of();
    const solve = (): unknown =>
      vision.solve([view], view, boardHome, { role: 'overhead', ...size });
    expect(solve).toThrow(/do not fit|no camera fits|stands nowhere/);
  });

  it('is refused when the views are of another board', async () => {
    const home = await seen(overhead, boardHome);
    const shuffled = {
      ...home,
      ids: [...home.ids].reverse().map((id, i) => (i % 2 ? id : 14 - id)),
    };
    const solve = (): unknown =>
      vision.solve([home, shuffled], home, boardHome, { role: 'overhead', ...size });
    expect(solve).toThrow(/no camera fits|do not fit/);
  });
});

function corners({ ids, cornersPx }: BoardView, count: number): BoardView {
  return { ids: ids.slice(0, count), cornersPx: cornersPx.slice(0, count) };
}

describe('a picture', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['words', new TextEncoder().encode('no picture')],
  ])('that is %s cannot be read', async (_name, bytes) => {
    await expect(readGrey(bytes)).rejects.toThrow('cannot be read');
  });

  it('cut short cannot be read', async () => {
    const jpeg = await pictureOf(overhead, null);
    await expect(readGrey(jpeg.subarray(0, jpeg.length / 2))).rejects.toThrow('cannot be read');
  });

  it('is read whatever its colours', async () => {
    const jpeg = await pictureOf(overhead, null);
    const png = await sharp(jpeg).png().toBuffer();
    const { grey, ...its } = await readGrey(new Uint8Array(png));
    expect(its).toEqual(size);
    expect(grey).toHaveLength(320 * 240);
  });
});
