import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import { createUser } from '@/lib/users'
import { createProject, exportProjects, listProjects, projectsUsage, removeProject } from '.'

beforeAll(openShop)
afterAll(() => standIn.close())

async function newViewer(email: string) {
  const { userId } = await createUser({ name: 'Ada', email, password: 'correct horse' })
  return requireViewerFor(userId)
}

describe('sign-up', () => {
  it('creates a user, a team with the user as its OWNER, and one welcome email', async () => {
    const viewer = await newViewer('owner@example.com')
    expect(viewer).toMatchObject({ role: 'OWNER', name: 'Ada', teamName: 'Ada’s team' })
    const mails = await db().outboxMessage.findMany({ where: { key: viewer.userId } })
    expect(mails).toMatchObject([{ kind: 'mail.welcome', sentAt: null }])
  })

  it('rejects an address that already has an account, without leaving partial data', async () => {
    await newViewer('twice@example.com')
    const teams = await db().team.count()
    await expect(newViewer('twice@example.com')).rejects.toMatchObject({ code: 'conflict' })
    expect(await db().team.count()).toBe(teams)
  })
})

describe('projects', () => {
  it('cannot exceed the plan’s limit, even if several are created at the same time', async () => {
    const viewer = await newViewer('limit@example.com')
    const attempts = Array.from({ length: 6 }, (_, index) => createProject(viewer, `Project ${index}`))
    const results = await Promise.allSettled(attempts)
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'limit_reached' })
    expect(await projectsUsage(viewer)).toEqual({ used: 3, max: 3 })
  })

  it('cannot be seen or deleted by another team', async () => {
    const [ada, eve] = [await newViewer('ada@example.com'), await newViewer('eve@example.com')]
    const project = await createProject(ada, 'Secret')
    expect(await listProjects(eve)).toEqual([])
    await expect(removeProject(eve, project.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listProjects(ada)).toHaveLength(1)
  })

  it('can be exported only on a plan that includes CSV export', async () => {
    await expect(exportProjects(await newViewer('export@example.com'))).rejects.toMatchObject({
      code: 'payment_required',
      userMessage: 'CSV export isn’t included in your plan. Upgrade to use it.',
    })
    const { viewer } = await newSubscriber('pro')
    const { id, createdAt } = await createProject(viewer, 'Analytical Engine')
    const file = `id,name,created_at\r\n${id},Analytical Engine,${createdAt.toISOString()}\r\n`
    expect(await exportProjects(viewer)).toBe(`\ufeff${file}`)
  })
})
