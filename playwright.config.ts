import { defineConfig, devices } from '@playwright/test'
import { environment } from './e2e/environment'

// A full Chromium (Debian's, or Google Chrome) renders its address bar suggestions as two web pages per window, which takes a
// third of a run. The other features are those that Playwright disables itself, because this list replaces its list.
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

// Chromium's own sandbox does not work as root or in most containers.
const args = ['--no-sandbox', `--disable-features=${disabledFeatures.join()}`]

const chromium = {
  ...devices['Desktop Chrome'],
  launchOptions: { args, executablePath: environment.chromium },
}

/** Two projects with the same specs: `local` uses the stand-in, `stripe` uses Stripe's test mode. `npm run e2e` runs them. */
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
    // Traces have no screenshots, which would take a sixth of the run.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'local', use: chromium },
    { name: 'stripe', use: chromium, timeout: 180_000 },
  ],
})
