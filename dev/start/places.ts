import path from 'node:path'

/** Data from all commands, in a folder that git ignores. */
const kept = '.local'

export const devFolder = path.join(kept, 'dev')
export const devLock = path.join(kept, 'dev.lock')

export const e2eFolder = path.join(kept, 'e2e')
export const e2eLock = path.join(kept, 'e2e.lock')

/** The shipped files, built for production. */
export const buildFolder = path.join(kept, 'build')

export const testFolder = path.join(kept, 'test')
