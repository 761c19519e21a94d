/**
 * The calibration board: a chessboard with an ArUco marker in each white square. Its frame: origin in its middle, x along
 * its long side, y along its short one, z out of the print. Corners are numbered row by row from the top left as printed.
 */

/** Pose of the board's frame in the world. `tiltRad` leans it about the line on the table at `tiltAboutRad`. */
export interface BoardPose {
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
  readonly yawRad: number;
  readonly tiltRad: number;
  readonly tiltAboutRad: number;
}

export const charucoBoard = {
  squaresX: 6,
  squaresY: 4,
  squareM: 0.04,
  markerM: 0.03,
  /** White paper around the squares. */
  marginM: 0.008,
  /** Name of the dictionary in OpenCV. */
  dictionary: 'DICT_4X4_50',
} as const;

/**
 * The first twelve markers of DICT_4X4_50, sixteen bits each, row by row, 1 is white (OpenCV 4.12,
 * `predefined_dictionaries.hpp`).
 */
const markerCodes: readonly number[] = [
  0xb532, 0x0f9a, 0x332d, 0x9946, 0x549e, 0x79cd, 0x9e2e, 0xc4f2, 0xfeda, 0xcf56, 0xf991, 0x11a7,
];

/** Cells along one square; a marker takes the inner six, with a black rim one cell wide. */
const cellsPerSquare = 8;

/** Where the board lies, flat, for the picture that tells where the camera stands: its middle here, its x along world y. */
export const boardHome: BoardPose = {
  xM: 0.205,
  yM: 0,
  zM: 0,
  yawRad: -Math.PI / 2,
  tiltRad: 0,
  tiltAboutRad: 0,
};

export const boardCorners = (charucoBoard.squaresX - 1) * (charucoBoard.squaresY - 1);

/** An inner corner in the board's frame, metres. */
export function boardCornerM(id: number): readonly [number, number] {
  const { squaresX, squaresY, squareM } = charucoBoard;
  const column = (id % (squaresX - 1)) + 1;
  const row = Math.floor(id / (squaresX - 1)) + 1;
  return [(column - squaresX / 2) * squareM, (squaresY / 2 - row) * squareM];
}

/** Black or not, for each cell, row by row from the top left as printed. */
export function boardCells(): readonly (readonly boolean[])[] {
  const { squaresX, squaresY } = charucoBoard;
  const rows = Array.from({ length: squaresY * cellsPerSquare }, () =>
    new Array<boolean>(squaresX * cellsPerSquare).fill(false),
  );
  let marker = 0;
  for (let sy = 0; sy < squaresY; sy++)
    for (let sx = 0; sx < squaresX; sx++) {
      const isBlack = (sx + sy) % 2 === 0;
      const code = isBlack ? 0 : (markerCodes[marker++] ?? 0);
      for (let y = 0; y < cellsPerSquare; y++)
        for (let x = 0; x < cellsPerSquare; x++) {
          const row = rows[sy * cellsPerSquare + y] as boolean[];
          row[sx * cellsPerSquare + x] = isBlack || markerCell(code, x - 1, y - 1);
        }
    }
  return rows;
}

/** In marker cells from its top left corner; outside it the square is white. */
function markerCell(code: number, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x > 5 || y > 5) return false;
  if (x === 0 || y === 0 || x === 5 || y === 5) return true;
  const bit = 15 - ((y - 1) * 4 + (x - 1));
  return ((code >> bit) & 1) === 0;
}

/** Rotation of the board's frame in the world, row-major 3×3. */
export function boardRotation({ yawRad, tiltRad, tiltAboutRad }: BoardPose): readonly number[] {
  const axis = [Math.cos(tiltAboutRad), Math.sin(tiltAboutRad)] as const;
  const [c, s] = [Math.cos(tiltRad), Math.sin(tiltRad)];
  const [x, y] = axis;
  const tilt = [
    c + x * x * (1 - c),
    x * y * (1 - c),
    y * s,
    x * y * (1 - c),
    c + y * y * (1 - c),
    -x * s,
    -y * s,
    x * s,
    c,
  ];
  const [cy, sy] = [Math.cos(yawRad), Math.sin(yawRad)];
  const turned = (row: number): number[] => {
    const [a, b, z] = tilt.slice(row * 3, row * 3 + 3) as [number, number, number];
    return [a * cy + b * sy, b * cy - a * sy, z];
  };
  return [0, 1, 2].flatMap(turned);
}
