/**
 * The Parquet files of a LeRobot dataset v3, written: columns as pandas and Hugging Face's `datasets` read them, a list
 * for each vector, one row group for each episode. Knows the format's shapes, not what is in them.
 */

import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';

export type ColumnType = 'INT64' | 'FLOAT' | 'DOUBLE' | 'BOOLEAN' | 'STRING';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** A list of them in each cell. */
  readonly list?: boolean;
}

export type Cell = number | bigint | boolean | string | null | readonly (number | string)[];

export interface Table {
  /** One row group. Cells by column, in the order of the columns. */
  group(columns: readonly (readonly Cell[])[]): Promise<void>;
  /** On return it can be read. */
  finish(): Promise<void>;
}

function elementOf(name: string, type: ColumnType): SchemaElement {
  const base = { name, repetition_type: 'OPTIONAL' } as const;
  return type === 'STRING'
    ? { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8' }
    : { ...base, type };
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'schema', num_children: columns.length },
    ...columns.flatMap(({ name, type, list }): SchemaElement[] =>
      list === true
        ? [
            { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
            { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
            elementOf('element', type),
          ]
        : [elementOf(name, type)],
    ),
  ];
}

/** As the writer takes 64 bits. */
function wholeCell(cell: Cell): unknown {
  if (typeof cell === 'number') return BigInt(cell);
  return Array.isArray(cell) ? cell.map((value) => BigInt(value as number)) : cell;
}

/** `metadata`: the file's own notes by key, as pandas wants one for its index. */
export function openTable(
  file: string,
  columns: readonly Column[],
  metadata: Readonly<Record<string, string>> = {},
): Table {
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: schemaOf(columns),
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'nightbench',
  });
  return {
    async group(cells) {
      const columnData = columns.map(({ name, type }, n) => {
        const data = (cells[n] ?? []).map((cell) => (type === 'INT64' ? wholeCell(cell) : cell));
        return { name, data };
      });
      await writer.write({ columnData, rowGroupSize: Math.max(1, cells[0]?.length ?? 1) });
    },
    async finish() {
      await writer.finish();
    },
  };
}

/** How pandas finds its index again: the tasks' table is indexed by their words. */
export function pandasIndex(index: string, columns: Readonly<Record<string, string>>): string {
  const all = { ...columns, [index]: 'object' };
  return JSON.stringify({
    index_columns: [index],
    column_indexes: [],
    columns: Object.entries(all).map(([name, type]) => ({
      name,
      field_name: name,
      pandas_type: type === 'object' ? 'unicode' : type,
      numpy_type: type,
      metadata: null,
    })),
    creator: { library: 'nightbench', version: '1' },
    pandas_version: '2.2.0',
  });
}
