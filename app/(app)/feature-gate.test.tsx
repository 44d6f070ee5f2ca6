import { beforeEach, expect, it, vi } from 'vitest'
import { UpgradeCard } from '@/components/billing/upgrade-card'
import type { Viewer } from '@/lib/auth'

const billing = vi.hoisted(() => ({ can: vi.fn(), canManageBilling: vi.fn(() => true), getBilling: vi.fn() }))
vi.mock('@/lib/billing', () => billing)
const { FeatureGate } = await import('./feature-gate')

const viewer = { teamId: 'team' } as Viewer
const readData = vi.fn()
const renderGate = () => FeatureGate({ viewer, feature: 'auditLog', children: <Secrets /> })

async function Secrets() {
  return readData()
}

beforeEach(() => vi.clearAllMocks())

it('shows its children if the plan has the feature', async () => {
  billing.can.mockResolvedValue(true)
  expect(await renderGate()).toMatchObject({ type: Secrets })
  expect(billing.can).toHaveBeenCalledWith(viewer, 'auditLog')
})

it('shows an upgrade card instead of the children if the plan lacks the feature', async () => {
  billing.can.mockResolvedValue(false)
  billing.getBilling.mockResolvedValue({ planName: 'Free' })
  expect(await renderGate()).toMatchObject({ type: UpgradeCard, props: { feature: 'auditLog', canManage: true } })
  expect(readData).not.toHaveBeenCalled()
})

it('throws if the plan cannot be read', async () => {
  billing.can.mockRejectedValue(new Error('database unavailable'))
  await expect(renderGate()).rejects.toThrow('database unavailable')
  expect(readData).not.toHaveBeenCalled()
})
