/** Core ↔ board process, over stdio frames: pictures in, corners and cameras out. Answers come by call number. */
import type { CameraModel } from '../model/camera.ts';
import type { ErrorData } from '../model/errors.ts';

/** Corners of the board that were found in a picture, by number (`model/charucoBoard.ts`), pixels. */
export interface BoardView {
  readonly ids: readonly number[];
  readonly cornersPx: readonly (readonly [number, number])[];
}

export interface SolvedCamera {
  readonly model: CameraModel;
  /** k1, k2, p1, p2, k3 of the Brown–Conrady model. */
  readonly distortion: readonly number[];
  /** Root mean square over all corners of all views. */
  readonly reprojectionPx: number;
}

export type ToBoard =
  /** One blob: the JPEG. */
  | { readonly type: 'detect'; readonly call: number }
  | {
      readonly type: 'solve';
      readonly call: number;
      readonly views: readonly BoardView[];
      /** The view in which the board lay at `boardHome`. */
      readonly home: BoardView;
      readonly camera: Pick<CameraModel, 'role' | 'widthPx' | 'heightPx'>;
    }
  | {
      readonly type: 'project';
      readonly call: number;
      readonly view: BoardView;
      readonly solved: SolvedCamera;
    }
  | { readonly type: 'close' };

export type FromBoard =
  | { readonly type: 'detected'; readonly call: number; readonly view: BoardView }
  | { readonly type: 'solved'; readonly call: number; readonly solved: SolvedCamera }
  | {
      readonly type: 'projected';
      readonly call: number;
      readonly cornersPx: readonly (readonly [number, number])[];
    }
  | { readonly type: 'failed'; readonly call: number; readonly error: ErrorData };
