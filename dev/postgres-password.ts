import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

// Every program on this machine can connect to 127.0.0.1, and a PostgreSQL superuser can read its owner's files. So the
// server asks for a password, which is in a file that only its owner can read.

/** The file with the password of the server on a folder. */
export const passwordFile = (base: string) => path.join(base, 'password')

/** The password of the server on a folder, or undefined for a server of an earlier version, which has none. */
export function passwordOf(base: string): string | undefined {
  return existsSync(passwordFile(base)) ? readFileSync(passwordFile(base), 'utf8') : undefined
}

/**
 * Writes a random password for a new server, or for one that trusts every user.
 *
 * @throws Error with instructions if the server has a password and its file is gone
 */
export function keepPassword(base: string): void {
  const file = passwordFile(base)
  if (existsSync(file)) return
  const rules = rulesFile(base)
  if (existsSync(rules) && !trusting.test(readFileSync(rules, 'utf8'))) {
    throw new Error(
      `The password of the private database is missing. Restore ${file}. If it is lost, replace scram-sha-256 with trust in ${rules} and start again: the database then gets a new password and keeps its data.`,
    )
  }
  // Renamed when it is complete: an empty password would lock everyone out.
  writeFileSync(`${file}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/**
 * Sets the stored password on a running server that trusts every user, as earlier versions created them, and makes the
 * server ask for it. Does nothing for other servers.
 *
 * @throws Error if the server still lets users in without a password
 */
export async function requirePassword(base: string, port: number): Promise<void> {
  const rules = readFileSync(rulesFile(base), 'utf8')
  if (!trusting.test(rules)) return
  const password = passwordOf(base)
  await asSuperuser(port, password, async (client) => {
    // The statement contains the password, so it must not be logged, whatever postgresql.conf says.
    await client.query(`SET log_statement = 'none'; SET log_min_duration_statement = -1`)
    await client.query(`SET log_min_error_statement = 'panic'; SET password_encryption = 'scram-sha-256'`)
    await client.query(`ALTER ROLE postgres PASSWORD ${client.escapeLiteral(password ?? '')}`)
    replace(rulesFile(base), rules.replaceAll(allTrusting, '$1scram-sha-256'))
    await client.query('SELECT pg_reload_conf()')
  })
  // The server reads its rules shortly after the call has returned.
  for (const end = Date.now() + 10_000; await letsIn(port); ) {
    if (Date.now() > end) throw new Error(`PostgreSQL does not ask for a password. Check ${rulesFile(base)}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Runs work as the superuser of the server on a port. */
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

function letsIn(port: number): Promise<boolean> {
  return asSuperuser(port, '', async () => true).catch(() => false)
}

const rulesFile = (base: string) => path.join(base, 'data', 'pg_hba.conf')
const trusting = /^(\s*(?:local|host\w*)\s.*\s)trust\b/m
const allTrusting = new RegExp(trusting, 'gm')

/** Replaces a file of the server in one step. It keeps its owner, who is another user if this one is root. */
function replace(file: string, text: string): void {
  const { uid, gid } = statSync(file)
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  chownSync(`${file}.new`, uid, gid)
  renameSync(`${file}.new`, file)
}
