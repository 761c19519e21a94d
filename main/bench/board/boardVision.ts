/**
 * What a picture says of the board, and what several pictures say of the camera: corners by OpenCV's ChArUco detector;
 * intrinsics and distortion (k1, k2, p1, p2; k3 stays 0) by its calibration over all views; the pose from the view in which
 * the board lies at its known place. OpenCV's ChArUco corners are continuous pixel coordinates as ours: (0.5, 0.5) is the
 * middle of the first pixel (a test holds it to that).
 */
import { must } from '../../base/lib/assert.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import {
  type BoardPose,
  boardCornerM,
  boardRotation,
  charucoBoard,
} from '../../base/model/charucoBoard.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { BoardView, SolvedCamera } from '../../base/wire/board.ts';
import { loadOpenCv, type Mat, type OpenCv, scope } from './openCv.ts';

export interface GreyPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** height × width bytes. */
  readonly grey: Uint8Array;
}

export interface BoardVision {
  detect(picture: GreyPicture): BoardView;
  /** `home`: the view in which the board lay at `pose`. @throws BenchError `bad-input`. */
  solve(
    views: readonly BoardView[],
    home: BoardView,
    pose: BoardPose,
    camera: Pick<CameraModel, 'role' | 'widthPx' | 'heightPx'>,
  ): SolvedCamera;
  /** Where all corners of the board are, by what the camera is and where the board seems to be in this view. */
  project(view: BoardView, solved: SolvedCamera): readonly (readonly [number, number])[];
}

const subpixelRefinement = 1;

function matOf(cv: OpenCv, rows: number, type: number, values: readonly number[]): Mat {
  const mat = new cv.Mat(rows, 1, type);
  (type === cv.CV_64FC1 ? mat.data64F : mat.data32F).set(values);
  return mat;
}

const objectMat = (cv: OpenCv, ids: readonly number[]): Mat =>
  matOf(
    cv,
    ids.length,
    cv.CV_32FC3,
    ids.flatMap((id) => [...boardCornerM(id), 0]),
  );

const imageMat = (cv: OpenCv, corners: BoardView['cornersPx']): Mat =>
  matOf(cv, corners.length, cv.CV_32FC2, corners.flat());

function createDetector(cv: OpenCv): (picture: GreyPicture) => BoardView {
  const { squaresX, squaresY, squareM, markerM } = charucoBoard;
  const dictionary = cv.getPredefinedDictionary(cv.DICT_4X4_50 ?? 0);
  const size = new cv.Size(squaresX, squaresY);
  const board = new cv.aruco_CharucoBoard(size, squareM, markerM, dictionary, new cv.Mat());
  const detection = new cv.aruco_DetectorParameters();
  detection.cornerRefinementMethod = subpixelRefinement;
  const detector = new cv.aruco_CharucoDetector(
    board,
    new cv.aruco_CharucoParameters(),
    detection,
    new cv.aruco_RefineParameters(10, 3, true),
  );
  return ({ widthPx, heightPx, grey }) =>
    scope(cv, ({ own }) => {
      const image = own(new cv.Mat(heightPx, widthPx, cv.CV_8UC1));
      image.data.set(grey);
      const corners = own(new cv.Mat());
      const ids = own(new cv.Mat());
      detector.detectBoard(image, corners, ids, own(new cv.MatVector()), own(new cv.Mat()));
      const at = [...corners.data32F];
      return {
        ids: [...ids.data32S].slice(0, ids.rows),
        cornersPx: Array.from({ length: ids.rows }, (_, i) => [
          must(at[2 * i]),
          must(at[2 * i + 1]),
        ]),
      };
    });
}

interface Intrinsics {
  /** Row-major 3×3. */
  readonly camera: readonly number[];
  readonly distortion: readonly number[];
  readonly errorPx: number;
  /** The largest angle between the boards of two views. */
  readonly spreadRad: number;
}

/** The board's z axis in the camera's frame. */
function normalOf(cv: OpenCv, rvec: Mat): readonly number[] {
  return scope(cv, ({ own }) => {
    const rotation = own(new cv.Mat());
    cv.Rodrigues(rvec, rotation);
    return [2, 5, 8].map((i) => must(rotation.data64F[i]));
  });
}

