// The script goes as far as the browser, prints where the person must go, and reads where they ended.
import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

export const given = JSON.parse(process.argv[2])

export async function person(url) {
  console.log(JSON.stringify({ go: String(url) }))
  const { value } = await lines.next()
  return new URL(value)
}

export function done(seen) {
  console.log(JSON.stringify({ seen }))
  process.exit(0)
}
