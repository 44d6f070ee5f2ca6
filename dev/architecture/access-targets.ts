import path from 'node:path'
import { inspect } from 'node:util'
import { type FormAction, type FormState, idle } from '@/lib/form-state'
import { readProjectFiles } from './project-files'

export const appUrl = 'http://localhost:3000'
/** The fields of a form, or the query of a URL. */
export type Fields = Record<string, string>

/** Whatever happened, as far as the caller can tell. */
export type Outcome = { state?: FormState; redirect?: string; status?: number; text: string }

export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    const result = await work
    if (!(result instanceof Response)) return { state: result as FormState, text: inspect(result, { depth: 40 }) }
    const location = result.headers.get('location') ?? undefined
    const text = await result.text()
    return { status: result.status, text, ...(location ? { redirect: location.replace(appUrl, '') } : {}) }
  } catch (error) {
    const digest = String((error as { digest?: string }).digest)
    const [kind, , address] = digest.split(';')
    if (kind !== 'NEXT_REDIRECT' || !address) throw error
    return { redirect: address, text: address }
  }
}

type Kind = 'action' | 'route' | 'page'
export type Target = { name: string; kind: Kind; run: (fields: Fields) => Promise<unknown> }

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const urlOf = (file: string) =>
  path.posix
    .dirname(file)
    .replace(/^app/, '')
    .replace(/\/\([^/]*\)/g, '') || '/'
const load = (file: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ path.resolve(file))

/** Everything that the app answers: exports of files that Next treats as actions, routes, or pages. */
export async function findTargets(): Promise<Target[]> {
  const found: Target[] = []
  for (const file of readProjectFiles().keys()) {
    const kind = /^app\/(?:.*\/)?(actions|route|page)\.[jt]sx?$/.exec(file)?.[1]
    if (!kind) continue
    const url = urlOf(file)
    for (const [name, work] of Object.entries(await load(file))) {
      if (typeof work !== 'function') continue
      if (kind === 'actions')
        found.push({ name, kind: 'action', run: (fields) => (work as FormAction)(idle, formOf(fields)) })
      else if (kind === 'route' && methods.includes(name)) {
        const run = async (fields: Fields) => work(requestOf(name, url, fields))
        found.push({ name: `${name} ${url}`, kind: 'route', run })
      } else if (kind === 'page' && name === 'default') {
        const run = async (fields: Fields) =>
          work({ searchParams: Promise.resolve(fields), params: Promise.resolve({}) })
        found.push({ name: `page ${url}`, kind: 'page', run })
      }
    }
  }
  return found
}

function formOf(fields: Fields): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

function requestOf(method: string, url: string, fields: Fields): Request {
  const body = method === 'POST' ? { body: '{}' } : {}
  return new Request(`${appUrl}${url}?${new URLSearchParams(fields)}`, { method, ...body })
}

const notTheirs =
  /^(You’ve switched to|You’re no longer|That person is no longer|That invitation was already|This invitation no longer|That project doesn’t|That subscription)/

export function answerOf(kind: Kind, { state, redirect, status }: Outcome, changed: boolean): string {
  if (redirect === '/dashboard' && kind === 'page') return 'dashboard'
  if (redirect && /^\/sign-(in|up)(\?next=.*)?$/.test(redirect)) return 'sign in'
  if (redirect?.endsWith('?flow=none')) return 'not theirs'
  if (redirect?.includes('?refused=')) return 'not offered'
  if (status === 400 || status === 401 || status === 404) return 'secret'
  if (kind !== 'action') return status === undefined || [200, 303].includes(status) ? 'yes' : String(status)
  if (state?.status === 'error') {
    if (/^Only (an owner|owners)/.test(state.message)) return 'role'
    return notTheirs.test(state.message) ? 'not theirs' : JSON.stringify(state)
  }
  return changed ? 'yes' : 'no effect'
}
