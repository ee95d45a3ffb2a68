// Reads a Parquet file with hyparquet and prints what it holds as one JSON document; bytes as {length, sha256}.
import { createHash } from 'node:crypto'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const rows = await parquetReadObjects({ file, metadata, utf8: false })
const plain = (key, value) => {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint8Array) {
    return { length: value.length, sha256: createHash('sha256').update(value).digest('hex') }
  }
  return value
}
console.log(JSON.stringify({
  rows,
  keys: Object.fromEntries((metadata.key_value_metadata ?? []).map(p => [p.key, p.value])),
  groups: metadata.row_groups.map(g => ({
    rows: g.num_rows,
    bytes: g.total_byte_size,
    statistics: Object.fromEntries(g.columns.map(c => [c.meta_data.path_in_schema.join('.'), c.meta_data.statistics])),
  })),
}, plain))
