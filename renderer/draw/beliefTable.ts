/**
 * What lies on and stands over the table in the 3-D view: grid, envelope box (floor solid, above dashed), goal and
 * believed object. The object has the task's own shape when it names one, a cross in every case.
 */
import {
  BoxGeometry,
  BufferGeometry,
  CylinderGeometry,
  EdgesGeometry,
  Float32BufferAttribute,
  Group,
  LineBasicMaterial,
  LineDashedMaterial,
  LineSegments,
  type Material,
  Mesh,
  MeshLambertMaterial,
} from 'three';
import type { Box } from '../../main/base/model/arm.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import type { ObjectShape } from '../../main/base/model/task.ts';
import type { Belief } from './belief.ts';
import { boxEdges } from './boxEdges.ts';
import type { BeliefColours } from './openBeliefScene.ts';
import { crossAt, type Segment, tableGrid } from './tableGrid.ts';

export interface TableModel extends Disposable {
  readonly root: Group;
  show(belief: Belief): void;
  wear(colours: BeliefColours): void;
}

function setSegments(lines: LineSegments, segments: readonly Segment[]): void {
  lines.geometry.dispose();
  lines.geometry = new BufferGeometry();
  const flat = segments.flatMap(([from, to]) => [...from, ...to]);
  lines.geometry.setAttribute('position', new Float32BufferAttribute(flat, 3));
  lines.visible = segments.length > 0;
}

function edgesOf(box: Box | null, floor: boolean): readonly Segment[] {
  if (box === null) return [];
  return boxEdges(box)
    .filter((edge) => edge.floor === floor)
    .map((edge): Segment => [edge.from, edge.to]);
}

const crossOf = (pose: PlanarPose | null, zM: number): readonly Segment[] =>
  pose === null ? [] : crossAt(pose.xM, pose.yM, pose.yawRad, zM);

function partGeometry(part: ObjectShape[number]): BufferGeometry {
  const geometry =
    part.kind === 'box'
      ? new BoxGeometry(2 * part.halfM[0], 2 * part.halfM[1], 2 * part.halfM[2])
      : new CylinderGeometry(part.radiusM, part.radiusM, 2 * part.halfHeightM, 32).rotateX(
          Math.PI / 2,
        );
  return geometry.translate(...part.atM);
}

/** The shape's solids with their edges, in a group; rebuilt only when the shape is another one. */
function createObjectModel(solid: Material, edge: Material) {
  const root = new Group();
  let built: ObjectShape | null = null;
  const clear = (): void => {
    for (const child of [...root.children]) {
      if (child instanceof Mesh || child instanceof LineSegments) child.geometry.dispose();
      root.remove(child);
    }
  };
  return {
    root,
    clear,
    show(shape: ObjectShape | null, pose: PlanarPose | null) {
      if (shape !== built) {
        clear();
        built = shape;
        for (const part of shape ?? []) {
          const geometry = partGeometry(part);
          root.add(new Mesh(geometry, solid));
          root.add(new LineSegments(new EdgesGeometry(geometry, 30), edge));
        }
      }
      root.visible = pose !== null;
      if (pose === null) return;
      root.position.set(pose.xM, pose.yM, 0);
      root.rotation.z = pose.yawRad;
    },
  };
}

const above = { envelope: 0.0005, goal: 0.001, object: 0.002 } as const;

export function createTableModel(): TableModel {
  const paint = {
    grid: new LineBasicMaterial(),
    envelope: new LineBasicMaterial(),
    upper: new LineDashedMaterial({ dashSize: 0.012, gapSize: 0.009 }),
    goal: new LineBasicMaterial(),
    mark: new LineBasicMaterial(),
    edge: new LineBasicMaterial(),
    // Pushed back a little, so that its edges stand out of its faces.
    object: new MeshLambertMaterial({ polygonOffset: true, polygonOffsetFactor: 1 }),
  };
  const root = new Group();
  const lines = (material: Material): LineSegments => {
    const made = new LineSegments(new BufferGeometry(), material);
    root.add(made);
    return made;
  };
  const grid = lines(paint.grid);
  const floor = lines(paint.envelope);
  const upper = lines(paint.upper);
  const goal = lines(paint.goal);
  const mark = lines(paint.mark);
  const object = createObjectModel(paint.object, paint.edge);
  root.add(object.root);
  setSegments(grid, tableGrid);
  return {
    root,
    show(belief) {
      const raised = edgesOf(belief.boxM, true).map(
        ([from, to]): Segment => [
          [from[0], from[1], Math.max(from[2], above.envelope)],
          [to[0], to[1], Math.max(to[2], above.envelope)],
        ],
      );
      setSegments(floor, raised);
      setSegments(upper, edgesOf(belief.boxM, false));
      upper.computeLineDistances();
      setSegments(goal, crossOf(belief.goal, above.goal));
      setSegments(mark, crossOf(belief.shape === null ? belief.object : null, above.object));
      object.show(belief.shape, belief.object);
    },
    wear(colours) {
      paint.grid.color.set(colours.grid);
      paint.envelope.color.set(colours.envelope);
      paint.upper.color.set(colours.envelope);
      paint.goal.color.set(colours.goal);
      paint.mark.color.set(colours.object);
      paint.edge.color.set(colours.back);
      paint.object.color.set(colours.object);
    },
    [Symbol.dispose]() {
      object.clear();
      for (const child of [grid, floor, upper, goal, mark]) child.geometry.dispose();
      for (const material of Object.values(paint)) material.dispose();
    },
  };
}
