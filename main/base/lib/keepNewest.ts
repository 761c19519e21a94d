/** A map that is bounded by what it was given last. */

/** `value` is its newest entry from here on; of the others the oldest go until `most` are left. Gives back `value`. */
export function keepNewest<K, V>(kept: Map<K, V>, key: K, value: V, most: number): V {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}
