/** What every recipe promises, without its program: valid files, the token where it belongs, whole words. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pasted, tomlText } from './asSeed.ts';
import type { AgentInside, Launch, Recipe } from './recipe.ts';
import { recipeOf, recipes } from './recipes.ts';

const token = 'nbt_fedcba9876543210fedcba9876543210';
const inside: AgentInside = {
  ...{ home: '/inside/home', clone: '/inside/a "clone" of\\it', bench: '/inside/bin/bench' },
  ...{ modelUrl: 'http://127.0.0.1:8901', token, model: 'a-model', prompt: '--yolo; $(id)' },
  command: ['/inside/bin/own', '--flag'],
};

const launchesOf = (recipe: Recipe, at = inside): Readonly<Record<string, Launch>> => ({
  terminal: recipe.terminal(at),
  headless: recipe.headless(at),
  resume: recipe.resume(at),
  resumeHeadless: recipe.resumeHeadless(at),
});

/** A small reader for what our seeds use of TOML: tables, strings, lists of strings, numbers, booleans. */
function readToml(text: string): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const word = /^(?:[\w-]+|"(?:[^"\\]|\\.)*")/;
  const keyOf = (source: string): { readonly path: string; readonly rest: string } => {
    const parts: string[] = [];
    let rest = source;
    for (;;) {
      const match = word.exec(rest)?.[0];
      if (match === undefined) throw new Error(`no key: ${source}`);
      parts.push(match.startsWith('"') ? (JSON.parse(match) as string) : match);
      rest = rest.slice(match.length);
      if (!rest.startsWith('.')) return { path: parts.join('>'), rest };
      rest = rest.slice(1);
    }
  };
  let table = '';
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const head = /^\[\[?(.*?)\]?\]$/.exec(line)?.[1];
    if (head !== undefined) {
      const { path, rest } = keyOf(head);
      if (rest !== '') throw new Error(`after a table: ${rest}`);
      table = `${path}>`;
      continue;
    }
    const { path, rest } = keyOf(line);
    const value = /^ = (.+)$/.exec(rest)?.[1];
    if (value === undefined || found.has(table + path)) throw new Error(`no value: ${line}`);
    found.set(table + path, JSON.parse(value));
  }
  return found;
}

const parsed = (path: string, text: string): unknown =>
  path.endsWith('.toml') ? readToml(text) : JSON.parse(text);

describe.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s', (_, recipe) => {
  it('seeds files that parse and stay inside', () => {
    for (const { path, text } of recipe.seeds(inside)) {
      expect(() => parsed(path, text), path).not.toThrow();
      expect(posix.isAbsolute(path) || posix.normalize(path) !== path).toBe(false);
      expect(path.split('/')).not.toContain('..');
    }
  });

  it('keeps its seeds out of the clone, which goes to the hub', () => {
    expect(recipe.seeds(inside).filter(({ at }) => at === 'clone')).toEqual([]);
  });

  it('names no path but those it was told', () => {
    const own = [inside.home, inside.clone, inside.bench, ...inside.command];
    for (const [mode, { args, env }] of Object.entries(launchesOf(recipe)))
      for (const value of [...args, ...Object.values(env)])
        if (value.startsWith('/'))
          expect(
            own.some((path) => value.startsWith(path)),
            `${mode}: ${value}`,
          ).toBe(true);
    for (const { text } of recipe.seeds(inside))
      for (const [path] of text.matchAll(/(?<=")\/[a-z][^"]*/g))
        expect(
          own.some((each) => path.startsWith(each.split('"')[0] ?? '')),
          path,
        ).toBe(true);
  });

  it('shows the token to the gateway alone, never on a command line', () => {
    for (const { args, typed } of Object.values(launchesOf(recipe)))
      expect([...args, typed ?? ''].join(' ')).not.toContain(token);
    const told = Object.values(launchesOf(recipe)).map(({ env }) => Object.values(env));
    const files = recipe.seeds(inside).map(({ text }) => text);
    const asksModels = !recipe.program?.ours;
    expect([...told.flat(), ...files].some((text) => text.includes(token))).toBe(asksModels);
  });

  it('takes no words for options', () => {
    for (const { args } of Object.values(launchesOf(recipe)))
      for (const [i, each] of args.entries())
        if (each === inside.prompt) expect(args[i - 1]).toBe('--');
    const other = launchesOf(recipe, { ...inside, prompt: 'plain' });
    for (const [mode, { args }] of Object.entries(launchesOf(recipe)))
      expect(args.length, mode).toBe(other[mode]?.args.length);
  });

  it('waits for a person when it is told nothing', () => {
    const { args, typed } = recipe.terminal({ ...inside, prompt: '' });
    expect(typed).toBeNull();
    expect(args).not.toContain('--');
    expect(args.filter((each) => each === '' || each.endsWith('='))).toEqual([]);
  });

  it('was tried with the version it would install', () => {
    const { program } = recipe;
    if (program?.npm == null) return;
    expect(program.tested).toContain(program.npm.version);
    expect(program.npm.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('the table', () => {
  it('has each id once and refuses others', () => {
    expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
    expect(() => recipeOf('nobody')).toThrow(/no recipe 'nobody'/);
  });

  it('does not guess a model for a program that has none', () => {
    expect(() => recipeOf('opencode').seeds({ ...inside, model: null })).toThrow(/no model/);
    for (const { id, seeds } of recipes)
      if (id !== 'opencode') expect(() => seeds({ ...inside, model: null })).not.toThrow();
  });

  it('says of the folder that it is trusted, whatever it is called', () => {
    const codex = recipeOf('codex').seeds(inside)[0];
    const config = readToml(codex?.text ?? '');
    expect(config.get(`projects>${inside.clone}>trust_level`)).toBe('trusted');
    const named = (clone: string): readonly string[] =>
      recipeOf('kimi')
        .seeds({ ...inside, clone })
        .map(({ path }) => path.split('/').at(-1) ?? '');
    // As Kimi Code 2.1.0 itself named it.
    expect(named('/clone')).toContain('wd_clone_cbc0bc6624e0');
    expect(named('/.')).toContainEqual(expect.stringMatching(/^wd_workspace_[0-9a-f]{12}$/));
  });
});

describe('words', () => {
  it('are pasted whole, without what would end the paste', () => {
    expect(pasted('one\r\ntwo\u001b[201~\rrm\u0003\u009b')).toBe(
      '\u001b[200~one\ntwo[201~\nrm\u001b[201~\r',
    );
    expect(pasted(' \n')).toBeNull();
  });

  it('stand in TOML as they are', () => {
    const odd = 'a "b" \\ \u007f \u0001 é\n';
    expect(JSON.parse(tomlText(odd))).toBe(odd);
    expect(tomlText(odd)).not.toMatch(/[\u007f\n]/);
  });
});
