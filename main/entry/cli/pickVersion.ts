/** One of a program's versions by the name that a person gives it. */

/** `name`: `newest`, `accepted` (the last one that was) or an id; `versions` oldest first. */
export function pickVersion<V extends { readonly id: string; readonly accepted: unknown }>(
  versions: readonly V[],
  name: string,
): V | undefined {
  if (name === 'newest') return versions.at(-1);
  if (name === 'accepted') return versions.findLast(({ accepted }) => accepted !== null);
  return versions.find(({ id }) => id === name);
}
