/** The words in which a task describes its simulated world: `scene/scene.ts` and `scene/oracle.ts` are written in them. */
export type {
  Decal,
  ObjectPose,
  PlanarPose,
  Rgb,
  SceneCamera,
  SceneDef,
  SceneObject,
  ScenePart,
  Truth,
} from '../../base/model/scene.ts';
