/**
 * A line that a person types into words, as a shell would take it apart: blanks, '…', "…" and \. Nothing is expanded: what
 * a shell would do beyond that is refused in words, so that no sign means something else than it seems to.
 */

export type CommandRead =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly why: string };

const mostWords = 64;
/** One word, or the blanks between two: '…', "…" with \" and \\, \ before a sign, or signs that mean themselves. */
const piece = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(\s+)/gy;
const shellSigns = /[|&;<>()$`*?[\]{}~]/;

export function readCommand(line: string): CommandRead {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  const no = (why: string): CommandRead => ({ ok: false, why });
  for (const match of line.matchAll(piece)) {
    at = match.index + match[0].length;
    const [, single, double, escaped, bare, blank] = match;
    if (blank !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    const sign = shellSigns.exec(bare ?? '')?.[0];
    if (sign !== undefined)
      return no(`${sign} means nothing without a shell: put it in '…', or run sh -c '…'`);
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? bare ?? '');
  }
  if (at < line.length)
    return no(line[at] === '\\' ? 'A \\ stands at the end' : `A ${line[at]} is not closed`);
  if (word !== null) words.push(word);
  if (words.length === 0) return no('Which command');
  if (words[0] === '') return no('The command is empty');
  return words.length > mostWords ? no(`At most ${mostWords} words`) : { ok: true, words };
}
