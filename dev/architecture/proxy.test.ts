import { describe, expect, it } from 'vitest'
import { config } from '@/proxy'
import { readProjectFiles } from './project-files'

const [matcher] = config.matcher
const matches = (path: string) => new RegExp(`^${matcher?.source}$`).test(path)

const pages = [...readProjectFiles().keys()].flatMap((file) => {
  const folder = /^app(\/.*)\/page\.tsx$/.exec(file)?.[1]
  return folder ? [{ folder, path: folder.replace(/\/\([^/]*\)/g, '') || '/' }] : []
})
const isPrerendered = ({ folder }: { folder: string }) => folder.startsWith('/(marketing)')

describe('proxy.ts', () => {
  it.each(pages.filter((page) => !isPrerendered(page)))('gives the scripts of $path a nonce', ({ path }) => {
    expect(matches(path)).toBe(true)
  })

  it.each(pages.filter(isPrerendered))('does not run for $path, which is prerendered', ({ path }) => {
    expect(matches(path)).toBe(false)
  })
})
