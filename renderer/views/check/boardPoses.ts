/**
 * Where the calibration board is put on the simulated bench: flat and leaning, in the middle and at the sides, as a
 * person would hold it. Raised by as much as its lower edge would otherwise sink into the table.
 */
import { type BoardPose, boardHome, charucoBoard } from '../../../main/base/model/charucoBoard.ts';

export interface NamedPose {
  readonly words: string;
  readonly pose: BoardPose;
}

const halfLongM = (charucoBoard.squaresX * charucoBoard.squareM) / 2 + charucoBoard.marginM;

const leaning = (
  words: string,
  [xM, yM]: readonly [number, number],
  tiltRad: number,
  tiltAboutRad: number,
  yawRad: number = boardHome.yawRad,
): NamedPose => {
  const zM = 0.01 + halfLongM * Math.sin(Math.abs(tiltRad));
  return { words, pose: { xM, yM, zM, yawRad, tiltRad, tiltAboutRad } };
};

/** The first lies flat at its marked place: from that picture the core tells where the camera stands. */
export const boardPoses: readonly NamedPose[] = [
  { words: 'Flat, at its place', pose: boardHome },
  leaning('Leaning away', [0.235, 0], 0.4, Math.PI / 2),
  leaning('Leaning near', [0.175, 0], -0.4, Math.PI / 2),
  leaning('Leaning left', [0.205, 0.035], 0.4, 0),
  leaning('Leaning right', [0.205, -0.035], -0.4, 0),
  leaning('Far left', [0.25, 0.06], 0.25, 0.8),
  leaning('Far right', [0.25, -0.06], 0.25, -0.8),
  leaning('Near left', [0.165, 0.06], -0.25, -0.8),
  leaning('Near right', [0.165, -0.06], -0.25, 0.8),
  leaning('Turned left', [0.215, 0], 0.3, 0.4, boardHome.yawRad + 0.5),
  leaning('Turned right', [0.215, 0], 0.3, -0.4, boardHome.yawRad - 0.5),
  leaning('Upside down', [0.195, 0.02], 0.45, Math.PI / 4, boardHome.yawRad + Math.PI),
];
