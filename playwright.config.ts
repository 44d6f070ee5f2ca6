import { defineConfig, devices } from '@playwright/test'
import { environment } from './e2e/environment'

// A full Chromium (Debian's, or Google's Chrome) draws its address bar's list as two web pages for each window, which
// takes a third of a run. The rest is what Playwright turns off itself: the last list of features is the one that counts.
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

// Chromium's own sandbox cannot be set up by root, nor in most containers.
const args = ['--no-sandbox', `--disable-features=${disabledFeatures.join()}`]

const chromium = {
  ...devices['Desktop Chrome'],
  launchOptions: { args, executablePath: environment.chromium },
}

/** The same specs twice: `local` against the stand-in, `stripe` against Stripe's test mode. `npm run e2e` starts both. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '.local/test/browser',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['line'], ['json', { outputFile: '.local/test/e2e.json' }]],
  use: {
    baseURL: process.env.E2E_APP_URL,
    locale: 'en-US',
    timezoneId: 'UTC',
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    // Without a picture of every moment, which would cost a sixth of the run.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'local', use: chromium },
    { name: 'stripe', use: chromium, timeout: 180_000 },
  ],
})
