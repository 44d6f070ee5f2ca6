import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

// Every program on this machine can connect to 127.0.0.1, and a PostgreSQL superuser can read the server owner's files. So
// the server requires a password, stored in a file that only the owner can read.

/** The path of the file that holds a server's password. `base` is the server's folder. */
export const passwordFile = (base: string) => path.join(base, 'password')

/** A server's password. Undefined for a server from an earlier version, which has no password. */
export function passwordOf(base: string): string | undefined {
  return existsSync(passwordFile(base)) ? readFileSync(passwordFile(base), 'utf8') : undefined
}

/**
 * Writes a random password for a new server, or for one that trusts every user.
 *
 * @throws Error with instructions if the server has a password but its file is missing
 */
export function keepPassword(base: string): void {
  const file = passwordFile(base)
  if (existsSync(file)) return
  const rules = rulesFile(base)
  if (existsSync(rules) && !trusting.test(readFileSync(rules, 'utf8'))) {
    throw new Error(
      `The private database's password is missing. Restore ${file}. If it is lost, replace scram-sha-256 with trust in ${rules} and start again. The database then gets a new password and keeps its data.`,
    )
  }
  // Renamed once it is complete, because an empty password would lock everyone out.
  writeFileSync(`${file}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/**
 * Sets the stored password on a running server that trusts every user, as servers from earlier versions do, and makes the
 * server require it. Does nothing for other servers.
 *
 * @throws Error if the server still lets users in without a password
 */
export async function requirePassword(base: string, port: number): Promise<void> {
  const rules = readFileSync(rulesFile(base), 'utf8')
  if (!trusting.test(rules)) return
  const password = passwordOf(base)
  await asSuperuser(port, password, async (client) => {
    // The statement contains the password, so it must not be logged, no matter what postgresql.conf says.
    await client.query(`SET log_statement = 'none'; SET log_min_duration_statement = -1`)
    await client.query(`SET log_min_error_statement = 'panic'; SET password_encryption = 'scram-sha-256'`)
    await client.query(`ALTER ROLE postgres PASSWORD ${client.escapeLiteral(password ?? '')}`)
    replace(rulesFile(base), rules.replaceAll(allTrusting, '$1scram-sha-256'))
    await client.query('SELECT pg_reload_conf()')
  })
  // The server reads its rules shortly after the call returns.
  for (const end = Date.now() + 10_000; await letsIn(port); ) {
    if (Date.now() > end) throw new Error(`PostgreSQL does not require a password. Check ${rulesFile(base)}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Runs `work` as the superuser of the server on a port. */
export async function asSuperuser<T>(
  port: number,
  password: string | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const patience = { connectionTimeoutMillis: 3_000, query_timeout: 3_000 }
  const client = new pg.Client({ ...superuser, port, password, ...patience })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

const superuser = { host: '127.0.0.1', user: 'postgres', database: 'postgres' }

/** Whether the server lets in a user without a password. A server that does not respond has not shown that it does not. */
async function letsIn(port: number): Promise<boolean> {
  try {
    return await asSuperuser(port, '', async () => true)
  } catch (error) {
    if (isPasswordRequired(error)) return false
    throw error
  }
}

/** PostgreSQL rejects a wrong password with `28P01`. pg itself throws when the server asks for one and it has none. */
function isPasswordRequired(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string }
  return code === '28P01' || /client password must be/.test(message)
}

const rulesFile = (base: string) => path.join(base, 'data', 'pg_hba.conf')
const trusting = /^(\s*(?:local|host\w*)\s.*\s)trust\b/m
const allTrusting = new RegExp(trusting, 'gm')

/** Replaces one of the server's files atomically. The file keeps its owner, who is another user if this process runs as root. */
function replace(file: string, text: string): void {
  const { uid, gid } = statSync(file)
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  chownSync(`${file}.new`, uid, gid)
  renameSync(`${file}.new`, file)
}
