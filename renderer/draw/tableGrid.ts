/** The table's grid in front of the robot, 50 mm a field, as segments of the world; shared by both drawings of a belief. */
import type { Vec3 } from './project.ts';

export type Segment = readonly [Vec3, Vec3];

const gridM = 0.05;

function gridLines(): readonly Segment[] {
  const lines: Segment[] = [];
  for (let i = 0; i <= 8; i++)
    lines.push([
      [i * gridM, -0.25, 0],
      [i * gridM, 0.25, 0],
    ]);
  for (let i = -5; i <= 5; i++)
    lines.push([
      [0, i * gridM, 0],
      [0.4, i * gridM, 0],
    ]);
  return lines;
}

export const tableGrid = gridLines();

/** A cross on the table that shows where something is and how it is turned: long ahead, short behind and aside. */
export function crossAt(x: number, y: number, yaw: number, zM: number): readonly Segment[] {
  const arm = (turn: number, back: number, ahead: number): Segment => {
    const c = Math.cos(yaw + turn);
    const s = Math.sin(yaw + turn);
    return [
      [x + back * c, y + back * s, zM],
      [x + ahead * c, y + ahead * s, zM],
    ];
  };
  return [arm(0, -0.02, 0.05), arm(Math.PI / 2, -0.03, 0.03)];
}
