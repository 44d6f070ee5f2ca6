import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'

type Entry = { id: string; object: string }

/** Thrown if a state file cannot be used. Users see the message. */
export class StateFileError extends Error {}

const chunkBytes = 1_048_576

/** Smaller journals are never compacted, because it would not be worth the cost. */
const compactFromBytes = 16 * chunkBytes

/** A journal is compacted when it is this many times longer than its state. */
const maxGrowth = 4

/**
 * The store's file, with one line per transaction. Each line is written before its change is acknowledged, so `kill -9`
 * does not lose an acknowledged change. It can only cut off the last line, which is then ignored.
 */
export class Journal {
  private target: number | null = null
  private bytes = 0
  private bytesOfState = 0

  constructor(private file: string) {}

  /**
   * Returns the changes, oldest first. A deletion has no `object`.
   * @throws StateFileError if another program changed the file; the file is left unchanged
   */
  *read(): Generator<Entry> {
    let number = 0
    for (const { line, isWhole } of linesOf(this.file)) {
      number++
      const values = parseLine(line)
      if (values) yield* values
      else if (isWhole || !mayBeCutOff(line)) throw damaged(this.file, number)
    }
  }

  append(values: Entry[]): void {
    if (this.target === null) return
    try {
      this.bytes += writeFully(this.target, `${JSON.stringify(values)}\n`)
    } catch (error) {
      // If the disk is full, only part of the line may be written. Remove it so that the next line is valid.
      ftruncateSync(this.target, this.bytes)
      throw error
    }
  }

  /** Rewrites the journal if it is much longer than the state. */
  compact(state: Iterable<Entry>): void {
    if (this.bytes <= Math.max(compactFromBytes, maxGrowth * this.bytesOfState)) return
    try {
      this.rewrite(state)
    } catch (error) {
      // The old journal is still valid. Try again when it is `maxGrowth` times longer.
      this.bytesOfState = this.bytes
      console.error('could not compact the state file', error)
    }
  }

  /** Replaces the journal with the current state. The old file stays in place until the new one is complete. */
  rewrite(state: Iterable<Entry>): void {
    const fresh = `${this.file}.new`
    const target = openSync(fresh, 'w', 0o600)
    let bytes = 0
    let text = ''
    for (const value of state) {
      text += `${JSON.stringify([value])}\n`
      if (text.length < chunkBytes) continue
      bytes += writeFully(target, text)
      text = ''
    }
    bytes += writeFully(target, text)
    fsyncSync(target)
    closeSync(target)
    this.close()
    renameSync(fresh, this.file)
    this.target = openSync(this.file, 'a')
    this.bytes = bytes
    this.bytesOfState = bytes
  }

  close(): void {
    if (this.target !== null) closeSync(this.target)
    this.target = null
  }
}

function writeFully(target: number, text: string): number {
  const data = Buffer.from(text)
  for (let at = 0; at < data.length; ) at += writeSync(target, data, at)
  return data.length
}

/** Reads a file line by line, because a large journal does not fit in one string. The last line may be cut off. */
function* linesOf(file: string): Generator<{ line: string; isWhole: boolean }> {
  if (!existsSync(file)) return
  if (!statSync(file).isFile()) throw new StateFileError(`${file} is not a regular file.`)
  const source = openSync(file, 'r')
  const chunk = Buffer.alloc(chunkBytes)
  let rest = Buffer.alloc(0)
  try {
    for (let read = readSync(source, chunk); read > 0; read = readSync(source, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        yield { line: rest.toString('utf8', start, end), isWhole: true }
        start = end + 1
      }
      rest = rest.subarray(start)
    }
  } finally {
    closeSync(source)
  }
  if (rest.length > 0) yield { line: rest.toString('utf8'), isWhole: false }
}

function parseLine(line: string): Entry[] | null {
  try {
    const values: unknown = JSON.parse(line)
    return Array.isArray(values) && values.every(isEntry) ? values : null
  } catch {
    return null
  }
}

function isEntry(value: Partial<Entry> | null): value is Entry {
  return typeof value?.id === 'string' && typeof value.object === 'string'
}

function mayBeCutOff(line: string): boolean {
  return line.startsWith('[{"') || '[{"'.startsWith(line)
}

function damaged(file: string, number: number): StateFileError {
  return new StateFileError(
    `Line ${number} of ${file} was not written by the stand-in. The file is unchanged. Fix it, delete it to start over, or choose a different file.`,
  )
}
