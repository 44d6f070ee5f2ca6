import 'server-only'
import { env } from '@/lib/env'
import { product } from '@/lib/product'
import type { Mail } from './templates'

// Strangers can trigger most of these emails for any address, so the emails must not contain anything that they typed.

/** A link and its lifetime in milliseconds. */
type Link = { url: string; ms: number }

const notYou = 'If this wasn’t you, you can ignore this email.'

/** To a new address, with the link that continues sign-up. */
export function signUpMail(to: string, link: Link): Mail {
  return mailOf(to, `Create your ${product.name} account`, [
    `Choose a name and a password to create your ${product.name} account:`,
    link.url,
    worksFor(link),
    notYou,
  ])
}

/** To an address that has an account, after someone entered it on the sign-up page. */
export function haveAccountMail(to: string, link: Link): Mail {
  return mailOf(to, `You already have a ${product.name} account`, [
    `You tried to sign up for ${product.name}, but this address already has an account. Sign in with this link:`,
    link.url,
    worksFor(link),
    `Forgot your password? Choose a new one: ${env().APP_URL}/forgot-password`,
    notYou,
  ])
}

/** To an address without an account, after someone asked to sign in with it or to reset its password. */
export function noAccountMail(to: string, link: Link): Mail {
  return mailOf(to, `You don’t have a ${product.name} account yet`, [
    `You tried to sign in to ${product.name}, but this address has no account. If you have one, it uses a different address.`,
    'To create an account with this address, open this link:',
    link.url,
    worksFor(link),
    notYou,
  ])
}

/** The link that signs the user in. */
export function signInMail(to: string, link: Link): Mail {
  return mailOf(to, `Sign in to ${product.name}`, [
    `Sign in to ${product.name} with this link:`,
    link.url,
    worksFor(link),
    `${notYou} Nobody can sign in without the link.`,
  ])
}

/** The link that sets a new password. */
export function resetPasswordMail(to: string, link: Link): Mail {
  return mailOf(to, `Reset your ${product.name} password`, [
    `Choose a new password for ${product.name}:`,
    link.url,
    worksFor(link),
    `${notYou} Your password stays the same.`,
  ])
}

/** To an account's new address, with the link that confirms it. */
export function confirmEmailMail(to: string, link: Link): Mail {
  return mailOf(to, `Confirm your new email address for ${product.name}`, [
    `Someone asked to use this address for their ${product.name} account. If that was you, confirm the address:`,
    link.url,
    worksFor(link),
    'We also sent an email to your current address. The change takes effect when you open both links.',
    notYou,
  ])
}

/** To an address that has an account, after another account tried to change to it. */
export function emailTakenMail(to: string): Mail {
  return mailOf(to, `This address already has a ${product.name} account`, [
    `Someone asked to use this address for their ${product.name} account, but it already has one. Nothing was changed.`,
    'If that was you, use a different address, or change the other account’s address first.',
    notYou,
  ])
}

/** To an account's current address, with the link that approves the change to a new one. */
export function approveEmailMail(to: string, newEmail: string, link: Link): Mail {
  return mailOf(to, `Approve the new email address for your ${product.name} account`, [
    `Someone signed in to your ${product.name} account asked to change its email address to ${newEmail}.`,
    'If that was you, approve the change:',
    link.url,
    worksFor(link),
    `If this wasn’t you, don’t open the link. Reset your password: ${env().APP_URL}/forgot-password`,
  ])
}

/** To both addresses, after the change. */
export function emailChangedMail(to: string, newEmail: string): Mail {
  return mailOf(to, `Your ${product.name} email address was changed`, [
    `The email address for your ${product.name} account is now ${newEmail}.`,
    'If you didn’t approve this change, reply to this email.',
  ])
}

function mailOf(to: string, subject: string, paragraphs: string[]): Mail {
  return { to, subject, text: paragraphs.join('\n\n') }
}

function worksFor({ ms }: Link): string {
  const minutes = ms / 60_000
  const [count, unit] = minutes < 60 ? [minutes, 'minute'] : [minutes / 60, 'hour']
  return `The link works once and expires in ${count} ${unit}${count === 1 ? '' : 's'}.`
}
