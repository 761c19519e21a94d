/**
 * Judging by small nets, one per camera: each looks at the part of the picture in which successes are alike and failures
 * are not. Needs no arm, no calibration and no particular picture size; a camera that shows something unlike anything
 * learnt does not see.
 */
import type { ViewScore } from '../sdk/authoredJudge.ts';
import { type lookByNet, type NetsConfig, openNetView } from '../sdk/netView.ts';
import type { Family, FitContext, Fitted, Moment } from './family.ts';
import { type FittedNetView, fitNetView } from './netFit.ts';

type Views = ReadonlyMap<string, FittedNetView>;

export const netFamily: Family = {
  id: 'nets',
  words: 'a small net per camera, on the part of its picture that tells successes from failures',
  async fit(examples, context) {
    const views = new Map<string, FittedNetView>();
    const whys: string[] = [];
    for (const [at, role] of context.roles.entries()) {
      const part = shareOf(context, at);
      const view = await fitNetView(examples, role, part);
      if (typeof view === 'string') whys.push(`${role}: ${view}`);
      else views.set(role, view);
    }
    if (views.size === 0) return { why: whys.join('; ') || 'there are no cameras' };
    return { fitted: fittedOf(views, whys) };
  },
};

/** One camera's part of a fit. */
function shareOf(context: FitContext, at: number): FitContext {
  const count = context.roles.length;
  return {
    ...context,
    seconds: context.seconds / count,
    progress: (share) => context.progress((at + share) / count),
  };
}

function fittedOf(views: Views, whys: readonly string[]): Fitted {
  const open = new Map([...views].map(([role, view]) => [role, openNetView(view)]));
  const look = async (moment: Moment) => {
    const looks = new Map<string, Awaited<ReturnType<typeof lookByNet>>>();
    for (const [role, view] of open) {
      const picture = moment.pictures[role];
      if (picture !== undefined) looks.set(role, await view.look(picture));
    }
    return looks;
  };
  return {
    words: wordsOf(views, whys),
    async score(moment) {
      const looks = await look(moment);
      const cameras: Record<string, ViewScore> = {};
      for (const role of open.keys()) {
        const { score, seen, flags } = looks.get(role) ?? noPicture;
        cameras[role] = { score, seen, flags };
      }
      return { cameras, doubts: [] };
    },
    async files() {
      const files: Record<string, Uint8Array> = {};
      const config: NetsConfig = {};
      for (const [role, { bytes, model, reference }] of views) {
        const net = `${role}-net.onnx`;
        const scene = `${role}-scene.rgb`;
        files[net] = bytes;
        files[scene] = reference.picture.rgb;
        config[role] = { net, reference: scene, model };
      }
      return { files, config };
    },
  };
}

const noPicture: ViewScore = { score: 0, seen: false, flags: ['no-picture'] };

function wordsOf(views: Views, whys: readonly string[]): string {
  const each = [...views].map(([role, { model, steps }]) => {
    const { leftPx, topPx, sidePx } = model.box;
    const square = `${Math.round(sidePx)} pixels wide at ${Math.round(leftPx)}, ${Math.round(topPx)}`;
    return `${role}: a square ${square}, ${steps} steps`;
  });
  const without = whys.length === 0 ? '' : ` Not used: ${whys.join('; ')}.`;
  return `Small nets on the part of each picture that tells successes from failures (${each.join('; ')}).${without}`;
}
