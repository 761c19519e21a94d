/**
 * The project's files as the tidy rules see them: path, text, and a second text of the same length and lines in
 * which comments and the insides of strings are blanked, so that a rule about code never trips over prose.
 * Knows nothing of any rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** `text` with comments and string contents replaced by spaces; newlines stay. Only for code. */
  readonly code: string;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

const skippedFolders: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  '.agents',
  'dist',
  'test-results',
  'coverage',
]);

const textEndings =
  /\.(ts|tsx|mts|mjs|js|json|md|css|svg|html|yml|yaml|xml|sh|cc|h|txt)$|(^|\/)(run|\.npmrc|\.gitignore)$/;

export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|mjs|js)$/.test(path);
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.test\.tsx?$/.test(path);
}

/** Every text file under `root`, sorted by path. */
export function readTree(root: string): readonly SourceFile[] {
  const found: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) walk(path);
      } else if (entry.isFile() && textEndings.test(path)) {
        found.push(sourceFile(path, readFileSync(join(root, path), 'utf8')));
      }
    }
  };
  walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: isCode(path) ? blankProse(text) : text };
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

const regexBefore =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^])$|\b(?:return|typeof|case|of|in|yield|await|throw)$/;

/** Where the token that starts at `at` ends (exclusive) if it is a comment or a quoted literal; else `at`. */
function endOfProse(text: string, at: number, before: string): number {
  const two = text.slice(at, at + 2);
  if (two === '//') return lineEnd(text, at);
  if (two === '/*') {
    const close = text.indexOf('*/', at + 2);
    return close === -1 ? text.length : close + 2;
  }
  const first = text[at];
  if (first === "'" || first === '"') return endOfQuoted(text, at, first);
  if (first === '/' && regexBefore.test(before)) return endOfRegex(text, at);
  return at;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function endOfQuoted(text: string, at: number, quote: string): number {
  const limit = lineEnd(text, at);
  for (let i = at + 1; i < limit; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
  }
  return at + 1; // an apostrophe in JSX text
}

function endOfRegex(text: string, at: number): number {
  const limit = lineEnd(text, at);
  let inClass = false;
  for (let i = at + 1; i < limit; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return at;
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Comments, strings and regular expressions as spaces; code inside `${…}` of a template stays. */
export function blankProse(text: string): string {
  let out = '';
  /** One entry per template literal we are inside of: the depth of braces within its `${`. */
  const templates: number[] = [];
  let inTemplateText = false;
  let at = 0;
  while (at < text.length) {
    const ch = text[at] as string;
    if (inTemplateText) {
      if (ch === '\\') {
        out += blank(text.slice(at, at + 2));
        at += 2;
      } else if (ch === '`') {
        templates.pop();
        inTemplateText = false;
        out += ch;
        at++;
      } else if (ch === '$' && text[at + 1] === '{') {
        templates[templates.length - 1] = 0;
        inTemplateText = false;
        out += '${';
        at += 2;
      } else {
        out += blank(ch);
        at++;
      }
      continue;
    }
    const end = endOfProse(text, at, out.slice(-12).trimEnd());
    if (end > at) {
      const token = text.slice(at, end);
      const quoted = ch === "'" || ch === '"';
      out += quoted && token.length > 1 ? `${ch}${blank(token.slice(1, -1))}${ch}` : blank(token);
      at = end;
      continue;
    }
    const depth = templates.at(-1);
    if (ch === '`') {
      templates.push(-1);
      inTemplateText = true;
    } else if (depth !== undefined && ch === '{') {
      templates[templates.length - 1] = depth + 1;
    } else if (depth !== undefined && ch === '}') {
      if (depth === 0) inTemplateText = true;
      else templates[templates.length - 1] = depth - 1;
    }
    out += ch;
    at++;
  }
  return out;
}
