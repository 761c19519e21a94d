/**
 * The text of JSON.stringify, in pieces of bounded size: whoever writes a large document can let others run in
 * between. Takes plain data only: what JSON has, and fields that are undefined, which are left out.
 */

/** So many entries of a list are put into words at once. */
const atOnce = 500;

function* listPieces(list: readonly unknown[]): Generator<string> {
  yield '[';
  for (let from = 0; from < list.length; from += atOnce) {
    const text = JSON.stringify(list.slice(from, from + atOnce)).slice(1, -1);
    yield from === 0 ? text : `,${text}`;
  }
  yield ']';
}

/** A list of columns: each by itself. */
function* columnsPieces(columns: readonly (readonly unknown[])[]): Generator<string> {
  for (const [place, column] of columns.entries()) {
    yield place === 0 ? '[' : ',';
    yield* listPieces(column);
  }
  yield ']';
}

export function* jsonPieces(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    const columns = value.length > 0 && value.every((each) => Array.isArray(each));
    yield* columns ? columnsPieces(value) : listPieces(value);
    return;
  }
  if (typeof value !== 'object' || value === null) {
    yield JSON.stringify(value);
    return;
  }
  let before = '{';
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* jsonPieces(field);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}
