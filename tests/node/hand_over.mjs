// The script goes as far as the browser, prints where the person must go, and reads where they ended;
// a script may do so several times.
import { createInterface } from 'node:readline'

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

export const given = JSON.parse(process.argv[2])

export async function person(url) {
  console.log(JSON.stringify({ go: String(url) }))
  const { value } = await lines.next()
  return new URL(value)
}

// Python does what the moment needs, such as letting an hour go by, and says when that is done.
export async function moment(name) {
  console.log(JSON.stringify({ moment: name }))
  await lines.next()
}

export function done(seen) {
  console.log(JSON.stringify({ seen }))
  process.exit(0)
}
