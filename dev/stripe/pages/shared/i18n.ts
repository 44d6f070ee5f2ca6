import { de } from './messages-de'
import { en, type MessageKey } from './messages-en'

export type Values = Record<string, string | number>
export type Translate = (key: MessageKey, values?: Values) => string

const dictionaries: Record<string, Partial<Record<MessageKey, string>>> = { en, de }

/** Messages for a locale. Missing translations fall back to English. */
export function translator(locale: string): Translate {
  const dictionary = dictionaries[locale.split('-')[0] ?? 'en'] ?? en
  return (key, values = {}) => {
    const text = dictionary[key] ?? en[key]
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}

/** The locale for dates, money, and `lang`. English if the language has no translation. */
export function spokenLocale(locale: string): string {
  return (locale.split('-')[0] ?? '') in dictionaries ? locale : 'en'
}