function spreadOf(normals: readonly (readonly number[])[]): number {
  const angle = (a: readonly number[], b: readonly number[]): number =>
    Math.acos(Math.min(1, Math.abs(a.reduce((sum, value, k) => sum + value * must(b[k]), 0))));
  return Math.max(...normals.flatMap((a) => normals.map((b) => angle(a, b))));
}

type Lens = Pick<Intrinsics, 'camera' | 'distortion'>;

/** One round of OpenCV's calibration from `start`; distortion begins at what `start` has. */
function refine(
  cv: OpenCv,
  views: readonly BoardView[],
  size: readonly [number, number],
  start: Lens,
  flags: number,
): Intrinsics {
  return scope(cv, ({ own }) => {
    const objects = own(new cv.MatVector());
    const images = own(new cv.MatVector());
    for (const { ids, cornersPx } of views) {
      objects.push_back(own(objectMat(cv, ids)));
      images.push_back(own(imageMat(cv, cornersPx)));
    }
    const camera = own(new cv.Mat(3, 3, cv.CV_64FC1));
    camera.data64F.set(start.camera);
    const distortion = own(matOf(cv, 5, cv.CV_64FC1, start.distortion));
    const rvecs = own(new cv.MatVector());
    const errorPx = cv.calibrateCameraExtended(
      objects,
      images,
      new cv.Size(...size),
      camera,
      distortion,
      rvecs,
      own(new cv.MatVector()),
      own(new cv.Mat()),
      own(new cv.Mat()),
      own(new cv.Mat()),
      flags | cv.CALIB_USE_INTRINSIC_GUESS | cv.CALIB_FIX_ASPECT_RATIO | cv.CALIB_FIX_K3,
    );
    return {
      camera: [...camera.data64F],
      distortion: [...distortion.data64F],
      errorPx,
      spreadRad: spreadOf(views.map((_, i) => normalOf(cv, own(rvecs.get(i))))),
    };
  });
}

/** A camera of this kind has its focal length within these shares of the picture's width. */
const focalShares = [0.4, 6] as const;
/** Views that all lie alike leave the focal length open. */
const leastSpreadRad = 0.3;
/** Worse than this and the views do not belong to one camera and one board. */
const worstPx = 3;
const firstFocals = [1, 1.5, 2.2, 0.7] as const;

/** A pinhole first, then its distortion: all at once may run away. The first guess that ends well counts. */
function solveIntrinsics(
  cv: OpenCv,
  views: readonly BoardView[],
  widthPx: number,
  heightPx: number,
): Intrinsics {
  const pinholeOnly =
    cv.CALIB_FIX_PRINCIPAL_POINT | cv.CALIB_ZERO_TANGENT_DIST | cv.CALIB_FIX_K1 | cv.CALIB_FIX_K2;
  const size = [widthPx, heightPx] as const;
  const isSane = ({ camera, distortion, errorPx }: Intrinsics): boolean => {
    const share = must(camera[0]) / widthPx;
    const isCamera = share > focalShares[0] && share < focalShares[1];
    return isWell([errorPx, ...camera, ...distortion]) && isCamera && errorPx < worstPx;
  };
  for (const share of firstFocals) {
    const focal = share * widthPx;
    const camera = [focal, 0, widthPx / 2, 0, focal, heightPx / 2, 0, 0, 1];
    const pinhole = refine(cv, views, size, { camera, distortion: [0, 0, 0, 0, 0] }, pinholeOnly);
    if (!isSane(pinhole)) continue;
    const whole = refine(cv, views, size, pinhole, 0);
    if (!isSane(whole) || whole.errorPx > pinhole.errorPx + 0.01) continue;
    if (whole.spreadRad < leastSpreadRad)
      throw new BenchError(
        'bad-input',
        'no camera fits these pictures yet: the board lies alike in all',
        {
          hint: 'Tilt the board by a hand’s width or more, in every direction.',
        },
      );
    return whole;
  }
  throw new BenchError('bad-input', 'no camera fits these pictures', {
    hint: 'Take pictures of the board at more and stronger angles, sharp and not too small.',
  });
}

