/** Cameras as nouns. Frames are encoded to JPEG once; the same bytes are judged, kept and shown. */

/** What a camera is for, not which device it is: "overhead", "front". */
export type CameraRole = string;

/** Pinhole without distortion. Pixel (0,0) is the top-left corner of the top-left pixel. */
export interface CameraModel {
  readonly role: CameraRole;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly focalPx: number;
  readonly centreXPx: number;
  readonly centreYPx: number;
  /** Row-major 4×4. Camera axes: x right, y down, z into the picture. */
  readonly worldFromCamera: readonly number[];
}

export interface CameraFrame {
  readonly role: CameraRole;
  /** Counts from 0 since the camera was opened; a repeat is a frozen camera. */
  readonly seq: number;
  /** Bench time of the exposure, milliseconds. */
  readonly capturedAtMs: number;
  readonly jpeg: Uint8Array;
}
