import 'server-only'
import { AppError } from '@/lib/errors'
import { product } from '@/lib/product'

const lengthMin = 8
const wordLengthMin = 3

let common: Promise<Set<string>> | undefined

/** About 50,000 breached passwords. Loaded on first use and never sent to a browser. */
function commonPasswords(): Promise<Set<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return common
}

/**
 * Checks a new password. Existing passwords are not checked.
 *
 * @param password 8 to 128 characters. The form's schema checks the length.
 * @param email the user's email address
 * @throws AppError `invalid` for the field `password`, if it is a breached password or little more than the user's address or
 *   the product's name (OWASP ASVS 5.0, 6.2.4 and 6.2.11)
 */
export async function requireGoodPassword(password: string, email: string): Promise<void> {
  const lower = password.toLowerCase()
  const words = [product.name.toLowerCase(), ...wordsOf(email.toLowerCase())]
  const rest = withoutWords(lower, words)
  const hasWord = words.some((word) => lower.includes(word))
  if (hasWord && (rest.length < lengthMin || (await isCommon(rest)))) {
    reject(
      `This is too similar to your email address or the name ${product.name}. Choose something that others can’t guess.`,
    )
  }
  if (await isCommon(lower)) {
    reject('Too many people use this password, so attackers try it first. Choose another one.')
  }
}

async function isCommon(password: string): Promise<boolean> {
  const repeats = new Set(password).size === 1
  return repeats || (await commonPasswords()).has(password)
}

function reject(message: string): never {
  throw new AppError('invalid', message, { field: 'password' })
}

/** The address and its parts, longest first: `ada.king@example.com` has `ada.king`, `example.com`, `example`, `king`, … */
function wordsOf(email: string): string[] {
  const [local = '', domain = ''] = email.split('@')
  // Without the top-level domain: `com` is part of many words.
  const parts = [local, domain, ...local.split(/[^\p{L}\p{N}]+/u), ...domain.split('.').slice(0, -1)]
  return [email, ...parts].filter((word) => word.length >= wordLengthMin).sort((a, b) => b.length - a.length)
}

function withoutWords(text: string, words: string[]): string {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), text)
  return rest.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}
