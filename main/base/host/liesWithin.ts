/** Whether a place is a folder itself or lies somewhere in it. By names alone: whoever asks has followed the links. */
import path from 'node:path';

/** Absolute paths. A name that only begins with two dots leads nowhere. */
export function liesWithin(home: string, place: string): boolean {
  const [first] = path.relative(home, place).split(path.sep);
  return first !== '..' && !path.isAbsolute(path.relative(home, place));
}
