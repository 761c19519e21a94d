/**
 * OpenCV in WASM, as far as boards and cameras need it. Its objects live outside the garbage collector: what is made
 * within `scope` is deleted at its end. Loading takes 0.2 s and 100 MB, so only the board process does it.
 */
import { createRequire } from 'node:module';
import { BenchError } from '../../base/model/errors.ts';

interface Deletable {
  delete(): void;
}

export interface Mat extends Deletable {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  readonly data64F: Float64Array;
  readonly data32S: Int32Array;
}

interface MatVector extends Deletable {
  push_back(mat: Mat): void;
  get(index: number): Mat;
  size(): number;
}

type Size = object;
type Make<T> = new (...args: readonly never[]) => T;

/** The functions and constants that are used; arguments as in OpenCV's own documentation of 4.12. */
export interface OpenCv {
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat;
  readonly MatVector: new () => MatVector;
  readonly Size: new (width: number, height: number) => Size;
  readonly TermCriteria: new (type: number, count: number, epsilon: number) => object;
  readonly CV_8UC1: number;
  readonly CV_32FC2: number;
  readonly CV_32FC3: number;
  readonly CV_64FC1: number;
  readonly DICT_4X4_50?: number;
  readonly CALIB_FIX_K1: number;
  readonly CALIB_FIX_K2: number;
  readonly CALIB_FIX_K3: number;
  readonly CALIB_FIX_PRINCIPAL_POINT: number;
  readonly CALIB_ZERO_TANGENT_DIST: number;
  readonly CALIB_FIX_ASPECT_RATIO: number;
  readonly CALIB_USE_INTRINSIC_GUESS: number;
  readonly SOLVEPNP_ITERATIVE: number;
  getPredefinedDictionary(id: number): Deletable;
  readonly aruco_CharucoBoard: new (
    size: Size,
    squareM: number,
    markerM: number,
    dictionary: Deletable,
    ids: Mat,
  ) => Deletable & { generateImage(size: Size, out: Mat, margin: number, border: number): void };
  readonly aruco_CharucoParameters: Make<Deletable>;
  readonly aruco_DetectorParameters: Make<Deletable & { cornerRefinementMethod: number }>;
  readonly aruco_RefineParameters: new (
    minRepDistance: number,
    errorCorrectionRate: number,
    checkAllOrders: boolean,
  ) => Deletable;
  readonly aruco_CharucoDetector: new (
    board: Deletable,
    charuco: Deletable,
    detector: Deletable,
    refine: Deletable,
  ) => Deletable & {
    detectBoard(image: Mat, corners: Mat, ids: Mat, markers: MatVector, markerIds: Mat): void;
  };
  calibrateCameraExtended(
    objectPoints: MatVector,
    imagePoints: MatVector,
    size: Size,
    camera: Mat,
    distortion: Mat,
    rvecs: MatVector,
    tvecs: MatVector,
    stdIntrinsics: Mat,
    stdExtrinsics: Mat,
    perView: Mat,
    flags: number,
  ): number;
  solvePnP(
    objectPoints: Mat,
    imagePoints: Mat,
    camera: Mat,
    distortion: Mat,
    rvec: Mat,
    tvec: Mat,
    useGuess: boolean,
    flags: number,
  ): boolean;
  projectPoints(
    objectPoints: Mat,
    rvec: Mat,
    tvec: Mat,
    camera: Mat,
    distortion: Mat,
    out: Mat,
  ): void;
  Rodrigues(rvec: Mat, out: Mat): void;
  exceptionFromPtr(pointer: number): { readonly msg: string };
}

type Loaded = OpenCv & { onRuntimeInitialized?: () => void };

/** In a box, and required: the module has a `then` that gives the module again, so that awaiting it never ends. */
export async function loadOpenCv(): Promise<{ readonly cv: OpenCv }> {
  const loaded = createRequire(import.meta.url)('@techstark/opencv-js') as Loaded | Promise<Loaded>;
  const box = loaded instanceof Promise ? { cv: await loaded } : { cv: loaded };
  if (box.cv.Mat === undefined) {
    await new Promise<void>((resolve) => {
      box.cv.onRuntimeInitialized = () => resolve();
    });
  }
  return box;
}

export interface Scope {
  /** Deleted when the scope ends. */
  own<T extends Deletable>(made: T): T;
}

/** Runs with what it makes, and gives it all back. OpenCV's own exceptions, which are pointers, become `bad-input`. */
export function scope<T>(cv: OpenCv, run: (scope: Scope) => T): T {
  const made: Deletable[] = [];
  try {
    return run({
      own(each) {
        made.push(each);
        return each;
      },
    });
  } catch (thrown) {
    if (typeof thrown !== 'number') throw thrown;
    throw new BenchError(
      'bad-input',
      `the pictures do not fit: ${cv.exceptionFromPtr(thrown).msg}`,
    );
  } finally {
    for (const each of made.reverse()) each.delete();
  }
}
