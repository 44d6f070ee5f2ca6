import { beforeEach, expect, it, vi } from 'vitest'
import { UpgradeCard } from '@/components/billing/upgrade-card'
import type { Viewer } from '@/lib/auth'

const billing = vi.hoisted(() => ({ can: vi.fn(), canManageBilling: vi.fn(() => true), getBilling: vi.fn() }))
vi.mock('@/lib/billing', () => billing)
const { FeatureGate } = await import('./feature-gate')

const viewer = { teamId: 'team' } as Viewer
const readData = vi.fn()
const gated = () => FeatureGate({ viewer, feature: 'auditLog', children: <Secrets /> })

async function Secrets() {
  return readData()
}

beforeEach(() => vi.clearAllMocks())

it('shows its children to a team whose plan unlocks the feature', async () => {
  billing.can.mockResolvedValue(true)
  expect(await gated()).toMatchObject({ type: Secrets })
  expect(billing.can).toHaveBeenCalledWith(viewer, 'auditLog')
})

it('shows an upgrade card to any other team, and leaves the children out', async () => {
  billing.can.mockResolvedValue(false)
  billing.getBilling.mockResolvedValue({ planName: 'Free' })
  expect(await gated()).toMatchObject({ type: UpgradeCard, props: { feature: 'auditLog', canManage: true } })
  expect(readData).not.toHaveBeenCalled()
})

it('shows nothing when the plan cannot be read', async () => {
  billing.can.mockRejectedValue(new Error('the database is gone'))
  await expect(gated()).rejects.toThrow('the database is gone')
  expect(readData).not.toHaveBeenCalled()
})
