/**
 * Rules about the shape of files: length, columns, function size, names, headers, exports. Limits are data.
 */
import type { Finding, SourceFile } from './sourceTree.ts';
import { isCode, isTest } from './sourceTree.ts';

export const limits = {
  sourceLines: 320,
  testLines: 420,
  columns: 100,
  /** For lines that are long by a comment or a string, which the formatter does not break. */
  proseColumns: 124,
  /** Own lines of a function: those of functions within it are counted there. */
  functionLines: 70,
  headerChars: 24,
} as const;

const finding = (path: string, line: number, rule: string, message: string): Finding => ({
  path,
  line,
  rule,
  message,
});

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

export function checkSizes(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) => {
      const lines = linesOf(file.text);
      const most = isTest(file.path) ? limits.testLines : limits.sourceLines;
      const code = linesOf(file.code);
      const found = lines.flatMap((text, index) => {
        const prose = (code[index] ?? '').replace(/ {2,}/g, ' ').length <= limits.columns;
        const width = prose ? limits.proseColumns : limits.columns;
        const message = `${text.length} columns, at most ${width}`;
        // One long literal alone on its line (a drawing's path) has no better place to break.
        if (/^\s*(['"])[^'"]*\1[,;]?$/.test(text)) return [];
        return text.length > width ? [finding(file.path, index + 1, 'columns', message)] : [];
      });
      if (lines.length > most)
        found.push(
          finding(file.path, most + 1, 'file size', `${lines.length} lines, at most ${most}`),
        );
      return found;
    });
}

export interface FunctionSpan {
  readonly first: number;
  readonly last: number;
  readonly ownLines: number;
}

const opensFunction =
  /\bfunction\b|=> \{$|^\s*(?:async |static |override |get |set |\*)*[\w#$]+(?:<.*>)?\(/;
const opensOther = /^\s*(?:\} )?(?:if|for|while|switch|catch|else|do|try|with)\b/;

/**
 * Functions with a block body, found by the layout that the formatter guarantees: the line that opens the block
 * ends in `{`, and the block closes on the first line of the same indent that starts with `}`.
 */
export function functionsOf(code: string): readonly FunctionSpan[] {
  const lines = linesOf(code);
  const indentOf = (text: string): number => text.length - text.trimStart().length;
  const spans: { first: number; last: number }[] = [];
  lines.forEach((text, index) => {
    if (!/\{\s*$/.test(text)) return;
    const indent = indentOf(text);
    let first = index;
    if (/^\s*[)}]/.test(text)) {
      while (
        first > 0 &&
        (indentOf(lines[first - 1] as string) > indent || /^\s*$/.test(lines[first - 1] as string))
      )
        first--;
      if (first > 0) first--;
    }
    const head = lines[first] as string;
    if (opensOther.test(head) || !(opensFunction.test(head) || /=> \{\s*$/.test(text))) return;
    const last = lines.findIndex(
      (other, at) => at > index && indentOf(other) === indent && /^\s*\}(?!.*\{\s*$)/.test(other),
    );
    if (last !== -1) spans.push({ first: first + 1, last: last + 1 });
  });
  return spans.map((span) => {
    const inner = spans.filter((other) => other.first > span.first && other.last < span.last);
    const nested = new Set(
      inner.flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      ),
    );
    return { ...span, ownLines: span.last - span.first + 1 - nested.size };
  });
}

export function checkFunctions(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) =>
      functionsOf(file.code)
        .filter((span) => span.ownLines > limits.functionLines)
        .map((span) =>
          finding(
            file.path,
            span.first,
            'function size',
            `a function of ${span.ownLines} own lines, at most ${limits.functionLines}`,
          ),
        ),
    );
}

const bannedName =
  /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.|\/|$)|Manager\.|(?:^|\/)index\.(?:ts|tsx|mjs|js)$/;
const fileName = /^[a-zA-Z][a-zA-Z0-9]*(?:\.(?:test|config|d))*\.(?:ts|tsx|mjs)$/;

export function checkNames(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    if (bannedName.test(file.path)) {
      const message = 'name it by what it is; no utils, helpers, common, managers or barrels';
      return [finding(file.path, 1, 'file name', message)];
    }
    const name = file.path.split('/').at(-1) as string;
    return isCode(file.path) && !fileName.test(name)
      ? [finding(file.path, 1, 'file name', 'file names are camelCase, after the main export')]
      : [];
  });
}

export function checkHeaders(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter((file) => isCode(file.path))
    .flatMap((file) => {
      const text = file.text.replace(/^#!.*\n/, '').trimStart();
      const comment = /^\/\*[\s\S]*?\*\/|^(?:\/\/.*\n)+/.exec(text)?.[0] ?? '';
      const words = comment.replace(/[^a-zA-Z ]/g, '').trim();
      const message =
        'a file opens with a comment: what it is, what it keeps true, what it does not know';
      return words.length < limits.headerChars ? [finding(file.path, 1, 'header', message)] : [];
    });
}

export function checkExports(files: readonly SourceFile[]): readonly Finding[] {
  return files
    .filter((file) => isCode(file.path) && !/\.config\.ts$/.test(file.path))
    .flatMap((file) =>
      linesOf(file.code).flatMap((text, index) =>
        /\bexport default\b|\bas default\b/.test(text)
          ? [finding(file.path, index + 1, 'default export', 'export by name')]
          : [],
      ),
    );
}
