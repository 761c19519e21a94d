/** Ids of tasks: made from a name, and what is wrong with one that was typed. Pure. */

const longest = 40;

/** `Stack two blocks` is `stack-two-blocks`; with a number where that is taken. */
export function idOfTask(name: string, taken: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longest - 4)
    .replace(/-+$/, '');
  if (plain === '' || !taken.includes(plain)) return plain;
  for (let number = 2; ; number++) {
    const id = `${plain}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

export function idMissing(id: string, taken: readonly string[]): string | null {
  if (id === '') return 'Give it an id: small letters, digits and dashes.';
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
    return 'An id is a small letter, then small letters, digits and dashes, at most 40.';
  return taken.includes(id) ? `There is a task ${id} already.` : null;
}
