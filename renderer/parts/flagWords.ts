/** What judges flag, in words: those that the SDK knows by name, others as they are written. Pure. */

const known: Readonly<Record<string, string>> = {
  'tool-near': 'tool at the object',
  'tool-not-clear': 'tool in the view',
  'arm-moving': 'arm moving',
  'view-not-clear': 'view not clear',
  'views-disagree': 'cameras disagree',
  'near-bound': 'close to the bound',
  'no-picture': 'no picture',
  'old-picture': 'picture is old',
  'blank-picture': 'picture is blank',
  'unreadable-picture': 'picture is damaged',
  'wrong-picture-size': 'picture of another size',
  'not-seen': 'does not see it',
  'unknown-scene': 'scene unlike what it learnt',
  'unlike-learnt': 'unlike what it learnt',
  'camera-moved': 'camera moved',
  occluded: 'view blocked',
  'stray-colour': 'other things of its colour',
  'knob-missing': 'part of it not seen',
  'poor-fit': 'outline does not fit',
  'two-candidates': 'two things look like it',
};

/** `front:occluded` is “front view blocked”. */
export function flagWords(flag: string): string {
  const [head = '', ...rest] = flag.split(':');
  const words = (name: string): string => known[name] ?? name.replaceAll('-', ' ');
  return rest.length === 0 ? words(head) : `${head} ${words(rest.join(' '))}`;
}

const inTheWay: ReadonlySet<string> = new Set([
  'tool-not-clear',
  'tool-near',
  'view-not-clear',
  'occluded',
  'hidden',
  'partly-hidden',
]);

/** What the arm may be the reason of: it helps to move it aside. */
export const isArmFlag = (flag: string): boolean => inTheWay.has(flag.split(':').at(-1) ?? '');

export const flagsWords = (flags: readonly string[]): string => flags.map(flagWords).join(', ');
