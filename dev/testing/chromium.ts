import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'
import { runProgram } from './program'

/**
 * Finds Chromium for the tests: E2E_CHROMIUM, Playwright's own, or one on this machine. Installs one if needed.
 *
 * @returns its path, or an empty string for Playwright's own
 * @throws Error with instructions if none is available
 */
export async function requireChromium(): Promise<string> {
  const named = process.env.E2E_CHROMIUM
  if (named) {
    if (works(named)) return named
    throw new Error(`E2E_CHROMIUM is ${named}, which could not be started.`)
  }
  if (works(chromium.executablePath())) return ''
  return findOnMachine() ?? (await install())
}

async function install(): Promise<string> {
  console.log('Chromium is not installed. Installing it (this can take a few minutes)…')
  const playwright = path.join('node_modules', 'playwright', 'cli.js')
  await runProgram(process.execPath, [playwright, 'install', 'chromium'], 'Downloading Chromium')
  if (works(chromium.executablePath())) return ''
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const packages = ['install', '-y', '--no-install-recommends', 'chromium-headless-shell', 'fonts-liberation']
    await runProgram('apt-get', ['update'], 'Updating the Debian package list')
    await runProgram('apt-get', packages, 'Installing Chromium')
    const found = findOnMachine()
    if (found) return found
  }
  throw new Error(
    'Could not install Chromium. Install Chromium or Chrome, or set E2E_CHROMIUM to its path, and try again.',
  )
}

function findOnMachine(): string | undefined {
  return candidates().find(works)
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
  }
  if (process.platform === 'win32') {
    const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return programs.flatMap((program) =>
      roots.filter((root) => root !== undefined).map((root) => `${root}\\${program}`),
    )
  }
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
  ]
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

/** The file may be a stub that only prints install instructions, or lack shared libraries. */
function works(file: string): boolean {
  if (!existsSync(file)) return false
  // On Windows, Chrome opens a window instead of printing its version.
  if (process.platform === 'win32') return true
  return spawnSync(file, ['--version'], { timeout: 30_000 }).status === 0
}