/** cameraFromBoard: rotation row-major 3×3, and where the board's middle is. */
interface Placed {
  readonly rotation: readonly number[];
  readonly atM: readonly number[];
  readonly rvec: readonly number[];
}

function placeBoard(cv: OpenCv, view: BoardView, intrinsics: Lens): Placed {
  return scope(cv, ({ own }) => {
    const rvec = own(new cv.Mat());
    const tvec = own(new cv.Mat());
    const camera = own(new cv.Mat(3, 3, cv.CV_64FC1));
    camera.data64F.set(intrinsics.camera);
    const distortion = own(matOf(cv, 5, cv.CV_64FC1, intrinsics.distortion));
    const objects = own(objectMat(cv, view.ids));
    const images = own(imageMat(cv, view.cornersPx));
    const how = cv.SOLVEPNP_ITERATIVE;
    if (!cv.solvePnP(objects, images, camera, distortion, rvec, tvec, false, how))
      throw new BenchError('bad-input', 'the board stands nowhere that fits its corners');
    const rotation = own(new cv.Mat());
    cv.Rodrigues(rvec, rotation);
    return {
      rotation: [...rotation.data64F],
      atM: [...tvec.data64F],
      rvec: [...rvec.data64F],
    };
  });
}

/** worldFromCamera = worldFromBoard · boardFromCamera, row-major 4×4. */
function cameraInWorld(pose: BoardPose, { rotation, atM }: Placed): readonly number[] {
  const w = boardRotation(pose);
  const at = (m: readonly number[], i: number): number => must(m[i]);
  // boardFromCamera: the transposed rotation, and the camera's place in the board's frame.
  const turned = [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) =>
      [0, 1, 2].reduce((sum, k) => sum + at(w, row * 3 + k) * at(rotation, column * 3 + k), 0),
    ),
  );
  const middle = [pose.xM, pose.yM, pose.zM];
  const rows = turned.map((row, i) => [
    ...row,
    must(middle[i]) - row.reduce((sum, value, k) => sum + value * at(atM, k), 0),
  ]);
  return [...rows.flat(), 0, 0, 0, 1];
}

const isWell = (values: readonly number[]): boolean => values.every(Number.isFinite);

const intrinsicsOf = ({ model, distortion }: SolvedCamera): Lens => ({
  camera: [model.focalPx, 0, model.centreXPx, 0, model.focalPx, model.centreYPx, 0, 0, 1],
  distortion,
});

export async function openBoardVision(): Promise<BoardVision> {
  const { cv } = await loadOpenCv();
  return {
    detect: createDetector(cv),
    solve(views, home, pose, { role, widthPx, heightPx }) {
      const { errorPx, camera, distortion } = solveIntrinsics(cv, views, widthPx, heightPx);
      const placed = placeBoard(cv, home, { camera, distortion });
      const worldFromCamera = cameraInWorld(pose, placed);
      const model: CameraModel = {
        role,
        widthPx,
        heightPx,
        focalPx: must(camera[0]),
        centreXPx: must(camera[2]),
        centreYPx: must(camera[5]),
        worldFromCamera,
      };
      return { model, distortion, reprojectionPx: errorPx };
    },
    project(view, solved) {
      const { camera, distortion } = intrinsicsOf(solved);
      const { rvec, atM } = placeBoard(cv, view, { camera, distortion });
      return scope(cv, ({ own }) => {
        const out = own(new cv.Mat());
        const all = Array.from(
          { length: (charucoBoard.squaresX - 1) * (charucoBoard.squaresY - 1) },
          (_, id) => id,
        );
        const cameraMat = own(new cv.Mat(3, 3, cv.CV_64FC1));
        cameraMat.data64F.set(camera);
        cv.projectPoints(
          own(objectMat(cv, all)),
          own(matOf(cv, 3, cv.CV_64FC1, rvec)),
          own(matOf(cv, 3, cv.CV_64FC1, atM)),
          cameraMat,
          own(matOf(cv, 5, cv.CV_64FC1, distortion)),
          out,
        );
        const at = [...out.data32F];
        return all.map((i) => [must(at[2 * i]), must(at[2 * i + 1])] as const);
      });
    },
  };
}
