import type { Hono } from 'hono'

export type Answer = { status: number; location: string | null; html: string; text: string }

export function browser(app: Hono) {
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await app.request(path, init)
    const html = await response.text()
    return { status: response.status, location: response.headers.get('location'), html, text: textOf(html) }
  }
  return {
    get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers }),
    post: (path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(form), headers }),
  }
}

function textOf(html: string): string {
  const text = html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
  return text.replace(/\s+/g, ' ').trim()
}

export function pathOf(url: string): string {
  const { pathname, search } = new URL(url, 'http://127.0.0.1')
  return pathname + search
}

export function card(number = '4242424242424242'): Record<string, string> {
  return {
    cardNumber: number,
    cardExpiry: '12 / 34',
    cardCvc: '123',
    billingName: 'Ada Lovelace',
    billingCountry: 'US',
    billingPostalCode: '94107',
  }
}
